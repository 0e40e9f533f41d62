// Frames: lammps-data, with elements given and without, by its own atom style and by one given.
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = [&](const nnpipe::io::FormatOptions& options) {
    nnpipe::fuzz::refused_or_read(
        data, size, [&](const std::string& path) { nnpipe::fuzz::read_frames(path, "lammps-data", options); });
  };
  auto options = nnpipe::fuzz::usual_options();
  read(options);
  options.lammps.elements.clear();
  options.lammps.atom_style = "charge";
  read(options);
  return 0;
}
