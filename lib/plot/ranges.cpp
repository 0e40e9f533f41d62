#include "plot/ranges.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace nnpipe::plot {

namespace {

// Depth of the deepest minimum between two higher points. Where a curve has none, as it begins within the well, its
// lowest point counts; a curve that falls without end at short distances does not hide the wells of others.
double depth_of_well(const std::vector<Series>& series) {
  double depth = 0, lowest = 0;
  for (const auto& curve : series) {
    for (std::size_t i = 0; i < curve.y.size(); ++i) {
      const double y = curve.y[i];
      if (!std::isfinite(y)) continue;
      lowest = std::max(lowest, -y);
      if (i > 0 && i + 1 < curve.y.size() && y < curve.y[i - 1] && y <= curve.y[i + 1]) depth = std::max(depth, -y);
    }
  }
  return depth > 0 ? depth : lowest;
}

// Where nothing binds: the largest value, but not the core, which goes orders of magnitude beyond what matters.
double top_of_repulsion(const std::vector<Series>& series) {
  std::vector<double> values;
  for (const auto& curve : series) {
    for (const double y : curve.y) {
      if (std::isfinite(y) && y > 0) values.push_back(y);
    }
  }
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  constexpr double beyond_median = 20;
  return std::min(values.back(), beyond_median * values[values.size() / 2]);
}

std::optional<Range> range_of_well(const std::vector<Series>& series) {
  const double depth = depth_of_well(series);
  if (depth > 0) return Range{-1.15 * depth, 3 * depth};
  const double top = top_of_repulsion(series);
  if (top > 0) return Range{-0.05 * top, top};
  return {};
}

// From 0 up to where each curve has nearly all of its integral, by the trapezoidal rule, and a margin. Noise about zero
// cancels: the first such place counts.
std::optional<Range> range_of_integral(const std::vector<Series>& series) {
  constexpr double nearly_all = 0.999, margin = 1.05;
  Range range{0, -INFINITY};
  double last = -INFINITY;
  for (const auto& curve : series) {
    std::vector<double> sums{0.0};
    for (std::size_t i = 1; i < curve.x.size(); ++i) {
      const double area = 0.5 * (curve.y[i] + curve.y[i - 1]) * (curve.x[i] - curve.x[i - 1]);
      sums.push_back(sums.back() + (std::isfinite(area) ? area : 0));
    }
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      if (!std::isfinite(curve.x[i])) continue;
      range.first = std::min(range.first, curve.x[i]);
      last = std::max(last, curve.x[i]);
    }
    const auto enough =
        std::find_if(sums.begin(), sums.end(), [&](double sum) { return sum >= nearly_all * sums.back(); });
    if (sums.back() > 0)
      range.second = std::max(range.second, curve.x[static_cast<std::size_t>(enough - sums.begin())]);
  }
  range.second = std::min(last, range.first + margin * (range.second - range.first));
  if (!(range.first < range.second)) return {};
  return range;
}

}  // namespace

void choose_ranges(Picture& picture) {
  if (picture.form.well && !picture.yrange && !picture.logy) picture.yrange = range_of_well(picture.series);
  if (picture.form.enough && !picture.xrange && !picture.logx) picture.xrange = range_of_integral(picture.series);
}

}  // namespace nnpipe::plot
