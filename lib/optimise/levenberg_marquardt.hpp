// The Levenberg-Marquardt method: damped Gauss-Newton steps for sums of squares.
#pragma once

#include <span>
#include <vector>

#include "optimise/method.hpp"

namespace nnpipe::optimise {

struct LevenbergMarquardtOptions {
  double damping = 0.1;   // first λ, relative to the mean diagonal element of JᵀJ
  double largest = 1e16;  // λ above which no step is to be had, relative to the same
};

// Each epoch solves (JᵀJ + λ I) Δ = −Jᵀr for a step that lowers the cost. λ follows the ratio of gained to predicted
// decrease (Nielsen 1999). Memory: two parameters × parameters matrices, and what the objective needs. The parameters
// should be of one scale: inputs and target of order 1 (I, not the diagonal of JᵀJ: steadier in networks, where some
// parameters hardly matter).
class LevenbergMarquardt : public Optimizer {
 public:
  explicit LevenbergMarquardt(SquaresObjective& objective, const LevenbergMarquardtOptions& options = {});
  bool epoch(std::span<double> parameters) override;
  std::size_t bytes() const override { return sizeof(double) * (x_matrix.size() + x_factor.size()); }
  void archive(Archive& archive) override {
    archive.number(x_lambda);
    archive.number(x_growth);
  }

 private:
  bool solve();

  SquaresObjective& x_objective;
  LevenbergMarquardtOptions x_options;
  double x_lambda = 0, x_growth = 2;
  std::vector<double> x_matrix, x_factor, x_gradient, x_step, x_trial;
};

extern const Method lm;

}  // namespace nnpipe::optimise
