#include "train/tables/fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "io/provenance.hpp"
#include "optimise/ridge.hpp"
#include "train/tables/conditioning.hpp"
#include "train/tables/dataset.hpp"
#include "train/tables/network_objective.hpp"
#include "train/tables/table_model.hpp"

namespace nnpipe::train {

namespace {

using descriptor::ColumnScaling;
using potential::ElementModel;

std::vector<std::string> names_of(const auto& columns) {
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.name);
  return names;
}

// Scaling of the inputs from all rows; inputs that never change leave data and model.
void learn_inputs(Dataset& data, ElementModel& element, descriptor::ScalingMethod method,
                  std::vector<std::string>& dropped) {
  descriptor::ScalingLearner learner{data.inputs()};
  for (std::size_t s = 0; s < data.samples(); ++s) learner.add(data.input(s));
  const auto scaling = learner.finish(method);
  std::vector<std::size_t> kept;
  element.inputs.clear();
  descriptor::Set set{element.set.centre, {}, element.set.moments};
  for (std::size_t i = 0; i < scaling.size(); ++i) {
    if (!scaling[i]) {
      dropped.push_back(data.inputs()[i]);
      continue;
    }
    kept.push_back(i);
    element.inputs.push_back(*scaling[i]);
    if (!element.set.functions.empty()) set.functions.push_back(element.set.functions[i]);
  }
  if (kept.empty()) fail("every input is the same in all {} rows: there is nothing to learn from", data.samples());
  element.set = std::move(set);
  data.keep_inputs(kept);
  data.scale_inputs(element.inputs);
}

// Rows may reach beyond what the scaling was learned from: the training range is what is trained on.
void widen_ranges(const Dataset& data, ElementModel& element) {
  for (std::size_t i = 0; i < element.inputs.size(); ++i) {
    auto& input = element.inputs[i];
    const double rounding = 1e-12 * std::max({std::abs(input.low), std::abs(input.high), input.high - input.low});
    for (std::size_t s = 0; s < data.samples(); ++s) {
      const double raw = input.undo(data.input(s)[i]);
      if (raw < input.low - rounding) input.low = raw;
      if (raw > input.high + rounding) input.high = raw;
    }
  }
}

// The network's target has mean 0 and variance 1 over the training rows.
void learn_targets(const Dataset& data, std::span<const std::size_t> training, ElementModel& element) {
  descriptor::ScalingLearner learner{data.targets()};
  for (const std::size_t s : training) learner.add(data.target(s));
  const auto scaling = learner.finish(descriptor::ScalingMethod::standardize);
  for (std::size_t i = 0; i < scaling.size(); ++i) {
    auto& target = element.targets[i];
    target.offset = scaling[i] ? scaling[i]->subtract : data.target(training.front())[i];
    target.factor = scaling[i] ? 1.0 / scaling[i]->factor : 1.0;
  }
}

void scale_targets(Dataset& data, const ElementModel& element) {
  std::vector<ColumnScaling> scaling;
  for (const auto& target : element.targets) {
    scaling.push_back({target.name, target.offset, 1.0 / target.factor, 0, 0});
  }
  data.scale_targets(scaling);
}

// Takes scalings, set and network from `start`, which must be a model of the same columns.
void adopt(const potential::Model& start, Dataset& data, TableModel& plan) {
  auto& element = plan.model.elements.front();
  if (start.elements.size() != 1) fail("the start has {} networks, expected one", start.elements.size());
  const ElementModel& from = start.elements.front();
  if (start.kind != plan.model.kind) fail("the start is a model of another kind than the table makes");
  if (start.units != plan.model.units) check_same_units(start.units, "the start", plan.model.units, "the table");
  if (names_of(from.inputs) != names_of(element.inputs) || names_of(from.targets) != names_of(element.targets)) {
    fail("the start has other inputs or targets than the table: {} and {}", join(names_of(from.inputs), " "),
         join(names_of(from.targets), " "));
  }
  if (start.kind != potential::InputKind::columns && from.element != element.element) {
    fail("the start is of {}, the table of {}", from.element.symbol(), element.element.symbol());
  }
  element.degree = from.degree;
  if (from.set != element.set) fail("the start has other symmetry functions than the table");
  for (std::size_t i = 0; plan.scaled && i < from.inputs.size(); ++i) {
    const auto &a = from.inputs[i], &b = element.inputs[i];
    if (a.subtract != b.subtract || a.factor != b.factor) {
      fail("the start scales input {} differently than the table: scale with --apply, or give the table unscaled",
           a.name);
    }
  }
  element.inputs = from.inputs;
  element.targets = from.targets;
  element.network = from.network;
  element.energy_offset = from.energy_offset;
  if (!plan.scaled) data.scale_inputs(element.inputs);
  widen_ranges(data, element);
}

// The optimizer, and why where it was chosen here.
std::string choice(const FitOptions& options, const std::string& optimizer) {
  if (options.optimizer.name != "auto") return optimizer;
  if (options.classify) return optimizer + ", for classes";
  return fmt::format("{}, for networks of {} {} parameters", optimizer, optimizer == "lm" ? "up to" : "more than",
                     optimise::lm_parameters);
}

io::TableHeader log_notes(const FitOptions& options, const potential::Model& model, const std::string& optimizer,
                          const Dataset& data, const Split& split, const NetworkObjective& objective) {
  io::TableHeader header;
  header.units = model.units;
  header.made_by = model.made_by;
  header.set("optimizer", {choice(options, optimizer)});
  header.set("parameters", {std::to_string(objective.parameters())});
  header.set("training-rows", {std::to_string(split.training.size())});
  header.set("validation-rows", {std::to_string(split.validation.size())});
  const std::size_t memory = data.bytes() + (optimizer == "lm" ? objective.normal_bytes() : 0);
  header.set("memory-megabytes", {std::to_string(1 + (memory >> 20U))});
  header.set("seed", {std::to_string(options.seed)});
  return header;
}

// How many the network takes: the inputs, or their products up to a degree.
std::size_t features(std::size_t degree, TableModel& plan) {
  auto& element = plan.model.elements.front();
  element.degree = degree;
  if (degree == 1) return element.inputs.size();
  if (plan.model.kind != potential::InputKind::columns) fail("a potential takes no polynomial of its inputs");
  return descriptor::Monomials{element.inputs.size(), degree}.size();
}

// The column with the class becomes one output a class.
void split_classes(TableModel& plan, Dataset& data) {
  if (plan.model.kind != potential::InputKind::columns) fail("a potential has no classes");
  data.split_classes();
  auto& targets = plan.model.elements.front().targets;
  targets.clear();
  for (const auto& name : data.targets()) targets.push_back({name, 0, 1});
}

// What a checkpoint must have been made for: data, network as it starts, and all that decides the way from there.
std::string identity(const FitOptions& options, const Dataset& data, const network::Mlp& network) {
  const auto bytes = [](std::span<const double> values) {
    return std::string_view{reinterpret_cast<const char*>(values.data()), values.size_bytes()};
  };
  Hash hash;
  for (std::size_t s = 0; s < data.samples(); ++s) {
    hash.add(bytes(data.input(s)));
    hash.add(bytes(data.target(s)));
  }
  hash.add(bytes(network.parameters()));
  hash.add(fmt::format("{} {} {} {} {} {} {} {} {}", to_text(options.optimizer), options.epochs.value_or(0),
                       options.patience.value_or(0), options.validation, options.target_rmse.value_or(-1), options.seed,
                       !options.log.empty(), options.classify, options.l2));
  return hash.hex();
}

// Trains element.network on data that are scaled; leaves its best parameters there.
void train(const FitOptions& options, const potential::Model& model, const Dataset& data, const Split& split,
           network::Mlp& network, FitResult& result) {
  const Loss loss{options.classify ? "cross-entropy" : "mse"};
  NetworkObjective objective{data, split.training, network, loss};
  std::optional<NetworkObjective> validation;
  if (!split.validation.empty()) validation.emplace(data, split.validation, network, loss);
  optimise::Ridge ridge{objective, options.l2};
  const std::size_t epochs = options.epochs.value_or(optimise::default_epochs(result.optimizer));
  auto settings = options.optimizer;
  settings.name = result.optimizer;
  settings.seed = options.seed;
  const auto optimizer = optimise::make_optimizer(
      settings, options.l2 > 0 ? static_cast<optimise::SquaresObjective&>(ridge) : objective, epochs);

  std::vector<double> factors;
  for (const auto& target : model.elements.front().targets) factors.push_back(target.factor);
  BestParameters best;
  EarlyStopping patience{options.patience.value_or(optimise::default_patience(result.optimizer))};
  StopAtTarget target{options.target_rmse.value_or(0)};
  std::optional<Log> log;
  std::vector<Callback*> callbacks{&best, &patience};
  if (options.target_rmse) callbacks.push_back(&target);
  if (!options.log.empty()) {
    log.emplace(options.log, log_notes(options, model, result.optimizer, data, split, objective),
                options.classify ? class_columns : data.targets(), validation.has_value(), options.l2 > 0);
    callbacks.push_back(&*log);
  }
  if (options.progress != nullptr) callbacks.push_back(options.progress);
  Checkpoint checkpoint{options.checkpoint, options.checkpoint.path.empty() ? "" : identity(options, data, network)};
  result.epochs = run(*optimizer, network.parameters(), epochs, objective, validation ? &*validation : nullptr, factors,
                      log.has_value(), callbacks, checkpoint.wanted() ? &checkpoint : nullptr, options.l2)
                      .epochs;
  if (log) log->close();
  std::copy(best.parameters().begin(), best.parameters().end(), network.parameters().begin());
  result.score = best.score();
  result.best_epoch = best.epoch();
}

}  // namespace

