// Random triclinic cells for property tests.
#pragma once

#include <vector>

#include "atoms/cell.hpp"
#include "base/random.hpp"

namespace nnpipe {

inline Vec3 random_vector(Random& random, double size) {
  return {random.uniform(-size, size), random.uniform(-size, size), random.uniform(-size, size)};
}

// Any orientation and handedness, edges around `size` Å, angles down to about 40°.
inline Cell random_cell(Random& random, double size) {
  for (;;) {
    Cell cell{{random_vector(random, size), random_vector(random, size), random_vector(random, size)}, {}};
    for (auto& flag : cell.periodic) flag = random.uniform() < 0.7;
    const double edges = norm(cell.vectors[0]) * norm(cell.vectors[1]) * norm(cell.vectors[2]);
    if (cell.volume() > 0.25 * edges && edges > 0.1 * size * size * size) return cell;
  }
}

inline std::vector<Vec3> random_positions(Random& random, const Cell& cell, std::size_t count, double low,
                                          double high) {
  std::vector<Vec3> positions;
  for (std::size_t i = 0; i < count; ++i) {
    positions.push_back(
        cell.cartesian({random.uniform(low, high), random.uniform(low, high), random.uniform(low, high)}));
  }
  return positions;
}

}  // namespace nnpipe
