#include "io/cut_off.hpp"

#include "base/notice.hpp"

namespace nnpipe::io {

namespace {

// A line without its end that cannot be read is one that was cut.
bool is_cut_off(const Error& error, Input& input) {
  if (dynamic_cast<const CutOff*>(&error) != nullptr) return true;
  return input.line_number() > 0 && !input.line_has_end() && input.at_end();
}

}  // namespace

void keep_whole(const Error& error, Input& input, std::size_t frames, bool keep) {
  // The caller is handling the error.
  // cppcheck-suppress rethrowNoCurrentException
  if (!is_cut_off(error, input)) throw;
  if (frames == 0) throw Error{fmt::format("{}; no frame before it is whole", error.what()), error.status()}.whole();
  const auto count = fmt::format("{} whole {}", frames, frames == 1 ? "frame" : "frames");
  if (!keep) {
    throw Error{fmt::format("{}; reformat --keep-complete keeps the {} before it", error.what(), count), error.status()}
        .whole();
  }
  notice(fmt::format("{}; kept the {} before it", error.what(), count));
}

}  // namespace nnpipe::io
