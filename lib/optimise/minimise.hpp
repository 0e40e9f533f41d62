// What minimisers of a smooth function share: options and result.
#pragma once

#include <cstddef>
#include <functional>

#include "optimise/line_search.hpp"

namespace nnpipe::optimise {

struct MinimiseOptions {
  std::size_t history = 20;  // of L-BFGS: pairs of steps and gradient changes kept
  std::size_t most_steps = 1000;
  double gradient_tolerance = 1e-6;  // largest component at which to stop
  double longest_step = 0;           // largest change of a component in one step; 0: any
  // Instead of the tolerance: whether to stop, asked where the function was evaluated last.
  std::function<bool()> at_rest{};

  bool rest(double gradient) const { return at_rest ? at_rest() : gradient <= gradient_tolerance; }
};

struct MinimiseResult {
  double value = 0;
  double gradient = 0;  // largest component
  std::size_t steps = 0;
  std::size_t evaluations = 0;
  bool converged = false;  // false: out of steps, or no step lowers the value any more
};

// Called after each step with what the result says so far; false stops.
using StepAccepted = std::function<bool(const MinimiseResult&)>;

}  // namespace nnpipe::optimise
