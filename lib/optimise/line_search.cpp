#include "optimise/line_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nnpipe::optimise {

double inner(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

double largest(const std::vector<double>& a) {
  double most = 0;
  for (const double value : a) most = std::max(most, std::abs(value));
  return most;
}

bool LineSearch::run(std::vector<double>& x, double& value, std::vector<double>& gradient, const std::vector<double>& d,
                     double first, double most) {
  constexpr double decrease = 1e-4;
  constexpr int most_trials = 30;
  const double slope = inner(gradient, d);
  if (!(slope < 0)) return false;
  // What rounding alone can change the value by.
  const double noise = 1e-14 * std::abs(value) * std::sqrt(static_cast<double>(x.size())) + 1e-300;
  double low = 0, low_slope = slope, high = std::numeric_limits<double>::infinity(), high_slope = 0;
  double step = std::min(first, most);
  std::vector<double> trial(x.size()), trial_gradient(x.size());
  double trial_value = 0;
  const auto take = [&] {
    x.swap(trial);
    gradient.swap(trial_gradient);
    value = trial_value;
    x_step = step;
    return true;
  };
  for (int attempt = 0; attempt < most_trials; ++attempt) {
    for (std::size_t i = 0; i < x.size(); ++i) trial[i] = x[i] + step * d[i];
    trial_value = x_function(trial, trial_gradient);
    ++x_evaluations;
    const double trial_slope = inner(trial_gradient, d);
    const bool finite = std::isfinite(trial_value) && std::isfinite(trial_slope);
    const bool armijo = finite && trial_value <= value + decrease * step * slope;
    const bool approximate = finite && trial_value <= value + noise && trial_slope <= (2 * decrease - 1) * slope;
    if (!armijo && !approximate) {
      high = step;
      high_slope = std::numeric_limits<double>::quiet_NaN();
    } else if (trial_slope < x_curvature * slope && step < most) {
      low = step;
      low_slope = trial_slope;
    } else if (trial_slope > -x_curvature * slope) {
      high = step;
      high_slope = trial_slope;
      // Good enough to keep should the interval close.
      if (attempt + 3 >= most_trials) return take();
    } else {
      return take();
    }
    if (std::isinf(high)) {
      step = std::min(most, 2.5 * step);
    } else {
      // Secant on the slope where both ends have one, else halves; never at the very ends.
      double next = 0.5 * (low + high);
      if (std::isfinite(high_slope) && high_slope > low_slope) {
        next = low - low_slope * (high - low) / (high_slope - low_slope);
      }
      const double margin = 0.1 * (high - low);
      step = std::clamp(next, low + margin, high - margin);
    }
    if (high - low < 1e-16 * step) break;
  }
  return false;
}

}  // namespace nnpipe::optimise
