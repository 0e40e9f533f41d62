#include "optimise/lbfgs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.hpp"

namespace nnpipe::optimise {

using Vector = std::vector<double>;

// −H g by the two-loop recursion.
Vector Lbfgs::direction(const Vector& gradient) const {
  Vector d = gradient;
  Vector alpha(x_pairs.size());
  for (std::size_t k = x_pairs.size(); k-- > 0;) {
    alpha[k] = x_pairs[k].rho * inner(x_pairs[k].step, d);
    for (std::size_t i = 0; i < d.size(); ++i) d[i] -= alpha[k] * x_pairs[k].change[i];
  }
  if (!x_pairs.empty()) {
    const auto& last = x_pairs.back();
    const double scale = 1.0 / (last.rho * inner(last.change, last.change));
    for (double& value : d) value *= scale;
  }
  for (std::size_t k = 0; k < x_pairs.size(); ++k) {
    const double beta = x_pairs[k].rho * inner(x_pairs[k].change, d);
    for (std::size_t i = 0; i < d.size(); ++i) d[i] += (alpha[k] - beta) * x_pairs[k].step[i];
  }
  for (double& value : d) value = -value;
  return d;
}

void Lbfgs::remember(Pair pair) {
  const double curvature = inner(pair.step, pair.change);
  if (!(curvature > 1e-12 * std::sqrt(inner(pair.step, pair.step) * inner(pair.change, pair.change)))) return;
  pair.rho = 1.0 / curvature;
  x_pairs.push_back(std::move(pair));
  if (x_pairs.size() > x_history) x_pairs.pop_front();
}

bool Lbfgs::step(Vector& x, double& value, Vector& gradient, const SmoothFunction& function, std::size_t& evaluations) {
  LineSearch search{function, evaluations};
  for (;;) {
    Vector d = direction(gradient);
    if (!(inner(d, gradient) < 0)) {
      x_pairs.clear();
      d = direction(gradient);
    }
    const double reach = largest(d);
    const double most = x_longest > 0 ? x_longest / reach : std::numeric_limits<double>::infinity();
    // Without curvature the scale is unknown: a small step first.
    const double first = x_pairs.empty() ? std::min(1.0, 0.01 * std::max(1.0, largest(x)) / reach) : 1.0;
    const Vector before = x, gradient_before = gradient;
    if (!search.run(x, value, gradient, d, first, most)) {
      if (x_pairs.empty()) return false;
      x_pairs.clear();  // the history may be what misled
      continue;
    }
    Pair pair{Vector(x.size()), Vector(x.size())};
    for (std::size_t i = 0; i < x.size(); ++i) {
      pair.step[i] = x[i] - before[i];
      pair.change[i] = gradient[i] - gradient_before[i];
    }
    remember(std::move(pair));
    return true;
  }
}

MinimiseResult minimise_by_lbfgs(std::vector<double>& x, const SmoothFunction& function, const MinimiseOptions& options,
                                 const StepAccepted& accepted) {
  MinimiseResult result;
  Vector gradient(x.size());
  result.value = function(x, gradient);
  ++result.evaluations;
  result.gradient = largest(gradient);
  result.converged = options.rest(result.gradient);
  Lbfgs method{options.history, options.longest_step};
  while (!result.converged && result.steps < options.most_steps) {
    if (!method.step(x, result.value, gradient, function, result.evaluations)) break;
    ++result.steps;
    result.gradient = largest(gradient);
    result.converged = options.rest(result.gradient);
    if (accepted && !accepted(result)) break;
  }
  return result;
}

LbfgsOptimizer::LbfgsOptimizer(Objective& objective, std::size_t history)
    : x_objective{objective}, x_method{history}, x_gradient(objective.parameters()) {}

void LbfgsOptimizer::archive(Archive& archive) {
  archive.values(x_at);
  archive.values(x_gradient);
  archive.number(x_cost);
  std::size_t count = x_method.pairs().size();
  archive.count(count);
  if (archive.restoring()) x_method.pairs().clear();
  for (std::size_t k = 0; k < count; ++k) {
    if (archive.restoring()) x_method.pairs().emplace_back();
    auto& pair = x_method.pairs()[k];
    archive.values(pair.step);
    archive.values(pair.change);
    archive.number(pair.rho);
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

const Method lbfgs{.name = "lbfgs",
                   .words = "L-BFGS",
                   .help = "Quasi-Newton steps on all rows or frames, one per epoch.",
                   .needs = Needs::all,
                   .parameters = {},
                   .few = {3000, 300},
                   .many = {3000, 300},
                   .make = [](const Method&, const OptimizerOptions&, const Task& task) -> std::unique_ptr<Optimizer> {
                     return std::make_unique<LbfgsOptimizer>(task.objective);
                   }};

}  // namespace nnpipe::optimise
