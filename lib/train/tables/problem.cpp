#include "train/tables/problem.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::train {

namespace {

using descriptor::ColumnScaling;
using potential::ElementModel;

std::vector<std::string> names_of(const auto& columns) {
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.name);
  return names;
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
  if (!from.linear.empty()) fail("the start has linear weights beside its network, expected a network alone");
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

// A network with its first weights, and the scalings it takes.
void begin(TableProblem& problem, const TableOptions& options, const FitOptions& fit) {
  auto& [plan, data, split, dropped] = problem;
  ElementModel& element = problem.element();
  if (plan.scaled) {
    widen_ranges(data, element);
  } else {
    learn_inputs(data, element, *fit.scaling, dropped);
  }
  if (!options.classify) learn_targets(data, split.training, element);
  const std::size_t inputs = features(options.degree, plan);
  element.network = make_network(fit, inputs, data.targets().size());
  Random random{fit.seed, 0x696e6974};  // "init"
  initialize(element.network, *fit.init, random);
}

// Network and scalings of an earlier fit.
void go_on(TableProblem& problem, const potential::Model& start) {
  adopt(start, problem.data, problem.plan);
  auto& lines = problem.plan.model.made_by;
  lines.insert(lines.begin(), start.made_by.begin(), start.made_by.end());
}

}  // namespace

TableProblem read_problem(io::TableReader& table, const TableOptions& options, const FitOptions& fit) {
  const auto place = [&] { return table.name(); };
  TableModel plan = with_place(place, [&] { return table_model(table.header(), options.inputs, options.targets); });
  Dataset data{table, names_of(plan.model.elements.front().inputs), names_of(plan.model.elements.front().targets)};
  if (options.classify) {
    with_place(place, [&] { split_classes(plan, data); });
  }
  Split split = split_samples(data.samples(), fit.validation.value_or(usual_validation), fit.seed);
  TableProblem problem{std::move(plan), std::move(data), std::move(split), {}};
  with_place(place, [&] {
    if (fit.start != nullptr) {
      go_on(problem, *fit.start);
    } else {
      begin(problem, options, fit);
    }
  });
  ElementModel& element = problem.element();
  scale_targets(problem.data, element);
  if (element.degree != 1) problem.data.expand_inputs({element.inputs.size(), element.degree});
  return problem;
}

}  // namespace nnpipe::train
