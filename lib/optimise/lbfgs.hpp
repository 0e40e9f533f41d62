// Limited-memory BFGS (Liu, Nocedal 1989): minimiser of a smooth function, and optimiser.
#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

#include "optimise/method.hpp"
#include "optimise/minimise.hpp"

namespace nnpipe::optimise {

// One step after the other, for those who look at what lies between.
class Lbfgs {
 public:
  struct Pair {
    std::vector<double> step, change;  // s = x₊ − x, y = g₊ − g
    double rho = 0;                    // 1/(s·y)
  };
  // history: pairs kept; longest_step: largest change of a component in one step, 0: any.
  explicit Lbfgs(std::size_t history, double longest_step = 0) : x_history{history}, x_longest{longest_step} {}

  // From x, its value and gradient to the next; false, and nothing changed, when no step lowers the value any more.
  bool step(std::vector<double>& x, double& value, std::vector<double>& gradient, const SmoothFunction& function,
            std::size_t& evaluations);
  std::deque<Pair>& pairs() { return x_pairs; }  // all that is remembered

 private:
  std::vector<double> direction(const std::vector<double>& gradient) const;
  void remember(Pair pair);

  std::size_t x_history;
  double x_longest;
  std::deque<Pair> x_pairs;
};

// Minimises from x, in place; x is the best point met.
MinimiseResult minimise_by_lbfgs(std::vector<double>& x, const SmoothFunction& function, const MinimiseOptions& options,
                                 const StepAccepted& accepted = {});

// As an optimiser: all samples at once, one step an epoch.
// Ends when no step lowers the cost any more: it has converged, or rounding has ended it.
class LbfgsOptimizer : public Optimizer {
 public:
  // history: pairs of steps and gradient changes that are kept.
  explicit LbfgsOptimizer(Objective& objective, std::size_t history = 30);
  bool epoch(std::span<double> parameters) override;
  void archive(Archive& archive) override;

 private:
  Objective& x_objective;
  Lbfgs x_method;
  std::vector<double> x_at, x_gradient;
  double x_cost = 0;
};

extern const Method lbfgs;

}  // namespace nnpipe::optimise
