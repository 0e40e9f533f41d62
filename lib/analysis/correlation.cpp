#include "analysis/correlation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "base/error.hpp"

namespace nnpipe::analysis {

Correlation::Correlation(Quantity quantity, std::size_t lags, std::size_t origin_interval)
    : x_quantity{quantity}, x_lags{lags}, x_interval{std::max<std::size_t>(1, origin_interval)}, x_counts(lags + 1) {}

// Fractions of one cell are not those of another: a sheared cell that a program has flipped, or vectors in another
// order.
void Correlation::check_same_vectors(const Cell& cell) const {
  constexpr double most = 0.25;
  for (std::size_t k = 0; k < 3; ++k) {
    const double change = norm(cell.vectors[k] - x_cell.vectors[k]) / norm(x_cell.vectors[k]);
    if (!cell.periodic[k] || change < most) continue;
    fail(
        "cell vector {} changed by {:.3g} % since the frame before, expected less than {:g} %: atoms cannot be "
        "followed, as where a cell was flipped",
        "abc"[k], 100 * change, 100 * most);
  }
}

// Steps are taken in fractions of the cell, where it is periodic: an atom that was wrapped and one that was not then
// move alike, and a cell that changes carries none of them along. A frame without crossings, where others have them,
// has none: such columns are left out where all are 0.
void Correlation::follow(const Frame& frame) {
  const bool in_fractions = frame.cell.any_periodic();
  std::vector<Vec3> here = frame.positions;
  if (in_fractions) {
    for (Vec3& r : here) r = frame.cell.fractional(r);
  }
  auto crossings = cell_crossings(frame);
  const bool counted = !crossings.empty() || !x_crossings.empty();
  const auto of = [](const auto& all, std::size_t atom, std::size_t d) {
    return all.empty() ? 0.0 : static_cast<double>(all[atom][d]);
  };
  if (x_frames == 0) x_unwrapped = frame.positions;
  if (x_frames > 0) check_same_vectors(frame.cell);
  for (std::size_t i = 0; x_frames > 0 && i < frame.size(); ++i) {
    Vec3 step = here[i] - x_last[i];
    for (int d = 0; d < 3; ++d) {
      const auto k = static_cast<std::size_t>(d);
      if (!frame.cell.periodic[k]) continue;
      step[d] += counted ? of(crossings, i, k) - of(x_crossings, i, k) : -std::round(step[d]);
      if (!counted) x_largest_step = std::max(x_largest_step, std::abs(step[d]));
    }
    x_unwrapped[i] += in_fractions ? frame.cell.cartesian(step) : step;
  }
  x_last = std::move(here);
  x_crossings = std::move(crossings);
  x_cell = frame.cell;
}

std::vector<Vec3> Correlation::take(const Frame& frame) {
  if (x_frames == 0) {
    x_elements = frame.elements;
    for (const Element element : elements_in(frame)) x_sums[element].resize(x_lags + 1);
  } else if (frame.elements != x_elements) {
    fail("the atoms changed, expected the same {} in the same order", x_elements.size());
  }
  if (x_frames == 0) {
    x_periodic = frame.cell.periodic;
  } else if (frame.cell.periodic != x_periodic) {
    fail("the directions in which the cell is periodic changed, expected those of the first frame");
  }
  if (x_quantity == Quantity::velocity) {
    if (frame.velocities.empty()) fail("the frame has no velocities, expected a column velo:R:3");
    return frame.velocities;
  }
  follow(frame);
  // Without the drift of the whole, which is no diffusion.
  Vec3 centre;
  double mass = 0;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    centre += frame.mass(i) * x_unwrapped[i];
    mass += frame.mass(i);
  }
  centre *= 1 / mass;
  std::vector<Vec3> value = x_unwrapped;
  for (Vec3& r : value) r -= centre;
  return value;
}

void Correlation::add(const Frame& frame) {
  const auto value = take(x_order.arranged(frame));
  while (!x_origins.empty() && x_frames - x_origins.front().frame > x_lags) x_origins.pop_front();
  if (x_frames % x_interval == 0) x_origins.push_back({x_frames, value});
  for (const auto& origin : x_origins) {
    const std::size_t lag = x_frames - origin.frame;
    ++x_counts[lag];
    for (auto& [element, sums] : x_sums) {
      double sum = 0;
      for (std::size_t i = 0; i < value.size(); ++i) {
        if (x_elements[i] != element) continue;
        sum += x_quantity == Quantity::velocity ? dot(origin.value[i], value[i]) : norm2(value[i] - origin.value[i]);
      }
      sums[lag] += sum;
    }
  }
  ++x_frames;
}

