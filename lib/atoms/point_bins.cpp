#include "atoms/point_bins.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "atoms/near_points.hpp"
#include "base/threads.hpp"

namespace nnpipe {

namespace {

constexpr std::size_t block = 2048;  // points

int box(double offset, double per_edge, int n) {
  const double at = offset * per_edge;
  return at <= 0 ? 0 : at >= n ? n - 1 : static_cast<int>(at);
}

// Distance along one axis from p to box i: 0 inside. Slightly too small rather than too large, for points on a face.
double gap(double p, int i, double edge) { return (1 - 1e-9) * std::max({0.0, i * edge - p, p - (i + 1) * edge}); }

Vec3 least(Vec3 a, Vec3 b) { return {std::min(a.x, b.x), std::min(a.y, b.y), std::min(a.z, b.z)}; }
Vec3 most(Vec3 a, Vec3 b) { return {std::max(a.x, b.x), std::max(a.y, b.y), std::max(a.z, b.z)}; }

}  // namespace

void PointBins::measure(const std::vector<Vec3>& points, double reach) {
  const Blocks blocks{points.size(), block};
  std::vector<Vec3> lows(blocks.count(), points[0]), highs = lows;
  parallel_for(blocks, [&](std::size_t b, std::size_t first, std::size_t last) {
    Vec3 low = points[first], high = low;
    for (std::size_t i = first; i < last; ++i) {
      low = least(low, points[i]);
      high = most(high, points[i]);
    }
    lows[b] = low;
    highs[b] = high;
  });
  x_origin = std::reduce(lows.begin(), lows.end(), lows[0], least);
  const Vec3 extent = std::reduce(highs.begin(), highs.end(), highs[0], most) - x_origin;
  // Half the reach is near the optimum between points tested in vain and boxes visited; thin gases get larger boxes, so
  // that there are never many more boxes than points.
  double edge = 0.5 * reach;
  const double most_boxes = 2.0 * static_cast<double>(points.size()) + 64.0;
  const auto along = [&](double length) { return std::max(1.0, std::floor(length / edge)); };
  while (along(extent.x) * along(extent.y) * along(extent.z) > most_boxes) edge *= 1.25;
  x_nx = static_cast<int>(along(extent.x));
  x_ny = static_cast<int>(along(extent.y));
  x_nz = static_cast<int>(along(extent.z));
  const auto edge_of = [&](double length, int n) { return n == 1 ? std::max(length, edge) : length / n; };
  x_size = {edge_of(extent.x, x_nx), edge_of(extent.y, x_ny), edge_of(extent.z, x_nz)};
  x_per_edge = {1 / x_size.x, 1 / x_size.y, 1 / x_size.z};
}

void PointBins::fill(const std::vector<Vec3>& points, double reach) {
  measure(points, reach);
  const std::size_t n = points.size();
  x_box.resize(n);
  parallel_for({n, block}, [&](std::size_t, std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      const Vec3 r = points[i] - x_origin;
      x_box[i] = row(box(r.y, x_per_edge.y, x_ny), box(r.z, x_per_edge.z, x_nz)) + box(r.x, x_per_edge.x, x_nx);
    }
  });
  x_first.assign(static_cast<std::size_t>(x_nx) * static_cast<std::size_t>(x_ny) * static_cast<std::size_t>(x_nz) + 1,
                 0);
  for (const int b : x_box) ++x_first[static_cast<std::size_t>(b) + 1];
  std::partial_sum(x_first.begin(), x_first.end(), x_first.begin());
  x_next.assign(x_first.begin(), x_first.end() - 1);
  id.resize(n + PointColumns::padding);
  for (std::size_t i = 0; i < n; ++i) {
    id[static_cast<std::size_t>(x_next[static_cast<std::size_t>(x_box[i])]++)] = static_cast<int>(i);
  }
  for (auto* column : {&x, &y, &z}) column->resize(n + PointColumns::padding);
  parallel_for({n, block}, [&](std::size_t, std::size_t first, std::size_t last) {
    for (std::size_t k = first; k < last; ++k) {
      const Vec3 r = points[static_cast<std::size_t>(id[k])];
      x[k] = r.x;
      y[k] = r.y;
      z[k] = r.z;
    }
  });
}

std::size_t PointBins::within(Vec3 r, double reach, double coincident, std::vector<int>& found, std::size_t used,
                              std::size_t& same) const {
  const Vec3 p = r - x_origin;
  const double reach2 = reach * reach;
  const int y0 = box(p.y - reach, x_per_edge.y, x_ny), y1 = box(p.y + reach, x_per_edge.y, x_ny);
  const int z0 = box(p.z - reach, x_per_edge.z, x_nz), z1 = box(p.z + reach, x_per_edge.z, x_nz);
  thread_local std::vector<PointRange> ranges;
  thread_local std::vector<double> gaps2;
  gaps2.clear();
  for (int iy = y0; iy <= y1; ++iy) {
    const double dy = gap(p.y, iy, x_size.y);
    gaps2.push_back(dy * dy);
  }
  ranges.clear();
  std::size_t points = 0;
  for (int iz = z0; iz <= z1; ++iz) {
    const double dz = gap(p.z, iz, x_size.z);
    for (int iy = y0; iy <= y1; ++iy) {
      const double left2 = reach2 - gaps2[static_cast<std::size_t>(iy - y0)] - dz * dz;
      if (left2 < 0) continue;
      const double left = std::sqrt(left2) * (1 + 1e-9);  // rounding may not lose a box
      const int* const boxes = &x_first[static_cast<std::size_t>(row(iy, iz))];
      const PointRange range{boxes[box(p.x - left, x_per_edge.x, x_nx)],
                             boxes[box(p.x + left, x_per_edge.x, x_nx) + 1]};
      ranges.push_back(range);
      points += static_cast<std::size_t>(range.end - range.begin);
    }
  }
  const std::size_t room = used + points + PointColumns::padding;
  if (found.size() < room) found.resize(2 * room);
  const NearPoints near =
      near_points({id.data(), x.data(), y.data(), z.data()}, ranges, r, reach, coincident, found.data() + used);
  same += near.same;
  return used + near.count;
}

}  // namespace nnpipe
