// Derivatives of a network's input gradient to its parameters: forward over reverse, what a loss with forces needs.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "network/mlp.hpp"

namespace nnpipe::network {

// Networks of one output y. Samples are columns. One object a thread; memory grows to the largest call and is kept.
//
// With u_l = W_l y_{l−1} + b_l, y_l = f_l(u_l), s_L = 1, δ_l = f′_l s_l, s_{l−1} = W_lᵀ δ_l (3.54) and a direction d in
// the inputs: ẏ_0 = d, u̇_l = W_l ẏ_{l−1}, ẏ_l = f′_l u̇_l; δ̇_l = f″_l u̇_l s_l + f′_l ṡ_l, ṡ_{l−1} = W_lᵀ δ̇_l. Then
// ∂(d·∇y)/∂W_l = δ̇_l y_{l−1}ᵀ + δ_l ẏ_{l−1}ᵀ and ∂(d·∇y)/∂b_l = δ̇_l.
class Mixed {
 public:
  // Values and input gradients of n samples; x: inputs × n. Keeps what add() needs.
  void prepare(const Mlp& mlp, std::span<const double> x, std::size_t n);
  std::span<const double> values() const { return x_values; }              // n
  std::span<const double> input_gradients() const { return x_gradients; }  // inputs × n

  // Sums over samples to be differentiated: the terms first[r] … first[r + 1] − 1 make up quantity r,
  // q_r = Σ_p coefficient_p · y(sample_p) + d_p · ∇y(sample_p).
  struct Terms {
    std::span<const int> sample;          // one a term; empty: term p is of sample p
    std::span<const double> coefficient;  // one a term; empty: all 0
    std::span<const double> direction;    // inputs × terms; empty: all 0
    std::span<const double> scale;        // inputs: multiplies every direction; empty: all 1
    std::span<const std::size_t> first;   // quantities + 1
  };
  // Adds ∂q_r/∂parameters to column r of `out`, parameters × quantities, columns `stride` apart. After prepare() with
  // the same network.
  void add(const Mlp& mlp, const Terms& terms, std::span<double> out, std::size_t stride);

 private:
  struct Layer {
    std::vector<double> y;                 // of the layer before, a 1 below it: (N_{l−1} + 1) × n
    std::vector<double> f1, f2, s, delta;  // N_l × n
    // Of a chunk of terms, two columns each, so that one product δ̇ yᵀ + δ ẏᵀ makes the derivative of W_l and b_l:
    std::vector<double> left;   // N_l × 2 terms: δ̇ + coefficient · δ, then δ
    std::vector<double> right;  // (N_{l−1} + 1) × 2 terms: y and 1, then ẏ and 0
    std::vector<double> turn;   // N_l × terms: u̇, then ṡ
  };
  void load(const Mlp& mlp, const Terms& terms, std::size_t begin, std::size_t count);
  void forward(const Mlp& mlp, std::size_t layer, std::size_t count);
  void reverse(const Mlp& mlp, std::size_t layer, std::size_t count);
  void add_coefficients(const Mlp& mlp, const Terms& terms, std::size_t begin, std::size_t count);

  std::vector<Layer> x_layers;
  std::vector<double> x_values, x_gradients;
  std::vector<int> x_samples;  // of the chunk's terms
};

}  // namespace nnpipe::network
