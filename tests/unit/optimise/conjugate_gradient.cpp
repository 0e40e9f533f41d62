#include "optimise/conjugate_gradient.hpp"

#include <cmath>

#include "base/random.hpp"
#include "bowl.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::optimise;

TEST_CASE("conjugate gradients end in a bowl of n dimensions after a few n steps") {
  Random random{9};
  for (int round = 0; round < 10; ++round) {
    const std::size_t n = 1 + random.below(12);
    Bowl bowl{random, n, -2, 3};
    MinimiseOptions options;
    options.gradient_tolerance = 1e-8;
    const auto result = minimise_by_conjugate_gradient(bowl.x, bowl, options);
    CHECK(result.converged);
    // In exact searches n; one here ends within a tenth of the slope. Straight downhill it would be thousands.
    CHECK(result.steps <= 10 * n + 20);
    CHECK(bowl.reached(1.01e-8));
  }
}

TEST_CASE("conjugate gradients follow Rosenbrock's valley to its end") {
  std::vector<double> x{-1.2, 1};
  MinimiseOptions options;
  options.gradient_tolerance = 1e-9;
  const auto result = minimise_by_conjugate_gradient(x, rosenbrock, options);
  CHECK(result.converged);
  CHECK(result.steps < 200);
  CHECK(std::abs(x[0] - 1) < 1e-7);
  CHECK(std::abs(x[1] - 1) < 1e-7);
}

TEST_CASE("conjugate gradients stop when out of steps, told to, or at rest by the caller's own measure") {
  const SmoothFunction bowl = [](std::span<const double> at, std::span<double> gradient) {
    gradient[0] = 4 * at[0] * at[0] * at[0];
    return at[0] * at[0] * at[0] * at[0];
  };
  MinimiseOptions options;
  options.gradient_tolerance = 0;
  options.most_steps = 4;
  std::vector<double> x{100};
  CHECK(minimise_by_conjugate_gradient(x, bowl, options).steps == 4);
  CHECK(minimise_by_conjugate_gradient(x, bowl, options, [](const MinimiseResult& now) {
          return now.steps < 2;
        }).steps == 2);
  int asked = 0;
  options.at_rest = [&] { return ++asked == 3; };
  x = {100};
  const auto result = minimise_by_conjugate_gradient(x, bowl, options);
  CHECK(result.steps == 2);
  CHECK(result.converged);
}
