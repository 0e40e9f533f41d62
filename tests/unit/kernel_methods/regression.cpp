#include "kernel_methods/regression.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include "base/random.hpp"
#include "kernel_methods/search.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::kernel_methods;

namespace {

arma::mat random_matrix(arma::uword rows, arma::uword columns, std::uint64_t seed) {
  Random random{seed};
  arma::mat result(rows, columns);
  for (double& value : result) value = random.normal();
  return result;
}

// A smooth function of the points with noise, n × 1.
arma::mat targets_of(const arma::mat& points, double noise, std::uint64_t seed) {
  Random random{seed};
  arma::mat y(points.n_cols, 1);
  for (arma::uword i = 0; i < points.n_cols; ++i) {
    y[i] = std::sin(points(0, i)) + 0.3 * points(1, i) * points(0, i) + noise * random.normal();
  }
  return y;
}

arma::mat predicted(const Regression& fit, const arma::mat& points, arma::mat* deviations = nullptr) {
  arma::mat values;
  Predictor{fit, deviations != nullptr}.predict(points, values, deviations);
  return values;
}

const std::vector<KernelFunction> kernels{
    {KernelKind::linear, 1, 1}, {KernelKind::polynomial, 1.5, 3}, {KernelKind::gaussian, 1.3, 1}};

}  // namespace

TEST_CASE("a linear kernel in the dual is ridge regression in the primal") {
  const arma::mat points = random_matrix(4, 30, 1), y = targets_of(points, 0.1, 2), unseen = random_matrix(4, 9, 3);
  const double ridge = 0.7;
  const auto fit = regression({KernelKind::linear}, points, y, ridge);
  REQUIRE(fit);
  // w = (X Xᵀ + λ)⁻¹ X y, d × d.
  const arma::vec primal = arma::inv(points * points.t() + ridge * arma::eye(4, 4)) * points * y;
  CHECK(arma::abs(predicted(*fit, unseen) - primal.t() * unseen).max() < 1e-12);
}

TEST_CASE("a polynomial kernel of degree two is ridge regression on all products") {
  const arma::mat points = random_matrix(2, 25, 4), y = targets_of(points, 0.1, 5), unseen = random_matrix(2, 7, 6);
  const double length = 1.7, ridge = 0.3;
  const auto fit = regression({KernelKind::polynomial, length, 2}, points, y, ridge);
  REQUIRE(fit);
  // (1 + x·y/ℓ²)² is the product of the features 1, √2 x_i/ℓ, x_i²/ℓ², √2 x_1 x_2/ℓ².
  const auto features = [&](const arma::mat& x) {
    arma::mat result(6, x.n_cols);
    for (arma::uword i = 0; i < x.n_cols; ++i) {
      const double a = x(0, i) / length, b = x(1, i) / length, root = std::numbers::sqrt2;
      result.col(i) = arma::vec{1, root * a, root * b, a * a, b * b, root * a * b};
    }
    return result;
  };
  const arma::mat phi = features(points);
  const arma::vec primal = arma::inv(phi * phi.t() + ridge * arma::eye(6, 6)) * phi * y;
  CHECK(arma::abs(predicted(*fit, unseen) - primal.t() * features(unseen)).max() < 1e-11);
}

TEST_CASE("what a point left out is off by is what a fit without it predicts") {
  for (const auto& kernel : kernels) {
    const arma::mat points = random_matrix(3, 20, 7),
                    y = arma::join_rows(targets_of(points, 0.1, 8), random_matrix(20, 1, 10));
    const arma::mat centres = points.cols(0, 5);
    arma::mat dense, sparse;
    REQUIRE(regression(kernel, points, y, 0.2, nullptr, &dense));
    REQUIRE(sparse_regression(kernel, centres, points, y, 0.2, &sparse));
    for (arma::uword left = 0; left < 20; ++left) {
      arma::mat others = points, labels = y;
      others.shed_col(left);
      labels.shed_row(left);
      const auto fit = regression(kernel, others, labels, 0.2);
      const auto few = sparse_regression(kernel, centres, others, labels, 0.2);
      REQUIRE((fit && few));
      CHECK(arma::abs(y.row(left).t() - predicted(*fit, points.col(left)) - dense.row(left).t()).max() < 1e-9);
      CHECK(arma::abs(y.row(left).t() - predicted(*few, points.col(left)) - sparse.row(left).t()).max() < 1e-7);
    }
  }
}

TEST_CASE("values, deviations and evidence of a Gaussian process are those of the closed form") {
  for (const auto& kernel : kernels) {
    const arma::mat points = random_matrix(3, 20, 7), unseen = random_matrix(3, 6, 9);
    const arma::mat y = arma::join_rows(targets_of(points, 0.1, 8), random_matrix(20, 1, 10));
    const double ridge = 0.2;
    double evidence = 0;
    const auto fit = regression(kernel, points, y, ridge, &evidence);
    REQUIRE(fit);
    arma::mat deviations;
    const arma::mat values = predicted(*fit, unseen, &deviations);

    // The matrix element by element, and its plain inverse.
    const auto element = [&](const arma::mat& a, const arma::mat& b) {
      arma::mat k(a.n_cols, b.n_cols);
      for (arma::uword i = 0; i < a.n_cols; ++i) {
        for (arma::uword j = 0; j < b.n_cols; ++j) k(i, j) = kernel({a.colptr(i), 3}, {b.colptr(j), 3});
      }
      return k;
    };
    const arma::mat k = element(points, points) + ridge * arma::eye(20, 20), inverse = arma::inv(k);
    const arma::mat across = element(unseen, points);
    CHECK(arma::abs(values - (across * inverse * y).t()).max() < 1e-10);
    double log_of_all = 0;
    for (arma::uword t = 0; t < 2; ++t) {
      const double quadratic = arma::as_scalar(y.col(t).t() * inverse * y.col(t)), s2 = quadratic / 20;
      CHECK(fit->signal[t] == Approx(s2).epsilon(1e-10));
      log_of_all -= 0.5 * (quadratic / s2 + std::log(arma::det(s2 * k)) + 20 * std::log(2 * std::numbers::pi));
      for (arma::uword i = 0; i < unseen.n_cols; ++i) {
        const arma::vec x = unseen.col(i);
        const double variance = kernel({x.memptr(), 3}, {x.memptr(), 3}) + ridge -
                                arma::as_scalar(across.row(i) * inverse * across.row(i).t());
        CHECK(deviations(t, i) == Approx(std::sqrt(s2 * variance)).epsilon(1e-8));
      }
    }
    CHECK(evidence == Approx(log_of_all).epsilon(1e-9));
  }
}

