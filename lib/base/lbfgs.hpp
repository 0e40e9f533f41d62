// Minimisation of a smooth function by limited-memory BFGS (Liu, Nocedal 1989).
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <vector>

#include "base/line_search.hpp"

namespace nnpipe {

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

struct LbfgsOptions {
  std::size_t history = 20;  // pairs of steps and gradient changes kept
  std::size_t most_steps = 1000;
  double gradient_tolerance = 1e-6;  // largest component at which to stop
  double longest_step = 0;           // largest change of a component in one step; 0: any
  // Instead of the tolerance: whether to stop, asked where the function was evaluated last.
  std::function<bool()> at_rest{};

  bool rest(double gradient) const { return at_rest ? at_rest() : gradient <= gradient_tolerance; }
};

struct LbfgsResult {
  double value = 0;
  double gradient = 0;  // largest component
  std::size_t steps = 0;
  std::size_t evaluations = 0;
  bool converged = false;  // false: out of steps, or no step lowers the value any more
};

// Minimises from x, in place; x is the best point met. `accepted` is called after each step
// with what LbfgsResult says so far; false stops.
LbfgsResult minimise(std::vector<double>& x, const SmoothFunction& function, const LbfgsOptions& options,
                     const std::function<bool(const LbfgsResult&)>& accepted = {});

}  // namespace nnpipe