std::vector<Correlation::Curve> Correlation::curves() const {
  std::vector<Curve> curves;
  std::size_t lags = 0;
  while (lags < x_counts.size() && x_counts[lags] > 0) ++lags;
  const auto make = [&](std::string name, double atoms, auto&& sum_at) {
    Curve curve{std::move(name), {}, {}};
    for (std::size_t lag = 0; lag < lags; ++lag) {
      curve.value.push_back(sum_at(lag) / (atoms * static_cast<double>(x_counts[lag])));
      curve.origins.push_back(x_counts[lag]);
    }
    curves.push_back(std::move(curve));
  };
  make("all", static_cast<double>(x_elements.size()), [&](std::size_t lag) {
    double sum = 0;
    for (const auto& [element, sums] : x_sums) sum += sums[lag];
    return sum;
  });
  if (x_sums.size() > 1) {
    for (const auto& [element, sums] : x_sums) {
      const auto count = std::count(x_elements.begin(), x_elements.end(), element);
      make(std::string{element.symbol()}, static_cast<double>(count),
           [&, &s = sums](std::size_t lag) { return s[lag]; });
    }
  }
  return curves;
}

namespace {

double slope(const std::vector<double>& y, std::size_t first, std::size_t last, double interval) {
  const auto n = static_cast<double>(last - first);
  double x_mean = 0, y_mean = 0, xy = 0, xx = 0;
  for (std::size_t k = first; k < last; ++k) {
    x_mean += static_cast<double>(k) / n;
    y_mean += y[k] / n;
  }
  for (std::size_t k = first; k < last; ++k) {
    const double dx = static_cast<double>(k) - x_mean;
    xy += dx * (y[k] - y_mean);
    xx += dx * dx;
  }
  return xy / (xx * interval);
}

}  // namespace

Diffusion diffusion_coefficient(const std::vector<double>& msd, double interval, double begin) {
  const auto first = static_cast<std::size_t>(begin * static_cast<double>(msd.size()));
  constexpr std::size_t parts = 4;
  if (msd.size() < first + 2 * parts)
    fail("a diffusion coefficient needs at least {} intervals, got {}", first + 2 * parts, msd.size());
  Diffusion result{slope(msd, first, msd.size(), interval) / 6, 0};
  const std::size_t length = (msd.size() - first) / parts;
  for (std::size_t p = 0; p < parts; ++p) {
    const double part = slope(msd, first + p * length, first + (p + 1) * length, interval) / 6 - result.coefficient;
    result.error += part * part / (parts * (parts - 1));
  }
  result.error = std::sqrt(result.error);
  return result;
}

std::vector<std::pair<double, double>> density_of_states(const std::vector<double>& autocorrelation, double interval,
                                                         std::size_t points) {
  if (autocorrelation.size() < 2 || !(autocorrelation[0] > 0))
    fail("a density of states needs velocities at several times");
  const std::size_t n = autocorrelation.size();
  const double nyquist = 0.5 / interval;
  std::vector<std::pair<double, double>> spectrum;
  double integral = 0;
  const double width = nyquist / static_cast<double>(points);
  for (std::size_t p = 0; p < points; ++p) {
    const double frequency = width * (static_cast<double>(p) + 0.5);
    double sum = 0;
    for (std::size_t k = 0; k < n; ++k) {
      // Half of a Blackman window: 1 at lag 0, 0 at the last.
      const double t = std::numbers::pi * static_cast<double>(k) / static_cast<double>(n);
      const double window = 0.42 + 0.5 * std::cos(t) + 0.08 * std::cos(2 * t);
      const double weight = k == 0 ? 0.5 : 1.0;
      sum += weight * window * autocorrelation[k] / autocorrelation[0] *
             std::cos(2 * std::numbers::pi * frequency * static_cast<double>(k) * interval);
    }
    spectrum.emplace_back(frequency, sum);
    integral += sum * width;
  }
  for (auto& [frequency, density] : spectrum) density /= integral;
  return spectrum;
}

}  // namespace nnpipe::analysis
