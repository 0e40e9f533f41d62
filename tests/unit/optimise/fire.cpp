#include "optimise/fire.hpp"

#include <cmath>

#include "base/random.hpp"
#include "bowl.hpp"
#include "largest.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::optimise;

TEST_CASE("FIRE finds the minimum of bowls of any shape") {
  Random random{4};
  for (int round = 0; round < 10; ++round) {
    Bowl bowl{random, 1 + random.below(20), -2, 3};
    MinimiseOptions options;
    options.gradient_tolerance = 1e-8;
    options.most_steps = 5000;
    const auto result = minimise_by_fire(bowl.x, bowl, options);
    CHECK(result.converged);
    CHECK(bowl.reached(1.01e-8));
  }
}

TEST_CASE("FIRE moves no coordinate farther than it may, and stops when out of steps or told to") {
  std::vector<double> x{100};
  double before = x[0], longest = 0;
  const SmoothFunction steep = [&](std::span<const double> at, std::span<double> gradient) {
    longest = larger(longest, std::abs(at[0] - before));
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
