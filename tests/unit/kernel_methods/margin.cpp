#include "kernel_methods/margin.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::kernel_methods;

namespace {

struct Clouds {
  arma::mat points;
  std::vector<int> signs;
};

// Two clouds so far apart, each of n points in a plane.
Clouds clouds(std::size_t n, double apart, std::uint64_t seed) {
  Random random{seed};
  Clouds result{arma::mat(2, 2 * n), {}};
  for (arma::uword i = 0; i < 2 * n; ++i) {
    const int sign = i % 2 == 0 ? 1 : -1;
    result.points.col(i) = arma::vec{random.normal() + 0.5 * apart * sign, random.normal()};
    result.signs.push_back(sign);
  }
  return result;
}

arma::vec decisions(const KernelFunction& kernel, const Clouds& data, const Margin& margin) {
  arma::vec weights = margin.alpha;
  for (arma::uword i = 0; i < weights.n_elem; ++i) weights[i] *= data.signs[i];
  return kernel.matrix(data.points, data.points) * weights + margin.bias;
}

}  // namespace

TEST_CASE("margins meet the optimality conditions of the dual to 1e-6") {
  const auto data = clouds(60, 2, 1);
  for (const auto& kernel : {KernelFunction{KernelKind::linear, 1, 1}, KernelFunction{KernelKind::polynomial, 2, 3},
                             KernelFunction{KernelKind::gaussian, 0.7, 1}}) {
    for (const double penalty : {0.1, 10.0}) {
      const auto margin = fit_margin(kernel, data.points, data.signs, {.penalty = penalty});
      const arma::vec f = decisions(kernel, data, margin);
      double balance = 0;
      for (arma::uword i = 0; i < f.n_elem; ++i) {
        const double alpha = margin.alpha[i], own = data.signs[i] * f[i];
        balance += alpha * data.signs[i];
        CHECK((alpha >= 0 && alpha <= penalty));
        // Inside the bounds on the margin; at 0 not within it; at C not beyond it.
        if (alpha < penalty) CHECK(own >= 1 - 1e-6);
        if (alpha > 0) CHECK(own <= 1 + 1e-6);
      }
      CHECK(std::abs(balance) < 1e-10 * penalty * 120);
    }
  }
}

TEST_CASE("primal and dual of a margin have one value") {
  const auto data = clouds(40, 1.5, 2);
  const KernelFunction kernel{KernelKind::linear};
  const double penalty = 3;
  const auto margin = fit_margin(kernel, data.points, data.signs, {.penalty = penalty, .tolerance = 1e-10});
  arma::vec w(2, arma::fill::zeros);
  for (arma::uword i = 0; i < margin.alpha.n_elem; ++i) w += margin.alpha[i] * data.signs[i] * data.points.col(i);
  const arma::vec f = decisions(kernel, data, margin);
  double hinge = 0;
  for (arma::uword i = 0; i < f.n_elem; ++i) hinge += std::max(0.0, 1 - data.signs[i] * f[i]);
  const double primal = 0.5 * arma::dot(w, w) + penalty * hinge;
  const double dual = arma::accu(margin.alpha) - 0.5 * arma::dot(w, w);
  CHECK(primal == Approx(dual).epsilon(1e-8));
  // No other line is better.
  Random random{3};
  for (int k = 0; k < 200; ++k) {
    const arma::vec other = w + 0.05 * arma::vec{random.normal(), random.normal()};
    const double bias = margin.bias + 0.05 * random.normal();
    double sum = 0.5 * arma::dot(other, other);
    for (arma::uword i = 0; i < f.n_elem; ++i)
      sum += penalty * std::max(0.0, 1 - data.signs[i] * (arma::dot(other, data.points.col(i)) + bias));
    CHECK(sum >= primal * (1 - 1e-9));
  }
}

TEST_CASE("the widest margin between two points stands upright between them") {
  const arma::mat points{{-1, 3}, {0, 0}};
  const auto margin = fit_margin({KernelKind::linear}, points, {-1, 1}, {.penalty = 100});
  // w = (1/2, 0), b = −1/2: f(−1) = −1, f(3) = 1.
  CHECK(margin.alpha[0] == Approx(0.125));
  CHECK(margin.alpha[1] == Approx(0.125));
  CHECK(margin.bias == Approx(-0.5));
}

TEST_CASE("a margin does not depend on how much of the kernel is kept") {
  const auto data = clouds(50, 1, 4);
  const KernelFunction kernel{KernelKind::gaussian, 1, 1};
  const auto all = fit_margin(kernel, data.points, data.signs, {.penalty = 5});
  const auto few = fit_margin(kernel, data.points, data.signs, {.penalty = 5, .memory = 1});
  CHECK(arma::abs(all.alpha - few.alpha).max() == 0);
  CHECK(all.bias == few.bias);
}

TEST_CASE("one class alone has no margin, and a margin that takes too long is an error") {
  const auto data = clouds(20, 1, 5);
  CHECK_THROWS_AS(fit_margin({KernelKind::linear}, data.points, std::vector<int>(40, 1), {}), Error);
  CHECK_THROWS_AS(
      fit_margin({KernelKind::gaussian, 0.1, 1}, data.points, data.signs, {.penalty = 1e4, .most_steps = 3}), Error);
}
