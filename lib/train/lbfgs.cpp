#include "train/lbfgs.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace nnpipe::train {

namespace {

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

void add(double factor, const std::vector<double>& a, std::vector<double>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) b[i] += factor * a[i];
}

}  // namespace

Lbfgs::Lbfgs(Objective& objective, const LbfgsOptions& options)
    : x_objective{objective},
      x_options{options},
      x_gradient(objective.parameters()),
      x_trial(objective.parameters()),
      x_trial_gradient(objective.parameters()) {}

// The two-loop recursion.
void Lbfgs::set_direction() {
  x_direction = x_gradient;
  std::vector<double> weights(x_pairs.size());
  for (std::size_t i = x_pairs.size(); i-- > 0;) {
    weights[i] = x_pairs[i].by_product * dot(x_pairs[i].step, x_direction);
    add(-weights[i], x_pairs[i].change, x_direction);
  }
  // Without a memory the first step is one of length 1 at most: the gradient's scale says nothing of the distance.
  double scale = 1 / std::max(1.0, std::sqrt(dot(x_gradient, x_gradient)));
  if (!x_pairs.empty()) {
    const auto& last = x_pairs.back();
    scale = 1 / (last.by_product * dot(last.change, last.change));
  }
  for (double& value : x_direction) value *= scale;
  for (std::size_t i = 0; i < x_pairs.size(); ++i) {
    const double back = x_pairs[i].by_product * dot(x_pairs[i].change, x_direction);
    add(weights[i] - back, x_pairs[i].step, x_direction);
  }
  for (double& value : x_direction) value = -value;
}

// Bisection between a step that is too short and one that is too long (Lewis, Overton 2013): ends wherever Γ is smooth.
bool Lbfgs::search(std::span<double> parameters) {
  const double slope = dot(x_gradient, x_direction);
  if (!(slope < 0)) return false;
  double step = 1, low = 0, high = 0;
  double best_cost = x_cost, best_step = 0;
  for (std::size_t i = 0; i < x_options.evaluations; ++i) {
    for (std::size_t k = 0; k < x_trial.size(); ++k) x_trial[k] = parameters[k] + step * x_direction[k];
    const double cost = x_objective.gradient(x_trial, 0, x_objective.samples(), x_trial_gradient);
    const bool falls = std::isfinite(cost) && cost <= x_cost + x_options.decrease * step * slope;
    if (falls && cost < best_cost) best_cost = cost, best_step = step;
    if (!falls) {
      high = step;
    } else if (dot(x_trial_gradient, x_direction) < x_options.curvature * slope) {
      low = step;
    } else {
      x_cost = cost;
      return true;
    }
    step = high > 0 ? 0.5 * (low + high) : 2 * step;
  }
  if (best_step == 0) return false;
  for (std::size_t k = 0; k < x_trial.size(); ++k) x_trial[k] = parameters[k] + best_step * x_direction[k];
  x_cost = x_objective.gradient(x_trial, 0, x_objective.samples(), x_trial_gradient);
  return true;
}

bool Lbfgs::epoch(std::span<double> parameters) {
  if (x_at.empty() || !std::equal(x_at.begin(), x_at.end(), parameters.begin())) {
    x_pairs.clear();
    x_cost = x_objective.gradient(parameters, 0, x_objective.samples(), x_gradient);
    if (!std::isfinite(x_cost)) fail("the cost of the fit is not finite at its start");
  }
  set_direction();
  if (!search(parameters)) {
    if (x_pairs.empty()) return false;
    x_pairs.clear();
    set_direction();
    if (!search(parameters)) return false;
  }
  Pair pair;
  pair.step.resize(x_trial.size());
  pair.change.resize(x_trial.size());
  for (std::size_t k = 0; k < x_trial.size(); ++k) {
    pair.step[k] = x_trial[k] - parameters[k];
    pair.change[k] = x_trial_gradient[k] - x_gradient[k];
  }
  const double product = dot(pair.step, pair.change);
  if (product > 1e-16 * dot(pair.change, pair.change)) {
    pair.by_product = 1 / product;
    x_pairs.push_back(std::move(pair));
    if (x_pairs.size() > x_options.memory) x_pairs.pop_front();
  }
  std::copy(x_trial.begin(), x_trial.end(), parameters.begin());
  x_at = x_trial;
  x_gradient = x_trial_gradient;
  return true;
}

}  // namespace nnpipe::train
