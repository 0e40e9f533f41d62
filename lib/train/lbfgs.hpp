// Limited-memory BFGS with a line search for the weak Wolfe conditions.
#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

#include "train/objective.hpp"
#include "train/optimizer.hpp"

namespace nnpipe::train {

struct LbfgsOptions {
  std::size_t memory = 30;       // pairs of steps and gradient changes that are kept
  double decrease = 1e-4;        // Armijo: Γ falls by at least this part of what the slope promises
  double curvature = 0.9;        // Wolfe: the slope at the end is at most this part of that at the start
  std::size_t evaluations = 25;  // most gradients a line search
};

// Each epoch is one step along −H g, H from the last steps (Nocedal 1980). Once no step along it lowers the cost, the
// memory is dropped; when that does not help either it has converged, or rounding has ended it.
class Lbfgs : public Optimizer {
 public:
  explicit Lbfgs(Objective& objective, const LbfgsOptions& options = {});
  bool epoch(std::span<double> parameters) override;

 private:
  struct Pair {
    std::vector<double> step, change;
    double by_product;  // 1/(step · change)
  };
  void set_direction();
  bool search(std::span<double> parameters);

  Objective& x_objective;
  LbfgsOptions x_options;
  std::deque<Pair> x_pairs;
  std::vector<double> x_at, x_gradient, x_direction, x_trial, x_trial_gradient;
  double x_cost = 0;
};

}  // namespace nnpipe::train
