#include "kernel_methods/kernel_function.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::kernel_methods {

namespace {

constexpr std::array<std::string_view, 3> kind_names{"linear", "polynomial", "gaussian"};

double power(double base, std::size_t exponent) {
  double result = 1;
  for (; exponent > 0; exponent /= 2, base *= base) {
    if (exponent % 2 == 1) result *= base;
  }
  return result;
}

arma::vec squares_of(const arma::mat& points) {
  arma::vec squares(points.n_cols);
  for (arma::uword i = 0; i < points.n_cols; ++i) squares[i] = arma::dot(points.col(i), points.col(i));
  return squares;
}

}  // namespace

std::string_view to_string(KernelKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

KernelKind parse_kernel_kind(std::string_view name) {
  for (std::size_t i = 0; i < kind_names.size(); ++i) {
    if (kind_names[i] == name) return static_cast<KernelKind>(i);
  }
  fail("unknown kernel {}, expected {}", quoted(name), fmt::join(kind_names, ", "));
}

double KernelFunction::of(double product, double x_square, double y_square) const {
  switch (kind) {
    case KernelKind::linear: return product;
    case KernelKind::polynomial: return power(1 + product / (length * length), degree);
    case KernelKind::gaussian: break;
  }
  // Rounding may leave a square of a distance below 0.
  return std::exp(-0.5 * std::max(0.0, x_square + y_square - 2 * product) / (length * length));
}

double KernelFunction::operator()(std::span<const double> x, std::span<const double> y) const {
  double product = 0, difference = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    product += x[i] * y[i];
    difference += (x[i] - y[i]) * (x[i] - y[i]);
  }
  return kind == KernelKind::gaussian ? of(0, difference, 0) : of(product, 0, 0);
}

arma::mat KernelFunction::matrix(const arma::mat& a, const arma::mat& b) const {
  const network::SingleThreadedBlas one;
  arma::mat k = a.t() * b;
  if (kind == KernelKind::linear) return k;
  const arma::vec a_squares = squares_of(a), b_squares = squares_of(b);
  for (arma::uword j = 0; j < k.n_cols; ++j) {
    double* const column = k.colptr(j);
    for (arma::uword i = 0; i < k.n_rows; ++i) column[i] = of(column[i], a_squares[i], b_squares[j]);
  }
  return k;
}

arma::vec KernelFunction::diagonal(const arma::mat& a) const {
  const arma::vec squares = squares_of(a);
  arma::vec result(a.n_cols);
  for (arma::uword i = 0; i < a.n_cols; ++i) result[i] = of(squares[i], squares[i], squares[i]);
  return result;
}

double KernelFunction::gradient(std::span<const double> x, const arma::mat& centres, std::span<const double> weights,
                                std::span<double> gradient) const {
  std::fill(gradient.begin(), gradient.end(), 0.0);
  const double scale = 1 / (length * length);
  double sum = 0;
  for (arma::uword j = 0; j < centres.n_cols; ++j) {
    const double* const c = centres.colptr(j);
    double product = 0, difference = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      product += x[i] * c[i];
      difference += (x[i] - c[i]) * (x[i] - c[i]);
    }
    if (kind == KernelKind::gaussian) {
      const double value = weights[j] * std::exp(-0.5 * scale * difference);
      sum += value;
      for (std::size_t i = 0; i < x.size(); ++i) gradient[i] -= value * scale * (x[i] - c[i]);
      continue;
    }
    const bool linear = kind == KernelKind::linear;
    const double base = linear ? 1 : 1 + scale * product;
    const double slope =
        linear ? weights[j] : weights[j] * static_cast<double>(degree) * power(base, degree - 1) * scale;
    sum += weights[j] * (linear ? product : power(base, degree));
    for (std::size_t i = 0; i < x.size(); ++i) gradient[i] += slope * c[i];
  }
  return sum;
}

double median_distance(const arma::mat& points) {
  // Pairs one, two, four … columns apart: few, of all distances in the order of the data, and always the same.
  constexpr arma::uword most = 4000;
  std::vector<double> distances;
  for (arma::uword apart = 1; apart < points.n_cols; apart *= 2) {
    const arma::uword stride = std::max<arma::uword>(1, points.n_cols * 12 / most);
    for (arma::uword i = 0; i + apart < points.n_cols; i += stride) {
      const double distance = arma::norm(points.col(i) - points.col(i + apart));
      if (distance > 0) distances.push_back(distance);
    }
  }
  if (distances.empty()) return 1;
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  return *middle;
}

}  // namespace nnpipe::kernel_methods
