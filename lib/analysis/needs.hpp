// What a measurement needs of the geometry it is asked for: anything else is refused before it is computed.
#pragma once

#include <string_view>

#include "atoms/frame.hpp"
#include "base/error.hpp"

namespace nnpipe::analysis {

// Throws Error unless the cell is periodic in three directions. `what`: "elastic constants need", in the plural.
inline void need_crystal(const Frame& frame, std::string_view what) {
  const auto& periodic = frame.cell.periodic;
  if (frame.cell.volume() > 0 && periodic[0] && periodic[1] && periodic[2]) return;
  fail("{} a crystal, expected a cell periodic in three directions", what);
}

// The same, and atoms all through it. Throws Error where nothing acts across a gap between two planes of atoms, as in a
// slab, a wire or a molecule with vacuum around it: quantities of a volume or of a cut mean nothing there. reach: of
// the potential, Å.
void need_bulk(const Frame& frame, double reach, std::string_view what);

// The distance of a point to the nearest of its own images, Å, in a cell that is periodic in three directions.
double nearest_image(const Cell& cell);

}  // namespace nnpipe::analysis
