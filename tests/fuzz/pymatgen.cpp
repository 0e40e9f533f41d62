// Frames: pymatgen.
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return nnpipe::fuzz::refused_or_read(data, size,
                                       [](const std::string& path) { nnpipe::fuzz::read_frames(path, "pymatgen"); });
}
