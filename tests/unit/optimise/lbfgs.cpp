#include "optimise/lbfgs.hpp"

#include <cmath>

#include "base/random.hpp"
#include "bowl.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::optimise;

TEST_CASE("a quadratic form is minimised to rounding") {
  Random random{4};
  for (int round = 0; round < 20; ++round) {
    Bowl bowl{random, 1 + random.below(40), -4, 4};
    bowl.offset = -1e3;  // hides small gains in rounding
    MinimiseOptions options;
    options.gradient_tolerance = 1e-10;
    const auto result = minimise_by_lbfgs(bowl.x, bowl, options);
    CHECK(result.converged);
    CHECK(result.gradient <= 1e-10);
    CHECK(bowl.reached(1.01e-10));
  }
}

TEST_CASE("Rosenbrock's valley is walked to its end, with short steps too") {
  for (const double longest : {0.0, 0.05}) {
    std::vector<double> x{-1.2, 1};
    MinimiseOptions options;
    options.longest_step = longest;
    options.gradient_tolerance = 1e-9;
    const auto result = minimise_by_lbfgs(x, rosenbrock, options);
    CHECK(result.converged);
    CHECK(x[0] == Approx(1).epsilon(1e-8));
    CHECK(x[1] == Approx(1).epsilon(1e-8));
  }
}

TEST_CASE("a function that is not a number in places is kept out of them") {
  // −log x − log(1 − x): finite in (0, 1) only, minimum at one half.
  std::vector<double> x{0.999};
  MinimiseOptions options;
  options.gradient_tolerance = 1e-8;
  const auto result = minimise_by_lbfgs(
      x,
      [](std::span<const double> at, std::span<double> gradient) {
        gradient[0] = -1 / at[0] + 1 / (1 - at[0]);
        return -std::log(at[0]) - std::log(1 - at[0]);
      },
      options);
  CHECK(result.converged);
  CHECK(x[0] == Approx(0.5));
}

TEST_CASE("a caller can stop after any step") {
  std::vector<double> x{5, 5};
  const auto result = minimise_by_lbfgs(
      x,
      [](std::span<const double> at, std::span<double> gradient) {
        gradient[0] = 2 * at[0];
        gradient[1] = 20 * at[1];
        return at[0] * at[0] + 10 * at[1] * at[1];
      },
      {}, [](const MinimiseResult& now) { return now.steps < 2; });
  CHECK(result.steps == 2);
  CHECK_FALSE(result.converged);
}
