#include "train/tables/fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "io/provenance.hpp"
#include "optimise/registry.hpp"
#include "optimise/ridge.hpp"
#include "train/input_map.hpp"
#include "train/tables/doubts.hpp"
#include "train/tables/network_objective.hpp"

namespace nnpipe::train {

namespace {

// Of the time there is; the rest is for the test and the output.
constexpr double part_for_training = 0.97;

using descriptor::ColumnScaling;
using descriptor::ScalingMethod;

// What a checkpoint must have been made for: data, network as it starts, and all that decides the way from there.
std::string identity(const TableOptions& options, const FitOptions& fit, const TableProblem& problem) {
  const auto bytes = [](std::span<const double> values) {
    return std::string_view{reinterpret_cast<const char*>(values.data()), values.size_bytes()};
  };
  Hash hash;
  for (std::size_t s = 0; s < problem.data.samples(); ++s) {
    hash.add(bytes(problem.data.input(s)));
    hash.add(bytes(problem.data.target(s)));
  }
  hash.add(bytes(problem.element().network.parameters()));
  hash.add(fmt::format("{} {} {} {} {} {} {} {} {}", to_text(fit.optimizer), fit.epochs.value_or(0),
                       fit.patience.value_or(0), fit.validation.value_or(usual_validation),
                       options.target_rmse.value_or(-1), fit.seed, !fit.log.empty(), options.classify, fit.l2));
  return hash.hex();
}

struct LogLayout {
  bool classes, validation, l2;
  std::vector<std::string> targets;

  std::vector<std::string> fields() const {
    std::vector<std::string> all{"epoch"};
    for (const std::string part : {"train", "validation"}) {
      if (part == "validation" && !validation) continue;
      all.push_back(part + (classes ? "_loss" : "_rmse"));
      if (classes) all.push_back(part + "_accuracy");
      for (std::size_t t = 0; !classes && targets.size() > 1 && t < targets.size(); ++t) {
        all.push_back(part + "_rmse_" + targets[t]);
      }
    }
    if (l2 && !classes) all.emplace_back("train_loss");
    if (l2) all.emplace_back("train_loss_l2");
    all.emplace_back("seconds");
    return all;
  }

