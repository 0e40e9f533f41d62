#include "optimise/conjugate_gradient.hpp"

#include <algorithm>
#include <limits>

namespace nnpipe::optimise {

namespace {

constexpr double curvature = 0.1;

// d becomes −g + β d; −g alone where that would not go downhill.
void turn(std::vector<double>& d, const std::vector<double>& gradient, const std::vector<double>& before) {
  const double old_square = inner(before, before);
  const double beta = std::max(0.0, (inner(gradient, gradient) - inner(gradient, before)) / old_square);
  for (std::size_t i = 0; i < d.size(); ++i) d[i] = beta * d[i] - gradient[i];
  if (inner(d, gradient) < 0) return;
  for (std::size_t i = 0; i < d.size(); ++i) d[i] = -gradient[i];
}

}  // namespace

MinimiseResult minimise_by_conjugate_gradient(std::vector<double>& x, const SmoothFunction& function,
                                              const MinimiseOptions& options, const StepAccepted& accepted) {
  MinimiseResult result;
  std::vector<double> gradient(x.size()), before, d(x.size());
  result.value = function(x, gradient);
  ++result.evaluations;
  result.gradient = largest(gradient);
  result.converged = options.rest(result.gradient);
  bool fresh = true;       // d is to be straight downhill
  double last_change = 0;  // what the last step changed the value by, to first order: step · slope
  while (!result.converged && result.steps < options.most_steps) {
    if (fresh) {
      for (std::size_t i = 0; i < d.size(); ++i) d[i] = -gradient[i];
    } else {
      turn(d, gradient, before);
    }
    const double slope = inner(gradient, d);
    const double reach = largest(d);
    const double most =
        options.longest_step > 0 ? options.longest_step / reach : std::numeric_limits<double>::infinity();
    // The value changes about as much as it did in the step before; before one, a small step.
    const double first = last_change < 0 ? last_change / slope : std::min(1.0, 0.01 / reach);
    before = gradient;
    LineSearch search{function, result.evaluations, curvature};
    if (!search.run(x, result.value, gradient, d, first, most)) {
      if (fresh) break;
      fresh = true;
      last_change = 0;
      continue;
    }
    last_change = search.step() * slope;
    fresh = false;
    ++result.steps;
    result.gradient = largest(gradient);
    result.converged = options.rest(result.gradient);
    if (accepted && !accepted(result)) break;
  }
  return result;
}

}  // namespace nnpipe::optimise
