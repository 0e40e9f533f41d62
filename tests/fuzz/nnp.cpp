// Potential files (.nnp), as far as a potential to compute with. Checksums are put right first: they would hide the
// rest.
#include "base/hash.hpp"
#include "base/text.hpp"
#include "fuzz.hpp"
#include "potential/registry.hpp"

namespace {

std::string with_checksums(std::string_view bytes) {
  std::string all, model;
  for (auto line : nnpipe::split(bytes, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with("checksum")) {
      model += "checksum " + nnpipe::hash_of(model) + '\n';
    } else {
      model.append(line).append("\n");
    }
    if (line != "end") continue;
    all += model;
    model.clear();
  }
  return all + model;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = with_checksums({reinterpret_cast<const char*>(data), size});
  return nnpipe::fuzz::refused_or_read(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                                       [](const std::string& path) { nnpipe::potential::load(path); });
}
