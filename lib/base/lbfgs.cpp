#include "base/lbfgs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace nnpipe {

namespace {

using Vector = std::vector<double>;

double inner(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

double largest(const Vector& a) {
  double most = 0;
  for (const double value : a) most = std::max(most, std::abs(value));
  return most;
}

// One line search along d from x: on success x, value and gradient are those of the point taken.
class LineSearch {
 public:
  LineSearch(const SmoothFunction& function, std::size_t& evaluations)
      : x_function{function}, x_evaluations{evaluations} {}

  bool run(Vector& x, double& value, Vector& gradient, const Vector& d, double first, double most) {
    constexpr double decrease = 1e-4, curvature = 0.9;
    constexpr int most_trials = 30;
    const double slope = inner(gradient, d);
    if (!(slope < 0)) return false;
    // What rounding alone can change the value by.
    const double noise = 1e-14 * std::abs(value) * std::sqrt(static_cast<double>(x.size())) + 1e-300;
    double low = 0, low_slope = slope, high = std::numeric_limits<double>::infinity(), high_slope = 0;
    double step = std::min(first, most);
    Vector trial(x.size()), trial_gradient(x.size());
    for (int attempt = 0; attempt < most_trials; ++attempt) {
      for (std::size_t i = 0; i < x.size(); ++i) trial[i] = x[i] + step * d[i];
      const double trial_value = x_function(trial, trial_gradient);
      ++x_evaluations;
      const double trial_slope = inner(trial_gradient, d);
      const bool finite = std::isfinite(trial_value) && std::isfinite(trial_slope);
      const bool armijo = finite && trial_value <= value + decrease * step * slope;
      const bool approximate = finite && trial_value <= value + noise && trial_slope <= (2 * decrease - 1) * slope;
      if (!armijo && !approximate) {
        high = step;
        high_slope = std::numeric_limits<double>::quiet_NaN();
      } else if (trial_slope < curvature * slope && step < most) {
        low = step;
        low_slope = trial_slope;
      } else if (trial_slope > -curvature * slope) {
        high = step;
        high_slope = trial_slope;
        // Good enough to keep should the interval close.
        if (attempt + 3 >= most_trials) return take(x, value, gradient, trial, trial_value, trial_gradient);
      } else {
        return take(x, value, gradient, trial, trial_value, trial_gradient);
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

 private:
  static bool take(Vector& x, double& value, Vector& gradient, Vector& trial, double trial_value,
                   Vector& trial_gradient) {
    x.swap(trial);
    gradient.swap(trial_gradient);
    value = trial_value;
    return true;
  }

  const SmoothFunction& x_function;
  std::size_t& x_evaluations;
};

}  // namespace

// −H g by the two-loop recursion.
Vector Lbfgs::direction(const Vector& gradient) const {
  Vector d = gradient;
  Vector alpha(x_pairs.size());
  for (std::size_t k = x_pairs.size(); k-- > 0;) {
    alpha[k] = x_pairs[k].rho * inner(x_pairs[k].step, d);
    for (std::size_t i = 0; i < d.size(); ++i) d[i] -= alpha[k] * x_pairs[k].change[i];
  }
  if (!x_pairs.empty()) {
    const auto& last = x_pairs.back();
    const double scale = 1.0 / (last.rho * inner(last.change, last.change));
    for (double& value : d) value *= scale;
  }
  for (std::size_t k = 0; k < x_pairs.size(); ++k) {
    const double beta = x_pairs[k].rho * inner(x_pairs[k].change, d);
    for (std::size_t i = 0; i < d.size(); ++i) d[i] += (alpha[k] - beta) * x_pairs[k].step[i];
  }
  for (double& value : d) value = -value;
  return d;
}

void Lbfgs::remember(Pair pair) {
  const double curvature = inner(pair.step, pair.change);
  if (!(curvature > 1e-12 * std::sqrt(inner(pair.step, pair.step) * inner(pair.change, pair.change)))) return;
  pair.rho = 1.0 / curvature;
  x_pairs.push_back(std::move(pair));
  if (x_pairs.size() > x_history) x_pairs.pop_front();
}

bool Lbfgs::step(Vector& x, double& value, Vector& gradient, const SmoothFunction& function, std::size_t& evaluations) {
  LineSearch search{function, evaluations};
  for (;;) {
    Vector d = direction(gradient);
    if (!(inner(d, gradient) < 0)) {
      x_pairs.clear();
      d = direction(gradient);
    }
    const double reach = largest(d);
    const double most = x_longest > 0 ? x_longest / reach : std::numeric_limits<double>::infinity();
    // Without curvature the scale is unknown: a small step first.
    const double first = x_pairs.empty() ? std::min(1.0, 0.01 * std::max(1.0, largest(x)) / reach) : 1.0;
    const Vector before = x, gradient_before = gradient;
    if (!search.run(x, value, gradient, d, first, most)) {
      if (x_pairs.empty()) return false;
      x_pairs.clear();  // the history may be what misled
      continue;
    }
    Pair pair{Vector(x.size()), Vector(x.size())};
    for (std::size_t i = 0; i < x.size(); ++i) {
      pair.step[i] = x[i] - before[i];
      pair.change[i] = gradient[i] - gradient_before[i];
    }
    remember(std::move(pair));
    return true;
  }
}

LbfgsResult minimise(std::vector<double>& x, const SmoothFunction& function, const LbfgsOptions& options,
                     const std::function<bool(const LbfgsResult&)>& accepted) {
  LbfgsResult result;
  Vector gradient(x.size());
  result.value = function(x, gradient);
  ++result.evaluations;
  result.gradient = largest(gradient);
  Lbfgs method{options.history, options.longest_step};
  while (result.steps < options.most_steps) {
    if (result.gradient <= options.gradient_tolerance) {
      result.converged = true;
      break;
    }
    if (!method.step(x, result.value, gradient, function, result.evaluations)) break;
    ++result.steps;
    result.gradient = largest(gradient);
    if (accepted && !accepted(result)) break;
  }
  result.converged = result.converged || result.gradient <= options.gradient_tolerance;
  return result;
}

}  // namespace nnpipe
