// Limited-memory BFGS as an optimiser: all samples at once, one step an epoch.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/lbfgs.hpp"
#include "train/objective.hpp"
#include "train/optimizer.hpp"

namespace nnpipe::train {

// Ends when no step lowers the cost any more: it has converged, or rounding has ended it.
class LbfgsOptimizer : public Optimizer {
 public:
  // history: pairs of steps and gradient changes that are kept.
  explicit LbfgsOptimizer(Objective& objective, std::size_t history = 30);
  bool epoch(std::span<double> parameters) override;
  void state(State& state) override;

 private:
  Objective& x_objective;
  Lbfgs x_method;
  std::vector<double> x_at, x_gradient;
  double x_cost = 0;
};

}  // namespace nnpipe::train
