// Vashishta's parameters (.vashishta), as far as a potential to compute with.
#include "fuzz.hpp"
#include "potential/registry.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return nnpipe::fuzz::refused_or_read(data, size, [](const std::string& path) { nnpipe::potential::load(path); });
}
