// Frames: extxyz, as programs read them that take no labels, that take labels, and labels of names given.
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto options = nnpipe::fuzz::usual_options();
  for (const int way : {0, 1, 2}) {
    if (way > 0) options.keys.ask = options.keys.keep_complete = true;
    if (way == 2) {
      options.keys.energy = "E";
      options.keys.forces = "F";
      options.keys.virial = "V";
    }
    nnpipe::fuzz::refused_or_read(data, size,
                                  [&](const std::string& path) { nnpipe::fuzz::read_frames(path, "extxyz", options); });
  }
  return 0;
}
