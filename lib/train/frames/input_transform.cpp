#include "train/frames/input_transform.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "network/gemm.hpp"

namespace nnpipe::train {

using network::gemm;
using network::Side;

namespace {

// columns ← M columns, in place, some at a time.
void multiply(std::size_t n, const double* matrix, std::vector<double>& columns) {
  constexpr std::size_t chunk = 512;
  std::vector<double> product(n * chunk);
  const std::size_t count = columns.size() / n;
  for (std::size_t first = 0; first < count; first += chunk) {
    const std::size_t width = std::min(chunk, count - first);
    gemm(Side::plain, Side::plain, n, width, n, 1, matrix, n, columns.data() + first * n, n, 0, product.data(), n);
    std::copy_n(product.begin(), n * width, columns.begin() + first * n);
  }
}

// W_0 ← W_0 M.
void transform_first_layer(network::Mlp& network, const std::vector<double>& matrix) {
  const auto weights = network.weights(0);
  const std::vector<double> before{weights.begin(), weights.end()};
  const std::size_t rows = network.rows(0), columns = network.columns(0);
  gemm(Side::plain, Side::plain, rows, columns, columns, 1, before.data(), rows, matrix.data(), columns, 0,
       weights.data(), rows);
}

}  // namespace

InputTransform::InputTransform(std::span<const descriptor::ColumnScaling> scaling)
    : matrix(scaling.size() * scaling.size()) {
  for (std::size_t s = 0; s < scaling.size(); ++s) {
    centre.push_back(scaling[s].subtract);
    matrix[s * (scaling.size() + 1)] = scaling[s].factor;
  }
}

void InputTransform::apply(SpeciesBlock& block) const {
  const network::SingleThreadedBlas blas;
  const std::size_t n = size();
  for (std::size_t i = 0; i < block.atoms.size(); ++i) {
    for (std::size_t s = 0; s < n; ++s) block.inputs[i * n + s] -= centre[s];
  }
  multiply(n, matrix.data(), block.inputs);
  multiply(n, matrix.data(), block.direction);
}

Decorrelation::Decorrelation(std::span<const double> covariance, double floor)
    : x_size{static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(covariance.size()))))} {
  const network::SingleThreadedBlas blas;
  const arma::mat matrix{covariance.data(), x_size, x_size};
  arma::vec values;
  arma::mat vectors;
  if (!arma::eig_sym(values, vectors, matrix)) fail("the covariance of the functions has no eigenvalues");
  const arma::vec roots = arma::sqrt(arma::clamp(values, 0.0, values.max()) + floor * values.max());
  const arma::mat forward = vectors * arma::diagmat(1 / roots) * vectors.t();
  const arma::mat backward = vectors * arma::diagmat(roots) * vectors.t();
  x_matrix.assign(forward.begin(), forward.end());
  x_inverse.assign(backward.begin(), backward.end());
}

void Decorrelation::enter(network::Mlp& network) const { transform_first_layer(network, x_inverse); }

void Decorrelation::leave(network::Mlp& network) const { transform_first_layer(network, x_matrix); }

void Decorrelation::follow(InputTransform& scaling) const {
  const std::vector<double> before = scaling.matrix;
  gemm(Side::plain, Side::plain, x_size, x_size, x_size, 1, x_matrix.data(), x_size, before.data(), x_size, 0,
       scaling.matrix.data(), x_size);
}

}  // namespace nnpipe::train
