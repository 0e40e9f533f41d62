#include "train/input_map.hpp"

#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "network/gemm.hpp"

namespace nnpipe::train {

using network::gemm;
using network::Side;

namespace {

// W_0 ← W_0 M.
void transform_first_layer(network::Mlp& network, const std::vector<double>& matrix) {
  const network::SingleThreadedBlas blas;
  const auto weights = network.weights(0);
  const std::vector<double> before{weights.begin(), weights.end()};
  const std::size_t rows = network.rows(0), columns = network.columns(0);
  gemm(Side::plain, Side::plain, rows, columns, columns, 1, before.data(), rows, matrix.data(), columns, 0,
       weights.data(), rows);
}

void scale_first_layer(network::Mlp& network, const std::vector<descriptor::ColumnScaling>& scaling) {
  auto w = network.weights(0);
  auto b = network.biases(0);
  for (std::size_t j = 0; j < scaling.size(); ++j) {
    for (std::size_t i = 0; i < b.size(); ++i) {
      double& weight = w[j * b.size() + i];
      b[i] += weight * scaling[j].subtract;
      weight /= scaling[j].factor;
    }
  }
}

void unscale_first_layer(network::Mlp& network, const std::vector<descriptor::ColumnScaling>& scaling) {
  auto w = network.weights(0);
  auto b = network.biases(0);
  for (std::size_t j = 0; j < scaling.size(); ++j) {
    for (std::size_t i = 0; i < b.size(); ++i) {
      double& weight = w[j * b.size() + i];
      weight *= scaling[j].factor;
      b[i] -= weight * scaling[j].subtract;
    }
  }
}

}  // namespace

InputMap::InputMap(std::vector<descriptor::ColumnScaling> scaling) : x_scaling{std::move(scaling)} {}

InputMap InputMap::decorrelation(std::span<const double> covariance, double floor) {
  InputMap map;
  map.x_size = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(covariance.size()))));
  const network::SingleThreadedBlas blas;
  const arma::mat matrix{covariance.data(), map.x_size, map.x_size};
  arma::vec values;
  arma::mat vectors;
  if (!arma::eig_sym(values, vectors, matrix)) fail("the covariance of the functions has no eigenvalues");
  const arma::vec roots = arma::sqrt(arma::clamp(values, 0.0, values.max()) + floor * values.max());
  const arma::mat forward = vectors * arma::diagmat(1 / roots) * vectors.t();
  const arma::mat backward = vectors * arma::diagmat(roots) * vectors.t();
  map.x_matrix.assign(forward.begin(), forward.end());
  map.x_inverse.assign(backward.begin(), backward.end());
  return map;
}

void InputMap::enter(network::Mlp& network) const {
  if (x_size == 0) {
    scale_first_layer(network, x_scaling);
  } else {
    transform_first_layer(network, x_inverse);
  }
}

void InputMap::leave(network::Mlp& network) const {
  if (x_size == 0) {
    unscale_first_layer(network, x_scaling);
  } else {
    transform_first_layer(network, x_matrix);
  }
}

std::vector<double> InputMap::after(const std::vector<double>& matrix) const {
  const network::SingleThreadedBlas blas;
  std::vector<double> product(matrix.size());
  gemm(Side::plain, Side::plain, x_size, matrix.size() / x_size, x_size, 1, x_matrix.data(), x_size, matrix.data(),
       x_size, 0, product.data(), x_size);
  return product;
}

}  // namespace nnpipe::train
