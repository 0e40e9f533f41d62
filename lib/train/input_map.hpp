// Linear maps of a network's inputs while it is trained, and the network's first layer with them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "descriptor/scaling.hpp"
#include "network/mlp.hpp"

namespace nnpipe::train {

// x′ = A (x − c). A network W x + b of the inputs as they were is W′ x′ + b′ with W′ = W A⁻¹, b′ = b + W c: the same
// function.
class InputMap {
 public:
  // A diagonal: the scaling of each input.
  explicit InputMap(std::vector<descriptor::ColumnScaling> scaling);
  // Functions of one set resemble one another: most of their variance lies in a few directions, and what tells one atom
  // from another in the rest. With scaled inputs x, covariance Σ_k λ_k v_k v_kᵀ (inputs × inputs), the network sees
  // x′ = Σ_k v_k (λ_k + floor · λ_max)^{−½} v_kᵀ x: all directions alike, none turned.
  static InputMap decorrelation(std::span<const double> covariance, double floor);

  void enter(network::Mlp& network) const;  // one of x becomes one of x′
  void leave(network::Mlp& network) const;  // and back
  // A M, for a matrix M of as many inputs × any number, column by column. Of a map that decorrelates.
  std::vector<double> after(const std::vector<double>& matrix) const;

 private:
  InputMap() = default;
  std::vector<descriptor::ColumnScaling> x_scaling;  // of a diagonal A
  std::size_t x_size = 0;
  std::vector<double> x_matrix, x_inverse;  // A and A⁻¹ of one that is not, both symmetric
};

}  // namespace nnpipe::train
