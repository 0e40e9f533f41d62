// Frames: espresso.
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return nnpipe::fuzz::read_both_ways(data, size, "espresso");
}
