#include "train/lbfgs.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace nnpipe::train {

LbfgsOptimizer::LbfgsOptimizer(Objective& objective, std::size_t history)
    : x_objective{objective}, x_method{history}, x_gradient(objective.parameters()) {}

void LbfgsOptimizer::state(State& state) {
  state.values(x_at);
  state.values(x_gradient);
  state.number(x_cost);
  std::size_t count = x_method.pairs().size();
  state.count(count);
  if (state.restoring()) x_method.pairs().clear();
  for (std::size_t k = 0; k < count; ++k) {
    if (state.restoring()) x_method.pairs().emplace_back();
    auto& pair = x_method.pairs()[k];
    state.values(pair.step);
    state.values(pair.change);
    state.number(pair.rho);
  }
}

bool LbfgsOptimizer::epoch(std::span<double> parameters) {
  const SmoothFunction function = [&](std::span<const double> x, std::span<double> gradient) {
    return x_objective.gradient(x, 0, x_objective.samples(), gradient);
  };
  if (x_at.empty() || !std::equal(x_at.begin(), x_at.end(), parameters.begin())) {
    x_method.pairs().clear();
    x_at.assign(parameters.begin(), parameters.end());
    x_cost = function(x_at, x_gradient);
    if (!std::isfinite(x_cost)) fail("the cost of the fit is not finite at its start");
  }
  std::size_t evaluations = 0;
  if (!x_method.step(x_at, x_cost, x_gradient, function, evaluations)) return false;
  std::copy(x_at.begin(), x_at.end(), parameters.begin());
  return true;
}

}  // namespace nnpipe::train
