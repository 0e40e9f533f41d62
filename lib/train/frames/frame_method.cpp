#include "train/frames/frame_method.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "optimise/kalman.hpp"
#include "optimise/registry.hpp"
#include "train/processes.hpp"

namespace nnpipe::train {

namespace {

using optimise::Needs;

double mean_force_rows(const FrameData& data, const std::vector<std::size_t>& training) {
  double rows = 0;
  for (const std::size_t f : training) rows += 3 * static_cast<double>(data.frame(f).forces.size());
  return rows / static_cast<double>(training.size());
}

// Where the covariance of a network too large for one block may be cut.
std::vector<std::size_t> layers_of(const potential::Model& model) {
  std::vector<std::size_t> boundaries;
  std::size_t first = 0;
  for (const auto& element : model.elements) {
    for (std::size_t l = 0; l < element.network.layers(); ++l)
      boundaries.push_back(first + element.network.weights_offset(l));
    first += element.network.parameters().size();
  }
  boundaries.erase(boundaries.begin());
  return boundaries;
}

}  // namespace

FrameMethod make_method(const FrameOptions& options, const FitOptions& fit, const FrameData& data,
                        const std::vector<std::size_t>& training, std::uint64_t seed, ForceObjective& objective,
                        std::function<bool()> interrupted) {
  auto settings = fit.optimizer;
  settings.seed = seed;
  const auto choice = optimise::choose(
      settings, {.parameters = objective.parameters(), .samples = optimise::Samples::many, .l2 = fit.l2 > 0});
  FrameMethod method;
  method.words = choice.words;
  const Needs needs = choice.method->needs;
  if (needs == Needs::rows || needs == Needs::squares) {
    const double rows = mean_force_rows(data, training);
    const double at_a_time = static_cast<double>(optimise::KalmanOptions{}.rows);
    const double chosen = needs == Needs::rows ? at_a_time / std::max(1.0, rows) : 1;
    const double share = std::min(1.0, options.force_share > 0 ? options.force_share : chosen);
    objective.set_row_share(share);
    if (rows > 0) method.words += fmt::format(", {:.0f} % of the force components at a time", 100 * share);
  }
  method.parameters = objective.parameters();
  method.epochs = most_epochs(fit, choice.epochs);
  method.patience = fit.patience.value_or(choice.patience);
  if (fit.l2 > 0) method.ridge = std::make_unique<optimise::Ridge>(objective, fit.l2);
  optimise::SquaresObjective* whole = &objective;
  if (method.ridge) whole = method.ridge.get();
  method.optimizer = optimise::make_optimizer(choice, {.objective = *whole,
                                                       .rows = &objective,
                                                       .samples = optimise::Samples::many,
                                                       .epochs = method.epochs,
                                                       .boundaries = layers_of(objective.model()),
                                                       .team = &team(),
                                                       .interrupted = std::move(interrupted)});
  if (const auto remark = method.optimizer->remark(); !remark.empty()) method.words += ", " + remark;
  method.bytes = method.optimizer->bytes();
  return method;
}

std::string plan_of(const FrameMethod& method) {
  auto words = fmt::format("{} parameters, {}, at most {} epochs", method.parameters, method.words, method.epochs);
  if (method.bytes > 0) words += fmt::format(", {:.3g} MB", 1e-6 * static_cast<double>(method.bytes));
  return words;
}

}  // namespace nnpipe::train
