// Linear maps of symmetry functions to what a network sees while it is trained on frames: scaled, and decorrelated.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "descriptor/scaling.hpp"
#include "network/mlp.hpp"
#include "train/frames/frame_block.hpp"

namespace nnpipe::train {

// x = M (G − c), M of size inputs × inputs, column by column.
struct InputTransform {
  std::vector<double> centre, matrix;

  // The scaling alone: M is diagonal.
  explicit InputTransform(std::span<const descriptor::ColumnScaling> scaling);
  std::size_t size() const { return centre.size(); }
  // Inputs and, where the block has them, directions.
  void apply(SpeciesBlock& block) const;
};

// Functions of one set resemble one another: most of their variance lies in a few directions, and what tells one atom
// from another in the rest. With scaled inputs x, covariance Σ_k λ_k v_k v_kᵀ, the network sees
// x′ = Σ_k v_k (λ_k + floor · λ_max)^{−½} v_kᵀ x: all directions alike, none turned. W′ x′ + b is W x + b with W = W′
// A.
class Decorrelation {
 public:
  // covariance: of scaled inputs, inputs × inputs.
  Decorrelation(std::span<const double> covariance, double floor);
  void enter(network::Mlp& network) const;  // one of x becomes one of x′
  void leave(network::Mlp& network) const;  // and back
  void follow(InputTransform& scaling) const;

 private:
  std::size_t x_size;
  std::vector<double> x_matrix, x_inverse;  // A and A⁻¹, both symmetric
};

}  // namespace nnpipe::train
