// Frames: lammps-dump, with elements given and without.
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = [&](const nnpipe::io::FormatOptions& options) {
    nnpipe::fuzz::refused_or_read(
        data, size, [&](const std::string& path) { nnpipe::fuzz::read_frames(path, "lammps-dump", options); });
  };
  auto options = nnpipe::fuzz::usual_options();
  read(options);
  options.lammps.elements.clear();
  options.lammps.keep_complete = true;
  read(options);
  return 0;
}
