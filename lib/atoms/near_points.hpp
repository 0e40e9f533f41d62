// Which points of given ranges are near a place: the inner loop of the neighbour search, on vector lanes.
#pragma once

#include <cstddef>
#include <span>

#include "atoms/vec3.hpp"

namespace nnpipe {

// Numbers and places of points, column by column. Behind the last point `padding` more entries can be read.
struct PointColumns {
  static constexpr std::size_t padding = 16;
  const int* id;
  const double *x, *y, *z;
};

// Points [begin, end).
struct PointRange {
  int begin, end;
};

struct NearPoints {
  std::size_t count = 0, same = 0;
};

// Writes to `out` the numbers of the points of the ranges whose distance from r is less than `reach`, in their order;
// there is room for all of them and `padding` more. Counts them, and those that are nearer than `coincident`.
NearPoints near_points(const PointColumns& points, std::span<const PointRange> ranges, Vec3 r, double reach,
                       double coincident, int* out);

}  // namespace nnpipe
