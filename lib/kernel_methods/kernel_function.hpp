// Kernels: functions of two points that stand for the product of their features.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "network/blas.hpp"

namespace nnpipe::kernel_methods {

enum class KernelKind {
  linear,      // x·y
  polynomial,  // (1 + x·y/ℓ²)^d
  gaussian,    // exp(−|x − y|²/2ℓ²)
};

std::string_view to_string(KernelKind kind);
// Throws Error for a name that is none.
KernelKind parse_kernel_kind(std::string_view name);

// Points are columns of a matrix, inputs × points.
struct KernelFunction {
  KernelKind kind = KernelKind::gaussian;
  double length = 1;       // ℓ in units of the inputs; a linear kernel has none
  std::size_t degree = 3;  // polynomial only

  double operator()(std::span<const double> x, std::span<const double> y) const;
  // k(a_i, b_j), columns of a × columns of b.
  arma::mat matrix(const arma::mat& a, const arma::mat& b) const;
  // k(a_i, a_i).
  arma::vec diagonal(const arma::mat& a) const;
  // Σ_j w_j ∂k(x, c_j)/∂x, where c_j are the columns of `centres`; returns Σ_j w_j k(x, c_j).
  double gradient(std::span<const double> x, const arma::mat& centres, std::span<const double> weights,
                  std::span<double> gradient) const;

  friend bool operator==(const KernelFunction&, const KernelFunction&) = default;

 private:
  // k of the product x·y and the squares of the lengths of x and y.
  double of(double product, double x_square, double y_square) const;
};

// Median distance of so many pairs of columns: the scale on which a length is looked for. 1 if all points are one.
double median_distance(const arma::mat& points);

}  // namespace nnpipe::kernel_methods
