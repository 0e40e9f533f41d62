#include "optimise/fire.hpp"

#include <algorithm>
#include <cmath>

namespace nnpipe::optimise {

MinimiseResult minimise_by_fire(std::vector<double>& x, const SmoothFunction& function, const MinimiseOptions& options,
                                const StepAccepted& accepted) {
  // The authors' values; the time steps suit forces in eV/Å and unit masses.
  constexpr double most_time = 1.0, grow = 1.1, shrink = 0.5, first_mixing = 0.1, less_mixing = 0.99;
  constexpr int patience = 5;
  const double longest = options.longest_step > 0 ? options.longest_step : 0.2;
  MinimiseResult result;
  const std::size_t n = x.size();
  std::vector<double> gradient(n), velocity(n, 0.0);
  double time = 0.1, mixing = first_mixing;
  int downhill = 0;
  const auto look = [&] {
    result.value = function(x, gradient);
    ++result.evaluations;
    result.gradient = 0;
    for (const double g : gradient) result.gradient = std::max(result.gradient, std::abs(g));
  };
  look();
  result.converged = options.rest(result.gradient);
  while (!result.converged && result.steps < options.most_steps) {
    double power = 0, speed2 = 0, force2 = 0;
    for (std::size_t i = 0; i < n; ++i) {
      power -= gradient[i] * velocity[i];
      speed2 += velocity[i] * velocity[i];
      force2 += gradient[i] * gradient[i];
    }
    if (power > 0) {
      const double turn = mixing * std::sqrt(speed2 / force2);
      for (std::size_t i = 0; i < n; ++i) velocity[i] = (1 - mixing) * velocity[i] - turn * gradient[i];
      if (++downhill > patience) {
        time = std::min(grow * time, most_time);
        mixing *= less_mixing;
      }
    } else if (result.steps > 0) {
      std::fill(velocity.begin(), velocity.end(), 0.0);
      time *= shrink;
      mixing = first_mixing;
      downhill = 0;
    }
    double farthest = 0;
    for (std::size_t i = 0; i < n; ++i) {
      velocity[i] -= time * gradient[i];
      farthest = std::max(farthest, std::abs(time * velocity[i]));
    }
    const double scale = farthest > longest ? longest / farthest : 1;
    for (std::size_t i = 0; i < n; ++i) x[i] += scale * time * velocity[i];
    look();
    ++result.steps;
    result.converged = options.rest(result.gradient);
    if (accepted && !accepted(result)) break;
  }
  return result;
}

}  // namespace nnpipe::optimise
