#include "optimise/fire.hpp"

#include <cmath>

#include "base/random.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::optimise;

TEST_CASE("FIRE finds the minimum of bowls of any shape") {
  Random random{4};
  for (int round = 0; round < 10; ++round) {
    const std::size_t n = 1 + random.below(20);
    std::vector<double> scale(n), centre(n), x(n);
    for (std::size_t i = 0; i < n; ++i) {
      scale[i] = std::exp(random.uniform(-2, 3));
      centre[i] = random.normal();
      x[i] = 3 * random.normal();
    }
    MinimiseOptions options;
    options.gradient_tolerance = 1e-8;
    options.most_steps = 5000;
    const auto result = minimise_by_fire(
        x,
        [&](std::span<const double> at, std::span<double> gradient) {
          double value = 0;
          for (std::size_t i = 0; i < n; ++i) {
            const double d = at[i] - centre[i];
            value += 0.5 * scale[i] * d * d;
            gradient[i] = scale[i] * d;
          }
          return value;
        },
        options);
    CHECK(result.converged);
    for (std::size_t i = 0; i < n; ++i) CHECK(std::abs(x[i] - centre[i]) <= 1e-8 / scale[i] * 1.01);
  }
}

TEST_CASE("FIRE moves no coordinate farther than it may, and stops when out of steps or told to") {
  std::vector<double> x{100};
  double before = x[0], longest = 0;
  const SmoothFunction steep = [&](std::span<const double> at, std::span<double> gradient) {
    longest = std::max(longest, std::abs(at[0] - before));
    before = at[0];
    gradient[0] = 50 * at[0];
    return 25 * at[0] * at[0];
  };
  MinimiseOptions options;
  options.longest_step = 0.3;
  options.most_steps = 40;
  const auto result = minimise_by_fire(x, steep, options);
  CHECK(longest <= 0.3 * (1 + 1e-12));
  CHECK(result.steps == 40);
  CHECK(!result.converged);
  CHECK(minimise_by_fire(x, steep, options, [](const MinimiseResult& now) { return now.steps < 3; }).steps == 3);
}
