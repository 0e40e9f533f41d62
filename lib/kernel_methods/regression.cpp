#include "kernel_methods/regression.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/error.hpp"

namespace nnpipe::kernel_methods {

namespace {

// Points that are taken at a time.
constexpr arma::uword block = 512;

// The lower Cholesky factor of a + shift on the diagonal; empty if there is none.
arma::mat factor_of(arma::mat a, double shift) {
  a.diag() += shift;
  arma::mat lower;
  if (!arma::chol(lower, a, "lower") || !lower.is_finite()) lower.reset();
  return lower;
}

arma::mat lower_solve(const arma::mat& lower, const arma::mat& b) { return arma::solve(arma::trimatl(lower), b); }
arma::mat upper_solve(const arma::mat& lower, const arma::mat& b) { return arma::solve(arma::trimatu(lower.t()), b); }

}  // namespace

std::optional<Regression> regression(const KernelFunction& kernel, const arma::mat& points, const arma::mat& y,
                                     double ridge, double* evidence, arma::mat* left_out) {
  const network::SingleThreadedBlas one;
  const arma::mat lower = factor_of(kernel.matrix(points, points), ridge);
  if (lower.is_empty()) return std::nullopt;
  Regression result;
  result.kernel = kernel;
  result.centres = points;
  result.weights = upper_solve(lower, lower_solve(lower, y));
  result.ridge = ridge;
  const auto n = static_cast<double>(points.n_cols);
  result.signal = arma::sum(y % result.weights, 0) / n;
  if (left_out != nullptr) {
    // w_i / (K + λ)⁻¹_ii.
    const arma::mat inverse = arma::inv(arma::trimatl(lower));
    *left_out = result.weights;
    left_out->each_col() /= arma::sum(arma::square(inverse), 0).t();
  }
  if (evidence != nullptr) {
    const double log_determinant = 2 * arma::accu(arma::log(lower.diag()));
    *evidence = 0;
    for (const double s2 : result.signal) {
      *evidence -= 0.5 * (n + n * std::log(s2) + log_determinant + n * std::log(2 * std::numbers::pi));
    }
  }
  return result;
}

std::optional<Regression> sparse_regression(const KernelFunction& kernel, arma::mat centres, const arma::mat& points,
                                            const arma::mat& y, double ridge, arma::mat* left_out) {
  const network::SingleThreadedBlas one;
  Regression result;
  result.kernel = kernel;
  result.ridge = ridge;
  const arma::mat own = kernel.matrix(centres, centres);
  const double scale = arma::mean(own.diag());
  arma::mat lower;
  for (result.jitter = 1e-11 * scale; lower.is_empty() && result.jitter < 1e-5 * scale;) {
    lower = factor_of(own, result.jitter);
    if (lower.is_empty()) result.jitter *= 10;
  }
  if (lower.is_empty()) return std::nullopt;
  arma::mat a(centres.n_cols, centres.n_cols, arma::fill::zeros), vy(centres.n_cols, y.n_cols, arma::fill::zeros);
  for (arma::uword first = 0; first < points.n_cols; first += block) {
    const arma::uword last = std::min(first + block, points.n_cols) - 1;
    const arma::mat v = lower_solve(lower, kernel.matrix(centres, points.cols(first, last)));
    a += v * v.t();
    vy += v * y.rows(first, last);
  }
  result.inner = factor_of(std::move(a), ridge);
  if (result.inner.is_empty()) return std::nullopt;
  const arma::mat half = lower_solve(result.inner, vy);
  result.weights = upper_solve(lower, upper_solve(result.inner, half));
  // yᵀ(Q + λ)⁻¹y = (yᵀy − |L_A⁻¹ V y|²)/λ, Q = Vᵀ V.
  result.signal = (arma::sum(y % y, 0) - arma::sum(half % half, 0)) / (ridge * static_cast<double>(points.n_cols));
  result.signal = arma::clamp(result.signal, 0.0, arma::datum::inf);
  if (left_out != nullptr) {
    // (y − f)_i / (1 − H_ii), of the linear smoother f = H y.
    left_out->set_size(points.n_cols, y.n_cols);
    for (arma::uword first = 0; first < points.n_cols; first += block) {
      const arma::uword last = std::min(first + block, points.n_cols) - 1;
      const arma::mat k = kernel.matrix(centres, points.cols(first, last));
      const arma::mat share = lower_solve(result.inner, lower_solve(lower, k));
      left_out->rows(first, last) = y.rows(first, last) - k.t() * result.weights;
      const arma::vec kept = 1 - arma::sum(arma::square(share), 0).t();
      left_out->rows(first, last).each_col() /= arma::clamp(kept, 1e-12, 1.0);
    }
  }
  result.centres = std::move(centres);
  return result;
}

Predictor::Predictor(const Regression& regression, bool deviations) : x_regression{regression} {
  if (!deviations) return;
  const network::SingleThreadedBlas one;
  x_factor = factor_of(regression.kernel.matrix(regression.centres, regression.centres),
                       regression.sparse() ? regression.jitter : regression.ridge);
  if (x_factor.is_empty()) fail("the kernel of the centres cannot be factorised: its ridge is too small");
}

void Predictor::predict(const arma::mat& points, arma::mat& values, arma::mat* deviations) const {
  const network::SingleThreadedBlas one;
  const arma::mat k = x_regression.kernel.matrix(x_regression.centres, points);
  values = x_regression.weights.t() * k;
  if (deviations == nullptr) return;
  const arma::mat half = lower_solve(x_factor, k);
  arma::rowvec variance = x_regression.kernel.diagonal(points).t() - arma::sum(half % half, 0);
  if (x_regression.sparse()) {
    const arma::mat quarter = lower_solve(x_regression.inner, half);
    variance += x_regression.ridge * arma::sum(quarter % quarter, 0);
  }
  *deviations =
      arma::sqrt(x_regression.signal.t() * (arma::clamp(variance, 0.0, arma::datum::inf) + x_regression.ridge));
}

}  // namespace nnpipe::kernel_methods
