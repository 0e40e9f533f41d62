// Many samples through a network at once, by matrix products: outputs, parameter gradient, Jacobian, input gradient.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "network/mlp.hpp"

namespace nnpipe::network {

// Samples are columns: x is inputs × n, outputs are outputs × n, column by column. One object a thread; memory grows to
// the largest n seen, about 8 · n · (3 × nodes) B, and is kept.
class Batch {
 public:
  // Outputs; the view lives until the next call. `derivatives`: keep what the calls below need.
  std::span<const double> forward(const Mlp& mlp, std::span<const double> x, std::size_t n, bool derivatives);

  // All below: after forward(…, true) with the same network and samples.

  // dy: ∂Γ/∂y of every output (outputs × n). Adds ∂Γ/∂W_l = δ_l y_{l−1}ᵀ and ∂Γ/∂b_l = Σ δ_l to the flat gradient.
  void backward(const Mlp& mlp, std::span<const double> x, std::span<const double> dy, std::span<double> gradient);
  // ∂y_output/∂parameters of each sample, a column each: parameters × n, overwritten.
  void jacobian(const Mlp& mlp, std::span<const double> x, std::size_t output, std::span<double> columns);
  // ∂y_output/∂x of each sample: inputs × n, overwritten.
  void input_gradient(const Mlp& mlp, std::size_t output, std::span<double> columns);

 private:
  const double* before(std::size_t layer, std::span<const double> x) const {
    return layer == 0 ? x.data() : x_layers[layer - 1].y.data();
  }
  // δ of the output layer for one output alone.
  void start_at(const Mlp& mlp, std::size_t output);
  // δ_{l−1} = f′_{l−1} ⊙ W_lᵀ δ_l (3.54); for l = 0 W_0ᵀ δ_0 into `inputs`.
  void propagate(const Mlp& mlp, std::size_t layer, double* inputs);

  struct Layer {
    std::vector<double> y, f1, delta;  // N_l × n
  };
  std::vector<Layer> x_layers;
  std::size_t x_n = 0;
};

}  // namespace nnpipe::network
