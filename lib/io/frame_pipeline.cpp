#include "io/frame_pipeline.hpp"

#include <algorithm>

namespace nnpipe::io {

bool BatchSize::full() const {
  constexpr std::size_t most_frames = 256, few_atoms = 4096, most_atoms = 65536;
  // Large frames, of which few make a batch, still come several for each thread.
  const auto wanted = 4 * static_cast<std::size_t>(thread_count());
  return x_frames == most_frames || (x_atoms >= few_atoms && x_frames >= wanted) ||
         (x_frames > 0 && x_atoms + x_largest > most_atoms);
}

void BatchSize::add(std::size_t atoms) {
  ++x_frames;
  x_atoms += atoms;
  x_largest = std::max(x_largest, atoms);
}

}  // namespace nnpipe::io