  void row(const EpochReport& report, std::vector<double>& row) const {
    row.push_back(static_cast<double>(report.epoch));
    const auto add = [&](const Errors& errors) {
      row.push_back(errors.score);
      for (const auto& target : errors.of) {
        if (classes || errors.of.size() > 1) row.push_back(target.rmse);
      }
    };
    add(report.training);
    if (validation) add(report.validation);
    if (l2 && !classes) row.push_back(report.training.loss);
    if (l2) row.push_back(report.l2_loss);
    row.push_back(report.seconds);
  }
};

io::TableHeader log_header(const FitOptions& fit, const TableProblem& problem, const optimise::Choice& choice,
                           const NetworkObjective& objective) {
  io::TableHeader header;
  header.units = problem.plan.model.units;
  header.made_by = problem.plan.model.made_by;
  header.set("optimizer", {choice.words});
  header.set("parameters", {std::to_string(objective.parameters())});
  header.set("training-rows", {std::to_string(problem.split.training.size())});
  header.set("validation-rows", {std::to_string(problem.split.validation.size())});
  const bool squares = choice.method->needs == optimise::Needs::squares;
  const std::size_t memory = problem.data.bytes() + (squares ? objective.normal_bytes() : 0);
  header.set("memory-megabytes", {std::to_string(1 + (memory >> 20U))});
  header.set("seed", {std::to_string(fit.seed)});
  return header;
}

// Directions of less variance than this part of the largest keep less than variance 1. With 1e-4 Adam learns silicon's
// site energies as fast, but atoms far from the others are off by more.
constexpr double decorrelation_floor = 1e-2;

// Symmetry functions resemble one another, and a method that follows the gradient hardly moves along directions of
// little variance. For it they become inputs that are uncorrelated.
InputMap decorrelate(Dataset& data) {
  auto covariance = data.covariance();
  const std::size_t n = data.inputs().size();
  for (std::size_t i = 0; i < n; ++i) {
    double& variance = covariance[i * n + i];
    if (variance == 0) variance = 1;  // constant: as it is
  }
  auto map = InputMap::decorrelation(covariance, decorrelation_floor);
  data.map_inputs(map);
  return map;
}

// Initial weights, damping and learning rates mean the same whatever the scale of the inputs: while the network is
// trained they are brought to [−1, 1] for normal equations, else to variance 1, symmetry functions in every direction.
// The maps, first to last.
std::vector<InputMap> condition(Dataset& data, bool squares, potential::InputKind kind) {
  descriptor::ScalingLearner learner{data.inputs()};
  for (std::size_t s = 0; s < data.samples(); ++s) learner.add(data.input(s));
  std::vector<ColumnScaling> scaling;
  for (const auto& column : learner.finish(squares ? ScalingMethod::range : ScalingMethod::standardize)) {
    scaling.push_back(column.value_or(ColumnScaling{}));  // constant: as it is
  }
  data.scale_inputs(scaling);
  std::vector<InputMap> maps{InputMap{std::move(scaling)}};
  if (!squares && kind == potential::InputKind::symmetry_functions) maps.push_back(decorrelate(data));
  return maps;
}

// Trains the problem's network on data that are scaled; leaves its best parameters there.
void train(const TableOptions& options, const FitOptions& fit, const optimise::Choice& choice, TableProblem& problem,
           FitResult& result) {
  network::Mlp& network = problem.element().network;
  const Loss loss{options.classify ? "cross-entropy" : "mse"};
  NetworkObjective training{problem.data, problem.split.training, network, loss};
  std::optional<NetworkObjective> validation;
  if (!problem.split.validation.empty()) validation.emplace(problem.data, problem.split.validation, network, loss);
  optimise::Ridge ridge{training, fit.l2};
  optimise::SquaresObjective* objective = &training;
  if (fit.l2 > 0) objective = &ridge;
  const std::size_t epochs = most_epochs(fit, choice.epochs);
  Pace pace{epochs, fit.limit.part(part_for_training)};
  optimise::Task task{.objective = *objective, .epochs = epochs};
  if (fit.limit.is_set()) task.interrupted = [&pace] { return pace.interrupts(); };
  const auto optimizer = make_optimizer(choice, task);

  std::vector<double> factors;
  for (const auto& target : problem.element().targets) factors.push_back(target.factor);
  BestParameters best;
  EarlyStopping patience{fit.patience.value_or(choice.patience)};
  StopAtTarget target{options.target_rmse.value_or(0)};
  std::optional<Log> log;
  std::vector<Callback*> callbacks{&best, &patience};
  if (options.target_rmse) callbacks.push_back(&target);
  if (!fit.log.empty()) {
    const LogLayout layout{options.classify, validation.has_value(), fit.l2 > 0, problem.data.targets()};
    auto header = log_header(fit, problem, choice, training);
    header.fields = layout.fields();
    log.emplace(fit.log, std::move(header), [=](const auto& report, auto& row) { layout.row(report, row); });
    callbacks.push_back(&*log);
  }
  if (fit.progress != nullptr) callbacks.push_back(fit.progress);
  Checkpoint checkpoint{fit.checkpoint, fit.checkpoint.path.empty() ? "" : identity(options, fit, problem)};
  Stopwatch stopwatch;
  Run what{.optimizer = *optimizer,
           .objective = training,
           .training = [&](auto parameters) { return training.errors(parameters, factors); },
           .validation = {},
           .measure_training = log.has_value(),
           .epochs = epochs,
           .l2 = fit.l2,
           .callbacks = callbacks,
           .stopwatch = stopwatch,
           .checkpoint = &checkpoint,
           .saved = checkpoint.restore(),
           .pace = &pace};
  if (validation) what.validation = [&](auto parameters) { return validation->errors(parameters, factors); };
  const auto outcome = run(what, network.parameters());
  result.epochs = outcome.epochs;
  if (outcome.out_of_time && outcome.epochs == 0 && fit.start == nullptr) {
    fail_out_of_time(fit.limit, "before the first epoch");
  }
  if (log) log->close();
  std::copy(best.parameters().begin(), best.parameters().end(), network.parameters().begin());
  result.best = best.report();
}

}  // namespace

FitResult fit_table(io::TableReader& table, const TableOptions& options, const FitOptions& asked) {
  const FitOptions fit = with_defaults(asked, table_defaults);
  TableProblem problem = read_problem(table, options, fit);
  const auto warn_of = [&](const std::vector<std::string>& lines) {
    for (const auto& line : lines) options.warn(line);
  };
  if (options.warn) warn_of(doubts_of_targets(problem, options));
  network::Mlp& network = problem.element().network;
  optimise::Problem known;
  known.parameters = network.parameters().size();
  known.squares = !options.classify;
  known.l2 = fit.l2 > 0;
  auto settings = fit.optimizer;
  settings.seed = fit.seed;
  const auto choice = choose(settings, known);
  FitResult result;
  result.samples = problem.data.samples();
  result.parameters = known.parameters;
  result.optimizer = choice.words;
  std::vector<InputMap> maps;
  if (!options.plain_inputs) {
    maps = condition(problem.data, choice.method->needs == optimise::Needs::squares, problem.plan.model.kind);
  }
  if (fit.start != nullptr) {
    for (const InputMap& map : maps) map.enter(network);
  }
  train(options, fit, choice, problem, result);
  // Who asks for a few epochs knows that they learn little, unless they learn nothing.
  const bool telling = !asked.epochs.has_value() || result.best.epoch == 0;
  if (options.warn && telling) warn_of(doubts_of_learning(problem, options, result.best));
  std::for_each(maps.rbegin(), maps.rend(), [&](const InputMap& map) { map.leave(network); });
  potential::Model& model = problem.plan.model;
  model.made_by = io::with_own_provenance(std::move(model.made_by));
  model.check();
  result.model = std::move(model);
  result.dropped = std::move(problem.dropped);
  return result;
}

}  // namespace nnpipe::train
