// What the fuzzers share: any bytes may be refused with an Error; all else that happens is a finding.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "atoms/frame.hpp"
#include "base/error.hpp"
#include "io/formats.hpp"

namespace nnpipe::fuzz {

// A file without a name that holds these bytes.
class File {
 public:
  explicit File(std::string_view bytes) : x_descriptor{::memfd_create("fuzz", MFD_CLOEXEC)} {
    while (x_descriptor >= 0 && !bytes.empty()) {
      const auto written = ::write(x_descriptor, bytes.data(), bytes.size());
      if (written <= 0) std::abort();
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  ~File() { ::close(x_descriptor); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(x_descriptor); }

 private:
  int x_descriptor;
};

template <typename Action>
int refused_or_read(const std::uint8_t* data, std::size_t size, Action&& action) {
  const File file{{reinterpret_cast<const char*>(data), size}};
  try {
    action(file.path());
  } catch (const Error&) {
    return 0;
  }
  return 0;
}

// What formats ask for that do not say all.
inline io::FormatOptions usual_options() {
  io::FormatOptions options;
  options.lammps.elements = {element_of("Si"), element_of("O"), element_of("H")};
  options.runner = io::find_runner_units("angstrom-ev");
  return options;
}

// Every frame of a format, checked as all readers promise: counts agree.
inline void read_frames(const std::string& path, std::string_view format,
                        const io::FormatOptions& options = usual_options()) {
  const auto source = io::open_frames(path, format, options);
  for (Frame frame; source->next(frame);) {
    if (frame.size() == 0 || frame.elements.size() != frame.size()) std::abort();
    if (!frame.forces.empty() && frame.forces.size() != frame.size()) std::abort();
    if (!frame.velocities.empty() && frame.velocities.size() != frame.size()) std::abort();
  }
}

// Frames as most programs read them; of runs that were cut off, or whose electrons did not converge, what is there.
inline int read_both_ways(const std::uint8_t* data, std::size_t size, std::string_view format) {
  refused_or_read(data, size, [&](const std::string& path) { read_frames(path, format); });
  auto options = usual_options();
  options.keep_unconverged = options.keep_complete = true;
  return refused_or_read(data, size, [&](const std::string& path) { read_frames(path, format, options); });
}

}  // namespace nnpipe::fuzz
