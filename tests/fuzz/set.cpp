// Sets of symmetry functions (.sf): what is read and written again is the same.
#include "descriptor/set.hpp"

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto set = nnpipe::descriptor::parse_set_file({reinterpret_cast<const char*>(data), size}, "x.sf");
    if (!(nnpipe::descriptor::parse_set_file(nnpipe::descriptor::to_text(set), "again.sf") == set)) std::abort();
    for (const auto centre : set.centres()) {
      const auto& one = set.of(centre);
      if (!(one.cutoff() > 0) && !one.functions.empty()) std::abort();
      if (one.neighbours().empty() && !one.functions.empty()) std::abort();
    }
    set.of(nnpipe::element_of("Si"));
  } catch (const nnpipe::Error&) {
    return 0;
  }
  return 0;
}
