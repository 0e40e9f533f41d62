#include "train/frames/frame_method.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "optimise/kalman.hpp"
#include "optimise/registry.hpp"

namespace nnpipe::train {

namespace {

// Parameters up to which the Kalman filter is the best choice: an update costs their square.
constexpr std::size_t kalman_parameters = 2000;

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

Method make_method(const FrameFitOptions& options, const FrameData& data, const std::vector<std::size_t>& training,
                   std::uint64_t seed, ForceObjective& objective) {
  const bool chosen_here = options.optimizer.name == "auto";
  const bool small = objective.parameters() <= kalman_parameters;
  // The filter has no L2: where that is wanted, the other method of second order takes its place.
  const std::string name = !chosen_here ? options.optimizer.name : !small ? "adam" : options.l2 > 0 ? "lm" : "kalman";
  const double rows = mean_force_rows(data, training);
  const auto set_share = [&](double chosen) {
    const double share = std::min(1.0, options.force_share > 0 ? options.force_share : chosen);
    objective.set_row_share(share);
    return rows > 0 ? fmt::format(", {:.0f} % of the force components at a time", 100 * share) : std::string{};
  };
  Method method;
  if (name == "kalman") {
    if (options.l2 > 0) fail_usage("kalman has no L2: its first covariance holds the parameters");
    auto given = options.optimizer;
    given.name = name;
    optimise::check_options(given);
    optimise::KalmanOptions settings;
    settings.seed = seed;
    const auto words = set_share(static_cast<double>(settings.rows) / std::max(1.0, rows));
    auto filter = std::make_unique<optimise::KalmanFilter>(objective, settings, layers_of(objective.model()));
    method.words =
        "kalman" +
        (chosen_here ? fmt::format(", for networks of up to {} parameters", kalman_parameters) : std::string{}) + words;
    if (filter->blocks() > 1) method.words += fmt::format(", covariance in {} blocks", filter->blocks());
    method.bytes = filter->bytes();
    method.epochs = 200, method.patience = 30;
    method.optimizer = std::move(filter);
  } else {
    auto settings = options.optimizer;
    settings.name = name;
    settings.seed = seed;
    const bool first_order = name != "lm" && name != "lbfgs";
    if (!settings.batch && first_order) settings.batch = 8;
    // What gd and momentum take from tables, whose targets are of order 1, throws networks of frames far away.
    if ((name == "gd" || name == "momentum") && !settings.rate && !settings.clip) {
      settings.rate = name == "gd" ? 0.01 : 0.002;
      settings.clip = 1;
    }
    if (chosen_here && first_order) {
      if (!settings.rate) settings.rate = 3e-3;
      if (settings.schedule.empty() && !settings.last_rate) settings.last_rate = 1e-5;
    }
    method.words = !chosen_here ? name
                   : small ? fmt::format("{}, for networks of up to {} parameters with L2", name, kalman_parameters)
                           : fmt::format("{}, for networks of more than {} parameters", name, kalman_parameters);
    if (name == "lm") method.words += set_share(1);
    if (name == "lm") method.bytes = 16 * objective.parameters() * objective.parameters();
    method.epochs = options.epochs.value_or(chosen_here && first_order ? 1000 : optimise::default_epochs(name));
    if (options.l2 > 0) method.ridge = std::make_unique<optimise::Ridge>(objective, options.l2);
    method.optimizer = optimise::make_optimizer(
        settings, method.ridge ? static_cast<optimise::SquaresObjective&>(*method.ridge) : objective, method.epochs);
    method.patience = optimise::default_patience(name);
  }
  method.epochs = options.epochs.value_or(method.epochs);
  method.patience = options.patience.value_or(method.patience);
  return method;
}

}  // namespace nnpipe::train