TEST_CASE("with all points as centres a sparse regression is the full one") {
  const arma::mat points = random_matrix(2, 40, 11), y = targets_of(points, 0.2, 12), unseen = random_matrix(2, 15, 13);
  const KernelFunction kernel{KernelKind::gaussian, 0.8, 1};
  const auto full = regression(kernel, points, y, 0.1);
  const auto sparse = sparse_regression(kernel, points, points, y, 0.1);
  REQUIRE(full);
  REQUIRE(sparse);
  arma::mat full_deviations, sparse_deviations;
  CHECK(arma::abs(predicted(*full, unseen, &full_deviations) - predicted(*sparse, unseen, &sparse_deviations)).max() <
        1e-6);
  CHECK(arma::abs(full_deviations - sparse_deviations).max() < 1e-6);
  CHECK(sparse->signal[0] == Approx(full->signal[0]).epsilon(1e-6));
}

TEST_CASE("values of a sparse regression are least squares in the space of its centres") {
  const arma::mat points = random_matrix(2, 700, 14), y = targets_of(points, 0.2, 15);
  const KernelFunction kernel{KernelKind::gaussian, 1.5, 1};
  const double ridge = 0.05;
  const arma::mat centres = points.cols(0, 11);
  const auto fit = sparse_regression(kernel, centres, points, y, ridge);
  REQUIRE(fit);
  // w = (λ K_mm + K_mn K_nm)⁻¹ K_mn y.
  const arma::mat across = kernel.matrix(centres, points);
  const arma::mat weights = arma::solve(ridge * kernel.matrix(centres, centres) + across * across.t(), across * y);
  CHECK(arma::abs(kernel.matrix(points, centres) * (weights - fit->weights)).max() < 1e-7);
}

TEST_CASE("deviations of data drawn from the process cover as many errors as they should") {
  // 300 points and 400 unseen ones from one process of known length and noise.
  const KernelFunction kernel{KernelKind::gaussian, 0.9, 1};
  const double ridge = 0.01;
  const arma::mat all = 2 * random_matrix(2, 700, 16);
  arma::mat lower;
  REQUIRE(arma::chol(lower, kernel.matrix(all, all) + ridge * arma::eye(700, 700), "lower"));
  const arma::mat drawn = lower * random_matrix(700, 1, 17);
  const auto fit = regression(kernel, all.cols(0, 299), drawn.rows(0, 299), ridge);
  REQUIRE(fit);
  arma::mat deviations;
  const arma::mat values = predicted(*fit, all.cols(300, 699), &deviations);
  double squares = 0;
  for (arma::uword i = 0; i < 400; ++i) squares += std::pow((values[i] - drawn[300 + i]) / deviations[i], 2) / 400;
  CHECK(std::abs(std::sqrt(squares) - 1) < 0.12);  // one of 400 normal numbers: 1 ± 0.035, and the signal's own ± 0.04
}

TEST_CASE("the slope of a kernel's sum is that of its value") {
  const arma::mat centres = random_matrix(3, 5, 18), weights = random_matrix(5, 1, 19);
  for (const auto& kernel : kernels) {
    std::vector<double> x{0.3, -0.4, 0.8}, slope(3);
    const std::span<const double> w{weights.memptr(), 5};
    const double value = kernel.gradient(x, centres, w, slope);
    CHECK(value == Approx(arma::as_scalar(weights.t() * kernel.matrix(centres, arma::vec(x)))).epsilon(1e-12));
    for (std::size_t i = 0; i < 3; ++i) {
      constexpr double h = 1e-5;
      std::vector<double> up = x, down = x, unused(3);
      up[i] += h;
      down[i] -= h;
      const double expected =
          (kernel.gradient(up, centres, w, unused) - kernel.gradient(down, centres, w, unused)) / (2 * h);
      CHECK(std::abs(slope[i] - expected) < 1e-8);
    }
  }
}

TEST_CASE("a search finds the least of a bowl between the points of its grid") {
  SearchSpace space{{1, 10, 100}, {0.01, 1}, 3, 3, 1.001};
  const auto bowl = [](double length, double strength) {
    return std::pow(std::log(length / 7), 2) + 0.5 * std::pow(std::log(strength / 0.2), 2) +
           0.3 * std::log(length / 7) * std::log(strength / 0.2);
  };
  const auto found = search(space, bowl);
  CHECK(found.length == Approx(7).epsilon(0.01));
  CHECK(found.strength == Approx(0.2).epsilon(0.01));
  // One that is given stays.
  space.lengths = {5};
  space.length_step = 1;
  CHECK(search(space, bowl).length == 5);
  CHECK_THROWS(search(space, [](double, double) { return std::nan(""); }));
}