network::Mlp make_network(const FitOptions& options, std::size_t inputs, std::size_t outputs) {
  const std::size_t hidden = options.hidden.size();
  if (options.activations.size() != 1 && options.activations.size() != hidden) {
    fail("expected one activation, or one for each of {} hidden layers, got {}", hidden, options.activations.size());
  }
  std::vector<std::size_t> sizes{inputs};
  sizes.insert(sizes.end(), options.hidden.begin(), options.hidden.end());
  sizes.push_back(outputs);
  std::vector<network::Activation> activations;
  for (std::size_t l = 0; l < hidden; ++l) {
    activations.emplace_back(options.activations[options.activations.size() == 1 ? 0 : l]);
  }
  activations.emplace_back(options.output_activation);
  return network::Mlp{std::move(sizes), std::move(activations)};
}

FitResult fit(io::TableReader& table, const FitOptions& options) {
  FitResult result;
  const auto place = [&] { return table.name(); };
  TableModel plan = with_place(place, [&] { return table_model(table.header(), options.inputs, options.targets); });
  potential::Model& model = plan.model;
  ElementModel& element = model.elements.front();
  Dataset data{table, names_of(element.inputs), names_of(element.targets)};
  if (options.classify) {
    with_place(place, [&] { split_classes(plan, data); });
  }
  const Split split = split_samples(data.samples(), options.validation, options.seed);
  if (options.start != nullptr) {
    with_place(place, [&] { adopt(*options.start, data, plan); });
    model.made_by.insert(model.made_by.begin(), options.start->made_by.begin(), options.start->made_by.end());
  } else {
    if (plan.scaled) {
      widen_ranges(data, element);
    } else {
      with_place(place, [&] { learn_inputs(data, element, options.scaling, result.dropped); });
    }
    if (!options.classify) learn_targets(data, split.training, element);
    const std::size_t inputs = with_place(place, [&] { return features(options.degree, plan); });
    element.network = make_network(options, inputs, data.targets().size());
    Random random{options.seed, 0x696e6974};  // "init"
    initialize(element.network, options.init, random);
  }
  scale_targets(data, element);
  if (element.degree != 1) data.expand_inputs({element.inputs.size(), element.degree});
  result.samples = data.samples();
  result.optimizer = optimise::resolved_optimizer(options.optimizer.name, element.network.parameters().size());
  if (options.classify && result.optimizer == "lm") {
    if (options.optimizer.name == "lm") fail("optimizer lm is for sums of squares, not for classes");
    result.optimizer = "adam";
  }
  // Initial weights, damping and learning rates mean the same whatever the scale of the inputs.
  std::optional<Conditioning> conditioning;
  if (!options.plain_inputs) {
    conditioning.emplace(
        data, result.optimizer == "lm" ? descriptor::ScalingMethod::range : descriptor::ScalingMethod::standardize);
    if (options.start != nullptr) conditioning->enter(element.network);
  }
  train(options, model, data, split, element.network, result);
  if (conditioning) conditioning->leave(element.network);
  model.made_by = io::with_own_provenance(std::move(model.made_by));
  model.check();
  result.model = std::move(model);
  return result;
}

}  // namespace nnpipe::train
