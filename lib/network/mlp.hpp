// The multilayer perceptron: sizes, activations, one flat vector of parameters; value and input gradient of a sample.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "network/activation.hpp"

namespace nnpipe::network {

// Layers are counted 0 … layers() − 1 from the first hidden one to the output; layer l computes
// y_l = f_l(W_l y_{l−1} + b_l) (3.58) from the layer before it, layer 0 from the inputs.
// The flat vector holds, layer by layer, W_l (N_l × N_{l−1}, column by column) and then b_l.
class Mlp {
 public:
  Mlp() = default;
  // sizes: inputs, hidden layers …, outputs, none 0; one activation a layer. All parameters are 0.
  Mlp(std::vector<std::size_t> sizes, std::vector<Activation> activations);

  std::size_t inputs() const { return x_sizes.empty() ? 0 : x_sizes.front(); }
  std::size_t outputs() const { return x_sizes.empty() ? 0 : x_sizes.back(); }
  std::size_t layers() const { return x_activations.size(); }
  const std::vector<std::size_t>& sizes() const { return x_sizes; }
  const std::vector<Activation>& activations() const { return x_activations; }

  std::size_t rows(std::size_t layer) const { return x_sizes[layer + 1]; }  // N_l
  std::size_t columns(std::size_t layer) const { return x_sizes[layer]; }   // N_{l−1}
  // Where W_l and b_l begin in the flat vector.
  std::size_t weights_offset(std::size_t layer) const { return x_offsets[layer]; }
  std::size_t biases_offset(std::size_t layer) const { return x_offsets[layer] + rows(layer) * columns(layer); }

  std::span<double> parameters() { return x_parameters; }
  std::span<const double> parameters() const { return x_parameters; }
  std::span<double> weights(std::size_t layer) {
    return parameters().subspan(weights_offset(layer), rows(layer) * columns(layer));
  }
  std::span<const double> weights(std::size_t layer) const {
    return parameters().subspan(weights_offset(layer), rows(layer) * columns(layer));
  }
  std::span<double> biases(std::size_t layer) { return parameters().subspan(biases_offset(layer), rows(layer)); }
  std::span<const double> biases(std::size_t layer) const {
    return parameters().subspan(biases_offset(layer), rows(layer));
  }

  // Room for one sample on its way: one object a thread, any network; grows as needed and is then kept.
  struct Workspace {
    std::vector<double> y, f1, delta;
  };

  // Outputs of one sample. x: inputs(), y: outputs().
  void value(std::span<const double> x, std::span<double> y, Workspace& workspace) const;
  // The first output alone.
  double value(std::span<const double> x, Workspace& workspace) const;
  // ∂y_output/∂x into `gradient` (inputs()); returns y_output. The backward recursion (3.54), with Wᵀ, from δ = f′.
  double input_gradient(std::span<const double> x, std::span<double> gradient, Workspace& workspace,
                        std::size_t output = 0) const;

  friend bool operator==(const Mlp&, const Mlp&) = default;

 private:
  // Fills workspace.y (and f1) layer by layer; returns where the output layer begins there.
  std::size_t forward(std::span<const double> x, Workspace& workspace, bool derivatives) const;

  std::vector<std::size_t> x_sizes;
  std::vector<Activation> x_activations;
  std::vector<std::size_t> x_offsets;
  std::vector<double> x_parameters;
};

}  // namespace nnpipe::network
