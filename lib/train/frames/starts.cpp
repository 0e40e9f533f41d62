#include "train/frames/starts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/shown_units.hpp"
#include "base/text.hpp"
#include "optimise/registry.hpp"
#include "train/frames/force_objective.hpp"
#include "train/frames/frame_log.hpp"

namespace nnpipe::train {

namespace {

using potential::ElementModel;

// Networks of so many nodes, parameters 0.
void shape_networks(const FitOptions& fit, const std::vector<std::size_t>& hidden, potential::Model& model) {
  for (ElementModel& element : model.elements) element.network = make_network(fit, hidden, element.inputs.size(), 1);
}

// The output's factor with which a fresh network's forces, else energies, are as large as the labels: what the weights
// are to become is then of order 1.
void set_factor(const FrameProblem& problem, potential::Model& model) {
  ForceObjective objective{problem.data, problem.split.training, model, {}};
  std::vector<double> parameters;
  ForceObjective::get_parameters(model, parameters);
  const auto typical = objective.typical(parameters);
  const bool forces = typical.force > 0 && typical.force_label > 0;
  const double predicted = forces ? typical.force : typical.energy;
  const double labelled = forces ? typical.force_label : typical.energy_label;
  if (!(predicted > 0) || !(labelled > 0)) return;
  for (ElementModel& element : model.elements) element.targets.front().factor = labelled / predicted;
}

// What an optimiser asks between batches; without a limit nothing.
std::function<bool()> interruption(const TimeLimit& limit, const std::optional<Pace>& pace) {
  if (!limit.is_set()) return {};
  return [&pace] { return pace && pace->interrupts(); };
}

}  // namespace

Measure measure_of(ForceObjective& frames, UnitStyle units) {
  return [&frames, units](auto parameters) {
    auto errors = frames.errors(parameters);
    const auto& shown = shown_units(units);
    const double factors[3] = {shown.small_energy.factor, shown.small_force.factor, shown.stress.factor};
    for (std::size_t part = 0; part < errors.of.size(); ++part) {
      errors.of[part].rmse *= factors[part];
      errors.of[part].mean *= factors[part];
    }
    return errors;
  };
}

std::vector<std::size_t> bootstrap(const std::vector<std::size_t>& frames, std::uint64_t seed) {
  Random random{seed, 0x626f6f74};  // "boot"
  std::vector<std::size_t> drawn;
  for (std::size_t i = 0; i < frames.size(); ++i) drawn.push_back(frames[random.below(frames.size())]);
  std::sort(drawn.begin(), drawn.end());
  return drawn;
}

void BestOfStarts::begin(std::size_t start, std::vector<double> factors) {
  x_starts.resize(start);
  x_starts.back() = {{}, std::move(factors)};
}

bool BestOfStarts::after(const EpochReport& report, std::span<const double> parameters) {
  if (report.start == 1 && report.epoch == 0) x_first = report;
  return x_starts[report.start - 1].best.after(report, parameters);
}

void BestOfStarts::archive(Archive& archive) {
  archive.count(x_epochs);
  x_first.archive(archive);
  std::size_t count = x_starts.size();
  archive.count(count);
  x_starts.resize(count);
  for (Start& start : x_starts) {
    start.best.archive(archive);
    archive.values(start.factors);
  }
}

std::size_t BestOfStarts::best() const {
  const auto lowest = std::min_element(x_starts.begin(), x_starts.end(), [](const Start& a, const Start& b) {
    return a.best.report().rank() < b.best.report().rank();
  });
  return static_cast<std::size_t>(lowest - x_starts.begin());
}

Starts::Starts(const FrameOptions& options, const FitOptions& fit, const FrameProblem& problem, potential::Model model)
    : x_options{options},
      x_fit{fit},
      x_problem{problem},
      x_sizes{label_sizes(problem.data, problem.split.training)},
      x_model{std::move(model)},
      x_checkpoint{fit.checkpoint, fit.checkpoint.path.empty() ? "" : identity()} {}

FitResult Starts::run() {
  FitResult result;
  std::string saved = x_checkpoint.restore();
  for (std::size_t start = saved_start(saved); goes_on(start); ++start) {
    const FrameMethod method = one(start, std::exchange(saved, {}));
    result.optimizer = method.words;
    result.parameters = method.parameters;
  }
  if (x_log) x_log->close();
  result.epochs = x_kept.epochs();
  result.model = model_of(x_kept.best());
  for (std::size_t start = 0; x_options.committee && start < x_options.starts; ++start) {
    result.members.push_back(model_of(start));
  }
  result.best = x_kept.starts()[x_kept.best()].best.report();
  result.unsound = unsound(result.best);
  for (const auto& start : x_kept.starts()) {
    if (x_options.committee && result.unsound.empty()) result.unsound = unsound(start.best.report());
  }
  result.first = x_kept.first();
  return result;
}

std::string Starts::unsound(const EpochReport& report) const {
  if (!(x_options.most_gap > 0)) return {};
  return overfitted(report, x_sizes, x_options, x_model.units, "give more frames, fewer nodes, or --set auto");
}

bool Starts::goes_on(std::size_t start) const {
  const bool first = start == 1, asked = start <= x_options.starts;
  if (first || (asked && (x_options.committee || !x_fit.limit.over()))) return true;
  if (asked || x_options.further == 0 || x_fit.limit.left() < x_longest) return false;
  constexpr std::size_t vain = 3;
  if (x_fit.limit.is_set() && start <= x_kept.best() + 1 + vain) return true;
  return start <= x_options.starts + x_options.further &&
         !unsound(x_kept.starts()[x_kept.best()].best.report()).empty();
}

TimeLimit Starts::time_of(std::size_t start) const {
  const std::size_t with_it = start <= x_options.starts ? x_options.starts - start + 1 : 1;
  return x_fit.limit.part(1.0 / static_cast<double>(with_it));
}

// `start` from 1. Returns the method without what it kept.
FrameMethod Starts::one(std::size_t start, std::string saved) {
  const std::uint64_t seed = x_fit.seed + start - 1;
  if (x_fit.start == nullptr || start > 1) begin_networks(start, seed);
  const auto scales = loss_scales(x_options, x_problem.data.labels(), x_model.units);
  const auto& split = x_problem.split;
  const auto frames = x_options.bootstrap ? bootstrap(split.training, seed) : split.training;
  ForceObjective training{x_problem.data, frames, x_model, scales, x_options.robust};
  ForceObjective validation{x_problem.data, split.validation, x_model, scales, x_options.robust};
  const double begun = x_fit.limit.used();
  std::optional<Pace> pace;
  FrameMethod method =
      make_method(x_options, x_fit, x_problem.data, frames, seed, training, interruption(x_fit.limit, pace));
  pace.emplace(method.epochs, time_of(start));
  if (x_options.say) {
    const auto words = plan_of(method);
    x_options.say(x_options.starts > 1 ? fmt::format("start {}: {}", start, words) : words);
  }
  if (!x_log && !x_fit.log.empty()) open_log(method);
  std::vector<double> factors;
  for (const auto& element : x_model.elements) factors.push_back(element.targets.front().factor);
  x_kept.begin(start, std::move(factors));
  EarlyStopping patience{method.patience};
  std::vector<Callback*> callbacks;
  if (x_log) callbacks.push_back(&*x_log);
  if (x_fit.progress != nullptr) callbacks.push_back(x_fit.progress);
  callbacks.insert(callbacks.end(), {&x_kept, &patience});
  const auto measure = [&](ForceObjective& part) { return measure_of(part, x_model.units); };
  std::vector<double> parameters;
  ForceObjective::get_parameters(x_model, parameters);
  const auto outcome = train::run({.optimizer = *method.optimizer,
                                   .objective = training,
                                   .training = measure(training),
                                   .validation = split.validation.empty() ? Measure{} : measure(validation),
                                   .cautious = split.validation.size() < few_held_out,
                                   .start = start,
                                   .epochs = method.epochs,
                                   .l2 = x_fit.l2,
                                   .callbacks = callbacks,
                                   .stopwatch = x_stopwatch,
                                   .checkpoint = &x_checkpoint,
                                   .saved = std::move(saved),
                                   .pace = &*pace},
                                  parameters);
  x_longest = std::max(x_longest, x_fit.limit.used() - begun);
  if (outcome.out_of_time && outcome.epochs == 0 && x_fit.start == nullptr && (x_options.committee || start == 1)) {
    fail_out_of_time(x_fit.limit, "before the first epoch");
  }
  x_kept.end(outcome.epochs);
  method.optimizer.reset();
  method.ridge.reset();
  return method;
}

void Starts::begin_networks(std::size_t start, std::uint64_t seed) {
  Random random{seed, 0x6672616d};
  shape_networks(x_fit, hidden_of(start), x_model);
  for (ElementModel& element : x_model.elements) {
    initialize(element.network, *x_fit.init, random);
    element.targets.front().factor = 1;
  }
  set_factor(x_problem, x_model);
}

const std::vector<std::size_t>& Starts::hidden_of(std::size_t start) const {
  const auto& several = x_options.member_hidden;
  return several.empty() ? *x_fit.hidden : several[(start - 1) % several.size()];
}

// `start` from 0.
potential::Model Starts::model_of(std::size_t start) const {
  potential::Model model = x_model;
  if (!x_options.member_hidden.empty()) shape_networks(x_fit, hidden_of(start + 1), model);
  const auto& kept = x_kept.starts()[start];
  ForceObjective::set_parameters(model, kept.best.parameters());
  for (std::size_t e = 0; e < kept.factors.size(); ++e) model.elements[e].targets.front().factor = kept.factors[e];
  return model;
}

// What a checkpoint must have been made for: frames, sets, and all that decides the way from there.
std::string Starts::identity() const {
  Hash hash;
  x_problem.data.add_to(hash);
  for (const auto& element : x_model.elements) {
    if (element.set.moments) {
      for (const auto& line : to_lines(*element.set.moments, element.element)) hash.add(line);
    }
    for (const auto& function : element.set.functions) hash.add(descriptor::to_text(function));
    for (const auto& input : element.inputs) hash.add(descriptor::to_text(input));
    for (const double value : element.network.parameters()) hash.add(nnpipe::to_text(value));
  }
  const auto& o = x_options;
  const auto& f = x_fit;
  hash.add(fmt::format("{} {} {} {} {} {} {} {} {} {} {} {}", to_text(f.optimizer), f.epochs.value_or(0),
                       f.patience.value_or(0), f.validation.value_or(-1), f.seed, o.starts, o.force_share,
                       o.energy_scale, o.force_scale, o.stress_scale, !f.log.empty(), o.committee ? -1 - f.l2 : f.l2));
  hash.add(fmt::format("{} {}", o.further, o.most_gap));
  hash.add(fmt::format("{} {} {}", fmt::join(*f.hidden, ","), fmt::join(*f.activations, ","), to_string(*f.init)));
  for (const auto& hidden : o.member_hidden) hash.add(fmt::format("{}", fmt::join(hidden, ",")));
  if (o.bootstrap) hash.add("bootstrap");
  if (o.robust > 0) hash.add(fmt::format("robust {}", o.robust));
  return hash.hex();
}

void Starts::open_log(const FrameMethod& method) {
  const auto& data = x_problem.data;
  io::TableHeader header;
  header.units = x_model.units;
  header.set("optimizer", {method.words});
  header.set("parameters", {std::to_string(method.parameters)});
  header.set("training-frames", {std::to_string(x_problem.split.training.size())});
  header.set("validation-frames", {std::to_string(x_problem.split.validation.size())});
  const auto& counts = data.counts();
  header.set("labels",
             {fmt::format("energies {} forces {} stresses {}", counts.energies, counts.forces, counts.stresses)});
  if (!x_problem.references.empty()) header.set("isolated-atoms", {x_problem.references});
  header.set("stored-frames", {std::to_string(data.kept())});
  header.set("memory-megabytes", {std::to_string(1 + ((data.frame_bytes() + data.bytes() + method.bytes) >> 20U))});
  if (data.disk_bytes() > 0) header.set("disk-megabytes", {std::to_string(1 + (data.disk_bytes() >> 20U))});
  header.set("scales", {fmt::format("energy {} force {} stress {}", x_options.energy_scale, x_options.force_scale,
                                    x_options.stress_scale)});
  header.set("seed", {std::to_string(x_fit.seed)});
  const FrameLogLayout layout{data.labels(), !x_problem.split.validation.empty(), x_fit.l2 > 0};
  layout.put_fields(header);
  x_log.emplace(x_fit.log, std::move(header), [=](const auto& report, auto& row) { layout.put_row(report, row); });
}

}  // namespace nnpipe::train
