#include "network/batch.hpp"

#include <algorithm>

#include "network/blas.hpp"

namespace nnpipe::network {

namespace {

// Armadillo's view of memory that is not its own; const is given back by the const of the result.
arma::mat view(double* values, std::size_t rows, std::size_t columns) {
  return arma::mat{values, rows, columns, false, true};
}
const arma::mat view(const double* values, std::size_t rows, std::size_t columns) {
  return arma::mat{const_cast<double*>(values), rows, columns, false, true};
}

void grow(std::vector<double>& values, std::size_t size) {
  if (values.size() < size) values.resize(size);
}

}  // namespace

std::span<const double> Batch::forward(const Mlp& mlp, std::span<const double> x, std::size_t n, bool derivatives) {
  require_single_threaded_blas();
  x_n = n;
  x_layers.resize(mlp.layers());
  for (std::size_t l = 0; l < mlp.layers(); ++l) {
    const std::size_t rows = mlp.rows(l);
    Layer& layer = x_layers[l];
    grow(layer.y, rows * n);
    const double* const b = mlp.biases(l).data();
    for (std::size_t s = 0; s < n; ++s) std::copy_n(b, rows, layer.y.data() + s * rows);
    arma::mat y = view(layer.y.data(), rows, n);
    y += view(mlp.weights(l).data(), rows, mlp.columns(l)) * view(before(l, x), mlp.columns(l), n);
    if (derivatives) {
      grow(layer.f1, rows * n);
      mlp.activations()[l].first(rows * n, layer.y.data(), layer.y.data(), layer.f1.data());
    } else {
      mlp.activations()[l].values(rows * n, layer.y.data(), layer.y.data());
    }
  }
  return {x_layers.back().y.data(), mlp.outputs() * n};
}

void Batch::propagate(const Mlp& mlp, std::size_t layer, double* inputs) {
  const std::size_t rows = mlp.rows(layer);
  const std::size_t columns = mlp.columns(layer);
  double* out = inputs;
  if (layer > 0) {
    grow(x_layers[layer - 1].delta, columns * x_n);
    out = x_layers[layer - 1].delta.data();
  }
  arma::mat target = view(out, columns, x_n);
  target = view(mlp.weights(layer).data(), rows, columns).t() *
           view(const_cast<const double*>(x_layers[layer].delta.data()), rows, x_n);
  if (layer == 0) return;
  const double* const f1 = x_layers[layer - 1].f1.data();
  for (std::size_t i = 0; i < columns * x_n; ++i) out[i] *= f1[i];
}

void Batch::backward(const Mlp& mlp, std::span<const double> x, std::span<const double> dy,
                     std::span<double> gradient) {
  require_single_threaded_blas();
  Layer& last = x_layers.back();
  grow(last.delta, dy.size());
  for (std::size_t i = 0; i < dy.size(); ++i) last.delta[i] = dy[i] * last.f1[i];
  for (std::size_t l = mlp.layers(); l-- > 0;) {
    const std::size_t rows = mlp.rows(l);
    const std::size_t columns = mlp.columns(l);
    const double* const delta = x_layers[l].delta.data();
    arma::mat weights = view(gradient.data() + mlp.weights_offset(l), rows, columns);
    weights += view(delta, rows, x_n) * view(before(l, x), columns, x_n).t();
    double* const biases = gradient.data() + mlp.biases_offset(l);
    for (std::size_t s = 0; s < x_n; ++s) {
      for (std::size_t i = 0; i < rows; ++i) biases[i] += delta[s * rows + i];
    }
    if (l > 0) propagate(mlp, l, nullptr);
  }
}

void Batch::start_at(const Mlp& mlp, std::size_t output) {
  require_single_threaded_blas();
  Layer& last = x_layers.back();
  const std::size_t outputs = mlp.outputs();
  grow(last.delta, outputs * x_n);
  std::fill_n(last.delta.begin(), outputs * x_n, 0.0);
  for (std::size_t s = 0; s < x_n; ++s) last.delta[s * outputs + output] = last.f1[s * outputs + output];
}

void Batch::jacobian(const Mlp& mlp, std::span<const double> x, std::size_t output, std::span<double> columns) {
  const std::size_t parameters = mlp.parameters().size();
  start_at(mlp, output);
  for (std::size_t l = mlp.layers(); l-- > 0;) {
    const std::size_t rows = mlp.rows(l);
    const std::size_t m = mlp.columns(l);
    const double* const y = before(l, x);
    for (std::size_t s = 0; s < x_n; ++s) {
      const double* const delta = x_layers[l].delta.data() + s * rows;
      double* w = columns.data() + s * parameters + mlp.weights_offset(l);
      for (std::size_t j = 0; j < m; ++j, w += rows) {
        const double input = y[s * m + j];
        for (std::size_t i = 0; i < rows; ++i) w[i] = delta[i] * input;
      }
      std::copy_n(delta, rows, w);  // the biases follow the weights
    }
    if (l > 0) propagate(mlp, l, nullptr);
  }
}

void Batch::input_gradient(const Mlp& mlp, std::size_t output, std::span<double> columns) {
  start_at(mlp, output);
  for (std::size_t l = mlp.layers(); l-- > 0;) propagate(mlp, l, columns.data());
}

}  // namespace nnpipe::network
