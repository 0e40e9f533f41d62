// How large the lengths of a frame may be, and how small.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "atoms/cell.hpp"
#include "atoms/vec3.hpp"
#include "base/error.hpp"
#include "base/units.hpp"

namespace nnpipe {

// Å, or reduced. Beyond any structure; what is computed with lengths up to here is finite.
inline constexpr double largest_length = 1e15;

// The largest component, in size.
inline double reach_of(Vec3 v) { return std::max({std::abs(v.x), std::abs(v.y), std::abs(v.z)}); }

// Atoms per Å³ that no structure has; nanometres taken for Å have a thousand times too many, and every sum over
// neighbours would take for ever. Reduced lengths have no such limit.
inline constexpr double largest_density = 20;

// Throws Error for more atoms than that in a cell periodic all round.
inline void check_density(UnitStyle units, std::size_t atoms, const Cell& cell) {
  if (units != UnitStyle::metal || !(cell.periodic[0] && cell.periodic[1] && cell.periodic[2])) return;
  const double density = static_cast<double>(atoms) / cell.volume();
  if (density > largest_density) {
    fail("{:.3g} atoms per Å³, expected up to {}: are the lengths in Å?", density, largest_density);
  }
}

}  // namespace nnpipe
