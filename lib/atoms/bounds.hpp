// How large the lengths of a frame may be, and how small.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>

#include "atoms/cell.hpp"
#include "atoms/vec3.hpp"
#include "base/error.hpp"
#include "base/shown_units.hpp"

namespace nnpipe {

// Å, or reduced. Beyond any structure; what is computed with lengths up to here is finite.
inline constexpr double largest_length = 1e15;

// Å, or reduced. Of an atom from the origin; beyond, rounding takes from a double what energies hang on: at 1e14,
// unwrapped over many cells, milli-electronvolts.
inline constexpr double largest_position = 1e12;

// Å, or reduced. Shorter cell vectors, cutoffs and widths of functions mean nothing; squares and cubes of lengths from
// here on, and their inverses, are far from the ends of a double.
inline constexpr double smallest_length = 1e-6;
// Cutoffs and parameters that are lengths.
inline constexpr double largest_cutoff = 1e6;

// Throws Error "NAME: expected a number from LOW to HIGH, got VALUE". NaN is outside.
inline void check_between(std::string_view name, double value, double low, double high) {
  if (!(value >= low && value <= high)) fail("{}: expected a number from {} to {}, got {}", name, low, high, value);
}
// A cutoff, or any other length that something is divided by.
inline void check_cutoff(std::string_view name, double value) {
  check_between(name, value, smallest_length, largest_cutoff);
}
// A strength, a rate or a factor: 0, or of a size whose products stay finite.
inline void check_strength(std::string_view name, double value) {
  constexpr double least = 1e-15, most = 1e15;
  const double size = std::abs(value);
  if (value != 0 && !(size >= least && size <= most)) {
    fail("{}: expected 0 or a size from {} to {}, got {}", name, least, most, value);
  }
}

// The largest component, in size.
inline double reach_of(Vec3 v) { return std::max({std::abs(v.x), std::abs(v.y), std::abs(v.z)}); }

// Throws Error for an atom so far off; NaN is let be.
inline void check_position(Vec3 position) {
  if (const double reach = reach_of(position); reach > largest_position) {
    fail("position is {} off the origin, expected up to {}", reach, largest_position);
  }
}

// Atoms per Å³ that no structure has; nanometres taken for Å have a thousand times too many, and every sum over
// neighbours would take for ever. Reduced lengths have no such limit.
inline constexpr double largest_density = 20;

// Throws Error for more atoms than that in a cell periodic all round.
inline void check_density(UnitStyle units, std::size_t atoms, const Cell& cell) {
  if (!is_physical(units) || !(cell.periodic[0] && cell.periodic[1] && cell.periodic[2])) return;
  const double density = static_cast<double>(atoms) / cell.volume();
  if (density > largest_density) {
    fail("{:.3g} atoms per Å³, expected up to {}: are the lengths in Å?", density, largest_density);
  }
}

}  // namespace nnpipe
