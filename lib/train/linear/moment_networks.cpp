#include "train/linear/moment_networks.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "train/frames/fit.hpp"
#include "train/linear/frame_errors.hpp"

namespace nnpipe::train {

namespace {

// Takes what the model predicts off the labels, those of guards too.
void take_off(const potential::Model& model, FrameData& data) {
  std::vector<std::size_t> all(data.size() + data.guards());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const auto predicted = predictions(model, data, all);
  for (const auto f : all) {
    const auto& stress = predicted[f].stress;
    const double v = data.frame(f).has_stress ? -data.frame(f).cell.volume() : 0;
    data.subtract(f, predicted[f].energy, predicted[f].forces,
                  {v * stress[0], v * stress[1], v * stress[2], v * stress[3], v * stress[4], v * stress[5]});
  }
}

// Puts a linear solution beside the network of an element. Functions that the network does without never change: what
// they give is part of the solution's constant.
void put_beside(const potential::ElementModel& linear, potential::ElementModel& element) {
  const auto& functions = element.set.functions;
  const double factor = element.targets.front().factor;
  double constant = linear.network.biases(0)[0];
  element.linear.assign(functions.size(), 0.0);
  for (std::size_t s = 0; s < linear.set.functions.size(); ++s) {
    const auto at = std::find(functions.begin(), functions.end(), linear.set.functions[s]);
    if (at == functions.end()) continue;
    const auto t = static_cast<std::size_t>(at - functions.begin());
    const double weight = linear.network.weights(0)[s] * linear.inputs[s].factor;
    element.linear[t] = weight / element.inputs[t].factor / factor;
    constant += weight * (element.inputs[t].subtract - linear.inputs[s].subtract);
  }
  element.network.biases(element.network.layers() - 1)[0] += constant / factor;
}

}  // namespace

FitResult fit_networks_of(const LinearFitResult& linear, FrameProblem& problem, const FrameOptions& options,
                          const FitOptions& fit) {
  problem.sets.sets.clear();
  for (const auto& element : linear.held.elements) problem.sets.sets.push_back(element.set);
  problem.data.replace_sets(problem.sets);
  auto result = fit_problem(problem, options, fit);
  result.dropped.clear();
  return result;
}

FitResult fit_networks_beside(const LinearFitResult& linear, FrameProblem& problem, const FrameOptions& options,
                              const FitOptions& fit) {
  take_off(linear.held, problem.data);
  std::fill(problem.shifts.begin(), problem.shifts.end(), 0.0);
  problem.complete = [&](potential::Model& model) {
    for (std::size_t e = 0; e < model.elements.size(); ++e) put_beside(linear.held.elements[e], model.elements[e]);
  };
  auto result = fit_networks_of(linear, problem, options, fit);
  problem.complete = {};
  return result;
}

}  // namespace nnpipe::train
