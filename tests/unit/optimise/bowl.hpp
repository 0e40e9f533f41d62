// Functions with a known minimum, for minimisers.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "base/random.hpp"

// f(x) = offset + ½ Σ_i s_i (x_i − c_i)² in `n` dimensions, ln s_i drawn from [low, high]; `x` is a place to start
// from.
struct Bowl {
  std::vector<double> scale, centre, x;
  double offset = 0;

  Bowl(nnpipe::Random& random, std::size_t n, double low, double high) : scale(n), centre(n), x(n) {
    for (std::size_t i = 0; i < n; ++i) {
      scale[i] = std::exp(random.uniform(low, high));
      centre[i] = random.normal();
      x[i] = 3 * random.normal();
    }
  }

  double operator()(std::span<const double> at, std::span<double> gradient) const {
    double value = offset;
    for (std::size_t i = 0; i < scale.size(); ++i) {
      const double d = at[i] - centre[i];
      value += 0.5 * scale[i] * d * d;
      gradient[i] = scale[i] * d;
    }
    return value;
  }

  // Whether x is where no component of the gradient is above the bound.
  bool reached(double bound) const {
    for (std::size_t i = 0; i < scale.size(); ++i) {
      if (!(std::abs(x[i] - centre[i]) <= bound / scale[i])) return false;
    }
    return true;
  }
};

// Rosenbrock's valley, (1 − x)² + 100 (y − x²)²: 0 at (1, 1).
inline double rosenbrock(std::span<const double> at, std::span<double> gradient) {
  const double a = 1 - at[0], b = at[1] - at[0] * at[0];
  gradient[0] = -2 * a - 400 * at[0] * b;
  gradient[1] = 200 * b;
  return a * a + 100 * b * b;
}
