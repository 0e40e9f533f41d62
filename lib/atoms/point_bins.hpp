// Points sorted into boxes, for the search of those near a place.
#pragma once

#include <cstddef>
#include <vector>

#include "atoms/vec3.hpp"

namespace nnpipe {

// Along x boxes follow each other, so a row of boxes is one range of points.
class PointBins {
 public:
  // For searches up to `reach`. At least one point.
  void fill(const std::vector<Vec3>& points, double reach);

  // Points in the order of boxes: id[k] is the one given at that index, (x, y, z)[k] where it is; then some padding.
  std::vector<int> id;
  std::vector<double> x, y, z;

  // Writes the points within `reach` of r behind the first `used` of `found`, which grows as it must; returns how many
  // are used then. Adds to `same` how many of them are nearer to r than `coincident`.
  std::size_t within(Vec3 r, double reach, double coincident, std::vector<int>& found, std::size_t used,
                     std::size_t& same) const;

 private:
  void measure(const std::vector<Vec3>& points, double reach);
  int row(int iy, int iz) const { return (iz * x_ny + iy) * x_nx; }

  Vec3 x_origin;
  Vec3 x_size;      // edges of a box, Å
  Vec3 x_per_edge;  // their inverses
  int x_nx = 1, x_ny = 1, x_nz = 1;
  std::vector<int> x_first;        // box → first point
  std::vector<int> x_box, x_next;  // kept to spare allocations: point → box, box → place of its next point
};

}  // namespace nnpipe
