// Margins: the line, or in the kernel's space the plane, that parts two classes with the widest margin.
#pragma once

#include <cstddef>
#include <vector>

#include "kernel_methods/kernel_function.hpp"

namespace nnpipe::kernel_methods {

// f(x) = Σ_i α_i s_i k(x, x_i) + b, with signs s_i = ±1 of the classes.
struct Margin {
  arma::vec alpha;  // one a point, 0 … C; those above 0 are support vectors
  double bias = 0;
  double violation = 0;  // of the optimality conditions: m(α) − M(α), below the tolerance
  std::size_t steps = 0;
};

struct MarginOptions {
  double penalty = 1;       // C, of each unit of hinge loss
  double tolerance = 1e-7;  // largest violation left
  std::size_t most_steps = 20'000'000;
  std::size_t memory = std::size_t{512} << 20U;  // for columns of the kernel, bytes
};

// Minimises ½|w|² + C Σ_i max(0, 1 − s_i f(x_i)) by its dual: maximises Σ α_i − ½ Σ α_i α_j s_i s_j k(x_i, x_j) with
// 0 ≤ α ≤ C, Σ α_i s_i = 0 (Cortes, Vapnik 1995), two α at a time (Platt 1998), of the pair that second-order
// information promises most (Fan, Chen, Lin 2005). Throws Error unless both signs occur, and if it does not end.
Margin fit_margin(const KernelFunction& kernel, const arma::mat& points, const std::vector<int>& signs,
                  const MarginOptions& options);

}  // namespace nnpipe::kernel_methods
