// Who is near whom in a training frame.
#pragma once

#include <cstddef>

#include "atoms/neighbours.hpp"
#include "base/error.hpp"
#include "train/frames/frame_block.hpp"

namespace nnpipe::train {

// Calls visit(i, r_ij, j) for the neighbours of each of the first `atoms` atoms nearer than `cutoff`, images too; j is
// the atom of the frame that the neighbour is, or is an image of. Throws Error with the frame's place.
template <typename Visit>
void for_neighbours(const TrainingFrame& frame, std::size_t atoms, double cutoff, Visit&& visit) {
  NeighbourList list{cutoff, 0.0};
  with_place([&] { return frame.place; }, [&] { list.build(frame.cell, frame.positions); });
  const auto view = list.view();
  const auto x = list.positions();
  for (std::size_t i = 0; i < atoms; ++i) {
    for (int at = view.first[i]; at < view.first[i + 1]; ++at) {
      const auto image = static_cast<std::size_t>(view.index[static_cast<std::size_t>(at)]);
      visit(i, x[image] - x[i], static_cast<std::size_t>(list.owner()[image]));
    }
  }
}

// The same of the atoms whose energy counts: of a site sample without a cell that is the first alone, whose neighbours
// need no list.
template <typename Visit>
void for_neighbours_of_sites(const TrainingFrame& frame, double cutoff, Visit&& visit) {
  const auto near = [&](std::size_t i, Vec3 r, std::size_t j) {
    if (norm2(r) < cutoff * cutoff) visit(i, r, j);
  };
  if (!frame.site || frame.cell.any_periodic()) return for_neighbours(frame, frame.atoms(), cutoff, near);
  for (std::size_t j = 1; j < frame.positions.size(); ++j) near(0, frame.positions[j] - frame.positions[0], j);
}

}  // namespace nnpipe::train
