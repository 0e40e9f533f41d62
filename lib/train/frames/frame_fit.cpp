#include "train/frames/frame_fit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <utility>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "io/provenance.hpp"
#include "train/frames/consistency.hpp"
#include "train/frames/frame_checks.hpp"
#include "train/frames/frame_log.hpp"
#include "train/frames/frame_method.hpp"
#include "train/frames/plausible.hpp"
#include "train/frames/repulsion.hpp"
#include "train/frames/set_design.hpp"
#include "train/frames/structure_hash.hpp"
#include "train/tables/dataset.hpp"
#include "train/tables/fit.hpp"

namespace nnpipe::train {

namespace {

using potential::ElementModel;

// Of errors as the library has them and as tables have them.
struct UnitFactors {
  double energy, force, stress;
};

UnitFactors factors_of(UnitStyle units) {
  if (units == UnitStyle::metal) return {1e3, 1e3, electronvolt_per_angstrom3_in_gigapascal};
  return {1, 1, 1};
}

// Directions with less of the variance than this, relative to the strongest, are not amplified further.
constexpr double decorrelation_floor = 5e-2;
// Frames, of all evenly, by which symmetry functions are chosen where none are given.
constexpr std::size_t most_designing_frames = 256;

std::size_t physical_memory() {
  return static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

LossScales loss_scales(const FrameFitOptions& options, UnitStyle units) {
  const double stress = units == UnitStyle::metal ? electronvolt_per_angstrom3_in_gigapascal : 1;
  return {options.labels.energies ? 1e-3 * options.energy_scale : 0,
          options.labels.forces ? 1e-3 * options.force_scale : 0,
          options.labels.stress ? options.stress_scale / stress : 0};
}

std::vector<double> offsets_of(const FrameFitOptions& options, const FrameData& data,
                               const std::vector<std::size_t>& training) {
  if (options.offsets.empty()) return data.least_squares_offsets(training);
  const auto& elements = data.elements();
  for (const auto& [symbol, energy] : options.offsets) {
    if (std::none_of(elements.begin(), elements.end(),
                     [&wanted = symbol](Element e) { return e.symbol() == wanted; })) {
      fail("an offset is given for {}, which the set does not have", symbol);
    }
  }
  std::vector<double> offsets;
  for (const Element element : elements) {
    const auto given = std::find_if(options.offsets.begin(), options.offsets.end(),
                                    [&](const auto& pair) { return pair.first == element.symbol(); });
    if (given == options.offsets.end()) fail("no offset is given for element {}", element.symbol());
    offsets.push_back(given->second);
  }
  return offsets;
}

// Descriptors and their scaling; functions that never change leave set and data.
void describe(const FrameFitOptions& options, descriptor::SetFile& sets, const std::vector<std::size_t>& training,
              FrameData& data, potential::Model& model, std::vector<std::string>& dropped) {
  const std::size_t memory = options.memory - std::min(options.memory, data.frame_bytes());
  std::vector<std::vector<descriptor::ColumnScaling>> scaling;
  for (bool again = true; again;) {
    again = false;
    data.describe(memory);
    scaling.assign(sets.sets.size(), {});
    for (std::size_t e = 0; e < sets.sets.size(); ++e) {
      const auto learned = data.learn(e, training).finish(options.scaling);
      std::vector<descriptor::SymmetryFunction> kept;
      for (std::size_t s = 0; s < learned.size(); ++s) {
        const auto& function = sets.sets[e].functions[s];
        if (learned[s]) {
          kept.push_back(function);
          scaling[e].push_back(*learned[s]);
        } else {
          dropped.push_back(name_of(function));
          again = true;
        }
      }
      if (kept.empty()) fail("no function of {} tells one atom from another", sets.sets[e].centre.symbol());
      sets.sets[e].functions = std::move(kept);
    }
    if (again) data.replace_sets(sets);
  }
  for (std::size_t e = 0; e < sets.sets.size(); ++e) {
    auto& element = model.elements.emplace_back();
    element.element = sets.sets[e].centre;
    element.set = sets.sets[e];
    element.inputs = scaling[e];
    element.targets = {{"energy", 0, 1}};
  }
}

// Scalings, sets and networks of an earlier fit; the training range grows to hold these frames, too.
void adopt(const potential::Model& start, const descriptor::SetFile& sets, const FrameFitOptions& options,
           const std::vector<std::size_t>& training, FrameData& data, potential::Model& model) {
  if (start.kind != potential::InputKind::symmetry_functions) fail("the start is no potential of symmetry functions");
  check_same_units(start.units, "the start", sets.units, "the set");
  if (start.elements.size() != sets.sets.size()) {
    fail("the start has {} networks, the set {} elements", start.elements.size(), sets.sets.size());
  }
  for (std::size_t e = 0; e < sets.sets.size(); ++e) {
    if (start.elements[e].set != sets.sets[e]) {
      fail("the start has other functions of {} than the set", sets.sets[e].centre.symbol());
    }
  }
  model.elements = start.elements;
  data.describe(options.memory - std::min(options.memory, data.frame_bytes()));
  for (std::size_t e = 0; e < sets.sets.size(); ++e) {
    const auto learned = data.learn(e, training).finish(options.scaling);
    for (std::size_t s = 0; s < learned.size(); ++s) {
      if (!learned[s]) continue;
      auto& input = model.elements[e].inputs[s];
      input.low = std::min(input.low, learned[s]->low);
      input.high = std::max(input.high, learned[s]->high);
    }
  }
}

// What the networks see while they are trained: the functions scaled, and decorrelated.
std::vector<Decorrelation> transform(const potential::Model& model, const std::vector<std::size_t>& training,
                                     FrameData& data) {
  std::vector<Decorrelation> decorrelations;
  std::vector<InputTransform> transforms;
  for (std::size_t e = 0; e < model.elements.size(); ++e) {
    auto& mine = transforms.emplace_back(model.elements[e].inputs);
    decorrelations.emplace_back(data.covariance(e, training, mine), decorrelation_floor);
    decorrelations.back().follow(mine);
  }
  data.transform(std::move(transforms));
  return decorrelations;
}

// Networks of so many nodes, parameters 0.
void shape_networks(const FrameFitOptions& options, const std::vector<std::size_t>& hidden, potential::Model& model) {
  FitOptions shape;
  shape.hidden = hidden;
  shape.activations = options.activations;
  for (ElementModel& element : model.elements) element.network = make_network(shape, element.inputs.size(), 1);
}

void make_networks(const FrameFitOptions& options, const std::vector<std::size_t>& hidden, Random& random,
                   potential::Model& model) {
  shape_networks(options, hidden, model);
  for (ElementModel& element : model.elements) {
    initialize(element.network, options.init, random);
    element.targets.front() = {"energy", 0, 1};
  }
}

// As many frames as there are, drawn with replacement.
std::vector<std::size_t> bootstrap(const std::vector<std::size_t>& frames, std::uint64_t seed) {
  Random random{seed, 0x626f6f74};  // "boot"
  std::vector<std::size_t> drawn;
  for (std::size_t i = 0; i < frames.size(); ++i) drawn.push_back(frames[random.below(frames.size())]);
  std::sort(drawn.begin(), drawn.end());
  return drawn;
}

// The output's factor with which a fresh network's forces, else energies, are as large as the labels: what the weights
// are to become is then of order 1.
void set_factor(const FrameData& data, const std::vector<std::size_t>& training, potential::Model& model) {
  ForceObjective objective{data, training, model, {}};
  std::vector<double> parameters;
  ForceObjective::get_parameters(model, parameters);
  const auto typical = objective.typical(parameters);
  const bool forces = typical.force > 0 && typical.force_label > 0;
  const double predicted = forces ? typical.force : typical.energy;
  const double labelled = forces ? typical.force_label : typical.energy_label;
  if (!(predicted > 0) || !(labelled > 0)) return;
  for (ElementModel& element : model.elements) element.targets.front().factor = labelled / predicted;
}

FrameErrors in_table_units(FrameErrors errors, const UnitFactors& factors) {
  for (double* value : {&errors.energy, &errors.energy_mean}) *value *= factors.energy;
  for (double* value : {&errors.force, &errors.force_mean}) *value *= factors.force;
  for (double* value : {&errors.stress, &errors.stress_mean}) *value *= factors.stress;
  return errors;
}

// One random start after the other on the same data.
class FrameFit {
 public:
  FrameFit(const FrameFitOptions& options, const FrameData& data, const Split& split, potential::Model model)
      : x_options{options},
        x_data{data},
        x_split{split},
        x_model{std::move(model)},
        x_checkpoint{options.checkpoint, options.checkpoint.path.empty() ? "" : identity()},
        x_begin{std::chrono::steady_clock::now()} {}

  FrameFitResult run() {
    FrameFitResult result;
    x_saved = x_checkpoint.restore();
    std::size_t start = 1;
    if (!x_saved.empty()) Archive{x_saved}.count(start);
    for (; start <= x_options.starts; ++start) one(start, result);
    if (x_log) x_log->close();
    result.model = model_of(x_best_epoch.start, x_best, x_best_factors);
    for (const Member& member : x_members) {
      result.members.push_back(model_of(1 + result.members.size(), member.parameters, member.factors));
    }
    result.best = x_best_epoch;
    return result;
  }

 private:
  // The best of one start.
  struct Member {
    std::vector<double> parameters, factors;
  };

  const std::vector<std::size_t>& hidden_of(std::size_t start) const {
    const auto& several = x_options.member_hidden;
    return several.empty() ? x_options.hidden : several[(start - 1) % several.size()];
  }

  potential::Model model_of(std::size_t start, const std::vector<double>& parameters,
                            const std::vector<double>& factors) const {
    potential::Model model = x_model;
    if (!x_options.member_hidden.empty()) shape_networks(x_options, hidden_of(start), model);
    ForceObjective::set_parameters(model, parameters);
    for (std::size_t e = 0; e < factors.size(); ++e) model.elements[e].targets.front().factor = factors[e];
    return model;
  }

  void one(std::size_t start, FrameFitResult& result) {
    const std::uint64_t seed = x_options.seed + start - 1;
    if (x_options.start == nullptr || start > 1) {
      Random random{seed, 0x6672616d};
      make_networks(x_options, hidden_of(start), random, x_model);
      set_factor(x_data, x_split.training, x_model);
    }
    const auto scales = loss_scales(x_options, x_model.units);
    const auto frames = x_options.bootstrap ? bootstrap(x_split.training, seed) : x_split.training;
    ForceObjective training{x_data, frames, x_model, scales};
    ForceObjective validation{x_data, x_split.validation, x_model, scales};
    Method method = make_method(x_options, x_data, frames, seed, training);
    result.optimizer = method.words;
    result.parameters = training.parameters();
    if (x_options.say) x_options.say(plan_of(start, method, training));
    if (!x_log && !x_options.log.empty()) open_log(method, training);
    std::vector<double> parameters;
    ForceObjective::get_parameters(x_model, parameters);
    double lowest = 0;
    std::vector<double> own;  // the best parameters of this start
    std::size_t since = 0, epoch = 0;
    const auto everything = [&](Archive& archive) {
      archive.count(start);
      archive.count(epoch);
      archive.count(since);
      archive.number(lowest);
      archive.values(parameters);
      archive.values(own);
      archive.count(result.epochs);
      this->archive(archive);
      training.archive(archive);
      method.optimizer->archive(archive);
    };
    if (!x_saved.empty()) {
      Archive archive{std::exchange(x_saved, {})};
      everything(archive);
      ++epoch;
    }
    for (; epoch <= method.epochs; ++epoch) {
      if (epoch > 0 && !method.optimizer->epoch(parameters)) break;
      const FrameEpoch report = measure(start, epoch, parameters, training, validation);
      ++since;
      if (epoch == 0 || report.score() < lowest) {
        lowest = report.score();
        since = 0;
        own = parameters;
        if (x_best.empty() || lowest < x_best_epoch.score()) keep(report, parameters);
      }
      if (!std::isfinite(report.score())) fail("the loss is no longer finite after {} epochs", epoch);
      result.epochs += epoch > 0 ? 1 : 0;
      if (method.patience > 0 && since >= method.patience) break;
      if (epoch > 0) method.optimizer->observe(report.score());
      if (x_checkpoint.due()) {
        Archive archive;
        everything(archive);
        x_checkpoint.save(archive);
      }
    }
    if (!x_options.committee) return;
    auto& member = x_members.emplace_back();
    member.parameters = std::move(own);
    for (const auto& element : x_model.elements) member.factors.push_back(element.targets.front().factor);
  }

  std::string plan_of(std::size_t start, const Method& method, const ForceObjective& objective) const {
    auto words =
        fmt::format("{} parameters, {}, at most {} epochs", objective.parameters(), method.words, method.epochs);
    if (method.bytes > 0) words += fmt::format(", {:.3g} MB", 1e-6 * static_cast<double>(method.bytes));
    return x_options.starts > 1 ? fmt::format("start {}: {}", start, words) : words;
  }

  // What outlives a start.
  void archive(Archive& archive) {
    archive.number(x_seconds);
    if (archive.restoring()) x_before = x_seconds;
    archive.values(x_best);
    archive.count(x_best_epoch.start);
    archive.count(x_best_epoch.epoch);
    archive.number(x_best_epoch.seconds);
    archive.flag(x_best_epoch.has_validation);
    for (FrameErrors* errors : {&x_best_epoch.training, &x_best_epoch.validation}) {
      for (double* value :
           {&errors->energy, &errors->force, &errors->stress, &errors->energy_mean, &errors->force_mean,
            &errors->stress_mean, &errors->energy_loss, &errors->force_loss, &errors->stress_loss, &errors->loss}) {
        archive.number(*value);
      }
    }
    x_best_factors.resize(x_model.elements.size());
    archive.values(std::span{x_best_factors});
    std::size_t members = x_members.size();
    archive.count(members);
    x_members.resize(members);
    for (Member& member : x_members) {
      archive.values(member.parameters);
      archive.values(member.factors);
    }
    if (x_log) x_log->archive(archive);
  }

  // What a checkpoint must have been made for: frames, sets, and all that decides the way from there.
  std::string identity() const {
    Hash hash;
    x_data.add_to(hash);
    for (const auto& element : x_model.elements) {
      if (element.set.moments) {
        for (const auto& line : to_lines(*element.set.moments, element.element)) hash.add(line);
      }
      for (const auto& function : element.set.functions) hash.add(descriptor::to_text(function));
      for (const auto& input : element.inputs) hash.add(descriptor::to_text(input));
      for (const double value : element.network.parameters()) hash.add(nnpipe::to_text(value));
    }
    const auto& o = x_options;
    hash.add(fmt::format("{} {} {} {} {} {} {} {} {} {} {} {}", to_text(o.optimizer), o.epochs.value_or(0),
                         o.patience.value_or(0), o.validation, o.seed, o.starts, o.force_share, o.energy_scale,
                         o.force_scale, o.stress_scale, !o.log.empty(), o.committee ? -1 - o.l2 : o.l2));
    hash.add(fmt::format("{} {} {}", fmt::join(o.hidden, ","), fmt::join(o.activations, ","), to_string(o.init)));
    for (const auto& hidden : o.member_hidden) hash.add(fmt::format("{}", fmt::join(hidden, ",")));
    if (o.bootstrap) hash.add("bootstrap");
    return hash.hex();
  }

  FrameEpoch measure(std::size_t start, std::size_t epoch, const std::vector<double>& parameters,
                     ForceObjective& training, ForceObjective& validation) {
    const UnitFactors factors = factors_of(x_model.units);
    FrameEpoch report;
    report.start = start;
    report.epoch = epoch;
    report.training = in_table_units(training.errors(parameters), factors);
    report.has_validation = !x_split.validation.empty();
    if (report.has_validation) report.validation = in_table_units(validation.errors(parameters), factors);
    if (x_options.l2 > 0) {
      for (const double w : parameters) report.l2_loss += 0.5 * x_options.l2 * w * w;
    }
    x_seconds = x_before + std::chrono::duration<double>(std::chrono::steady_clock::now() - x_begin).count();
    report.seconds = x_seconds;
    if (x_log) x_log->add(report);
    if (x_options.progress) x_options.progress(report);
    return report;
  }

  void keep(const FrameEpoch& report, const std::vector<double>& parameters) {
    x_best = parameters;
    x_best_epoch = report;
    x_best_factors.clear();
    for (const auto& element : x_model.elements) x_best_factors.push_back(element.targets.front().factor);
  }

  void open_log(const Method& method, const ForceObjective& objective) {
    io::TableHeader header;
    header.units = x_model.units;
    header.set("optimizer", {method.words});
    header.set("parameters", {std::to_string(objective.parameters())});
    header.set("training-frames", {std::to_string(x_split.training.size())});
    header.set("validation-frames", {std::to_string(x_split.validation.size())});
    header.set("stored-frames", {std::to_string(x_data.kept())});
    header.set("memory-megabytes",
               {std::to_string(1 + ((x_data.frame_bytes() + x_data.bytes() + method.bytes) >> 20U))});
    if (x_data.disk_bytes() > 0) header.set("disk-megabytes", {std::to_string(1 + (x_data.disk_bytes() >> 20U))});
    header.set("scales", {fmt::format("energy {} force {} stress {}", x_options.energy_scale, x_options.force_scale,
                                      x_options.stress_scale)});
    header.set("seed", {std::to_string(x_options.seed)});
    x_log.emplace(x_options.log, std::move(header), x_options.labels, !x_split.validation.empty(), x_options.l2 > 0);
  }

  const FrameFitOptions& x_options;
  const FrameData& x_data;
  const Split& x_split;
  potential::Model x_model;
  Checkpoint x_checkpoint;
  std::string x_saved;  // what it held
  std::chrono::steady_clock::time_point x_begin;
  std::optional<FrameLog> x_log;
  std::vector<double> x_best;
  FrameEpoch x_best_epoch;
  std::vector<Member> x_members;
  std::vector<double> x_best_factors;  // of the outputs
  double x_before = 0, x_seconds = 0;  // of the runs that were killed; of all
};

}  // namespace

std::vector<std::string> frame_optimizer_names() {
  auto names = optimise::optimizer_names();
  names.emplace_back("kalman");
  return names;
}

namespace {

std::string cost_of(const FrameData& data, std::size_t memory) {
  const auto cost = data.cost();
  const double room = static_cast<double>(memory) - static_cast<double>(data.frame_bytes());
  std::string words = fmt::format("{} frames, their descriptors {:.3g} MB and {:.2g} s of one thread", data.size(),
                                  1e-6 * cost.bytes, cost.seconds);
  if (cost.bytes > room) {
    words += fmt::format("; about {:.0f} % are kept, the others computed anew each time",
                         std::clamp(100 * room / cost.bytes, 0.0, 100.0));
  }
  if (data.disk_bytes() > 0) {
    words += fmt::format("; {:.3g} MB of the frames lie on disk", 1e-6 * static_cast<double>(data.disk_bytes()));
  }
  return words;
}

std::map<std::string, std::string> structures_of(const FrameData& data) {
  std::map<std::string, std::string> structures;
  std::vector<Element> elements;
  for (std::size_t f = 0; f < data.size(); ++f) {
    const auto& frame = data.frame(f);
    elements.clear();
    for (const int species : frame.species) elements.push_back(data.elements()[static_cast<std::size_t>(species)]);
    structures.emplace(structure_hash(frame.cell, frame.positions, elements), frame.place);
  }
  return structures;
}

Reached reached_by(const FrameFitResult& result, const FrameFitOptions& options, UnitStyle units) {
  const UnitFactors factors = factors_of(units);
  const auto& errors = result.best.training;
  const auto scales = loss_scales(options, units);
  constexpr double weighty = 3;
  return {errors.energy / factors.energy, errors.force / factors.force, weighty * scales.energy, weighty * scales.force,
          result.epochs};
}

}  // namespace

FrameFitResult fit_frames(io::FrameReader& frames, const std::optional<descriptor::SetFile>& given,
                          const FrameFitOptions& asked) {
  FrameFitOptions options = asked;
  if (options.memory == 0) options.memory = physical_memory() / 2;
  if (options.start != nullptr) {
    if (options.zbl && options.start->zbl != options.zbl) fail("the start has another core repulsion, or none");
    options.zbl = options.start->zbl;
  }
  descriptor::SetFile sets;
  std::optional<FrameData> data;
  Repulsion repulsion{options.zbl};
  std::size_t stressed = 0;  // frames with a stress
  const auto look_at = [&](const Cell& cell, std::size_t atoms, double cutoff, UnitStyle units) {
    const auto line = options.warn ? too_many_neighbours(cell, atoms, cutoff, units) : "";
    if (!line.empty()) options.warn(line);
  };
  if (given) {
    sets = *given;
    data.emplace(sets, options.labels, options.memory);
    for (const Frame& frame : frames) {
      stressed += frame.virial ? 1 : 0;
      data->add(repulsion.taken_from(frame, frames.place()), frames.place());
    }
    if (data->size() > 0) {
      look_at(data->frame(0).cell, data->frame(0).positions.size(), data->maker().cutoff(), sets.units);
    }
  } else {
    descriptor::Survey survey;
    std::vector<std::pair<Frame, std::string>> read;
    for (const Frame& frame : frames) {
      with_place([&] { return frames.place(); }, [&] { survey.add(frame); });
      stressed += frame.virial ? 1 : 0;
      read.emplace_back(frame, frames.place());
    }
    if (!read.empty()) {
      const Frame& first = read.front().first;
      look_at(first.cell, first.size(), options.design.cutoff, first.units);
    }
    SetDesignOptions designing;
    designing.design = options.design;
    std::vector<Frame> some;
    const std::size_t stride = std::max<std::size_t>(1, read.size() / most_designing_frames);
    for (std::size_t f = 0; f < read.size(); f += stride) some.push_back(read[f].first);
    sets = design_sets(survey, some, designing).file;
    data.emplace(sets, options.labels, options.memory);
    for (auto& [frame, place] : read) {
      data->add(repulsion.taken_from(frame, place), place);
      frame = {};
    }
  }
  options.labels = data->labels();
  if (!options.labels.energies && !options.labels.forces && !options.labels.stress) {
    fail("nothing to fit: neither energies nor forces nor stress");
  }
  data->check_labels();
  const auto warn_of = [&](const std::vector<std::string>& lines) {
    for (const auto& line : lines) options.warn(line);
  };
  if (options.warn) {
    warn_of(suspicions(*data, sets.units));
    warn_of(implausible(*data, sets.units));
  }
  if (options.say) {
    if (stressed > 0 && !options.labels.stress)
      options.say(fmt::format("{} of {} frames have a stress, which is not fitted: --stress", stressed, data->size()));
    options.say(cost_of(*data, options.memory));
  }
  const Split split = split_samples(data->size(), options.validation, options.seed, "frames");
  potential::Model model;
  model.units = sets.units;
  model.kind = potential::InputKind::symmetry_functions;
  model.zbl = options.zbl;
  std::vector<std::string> dropped;
  if (options.start != nullptr) {
    std::vector<double> offsets;
    for (const auto& element : options.start->elements) offsets.push_back(element.energy_offset);
    if (offsets.size() == data->elements().size()) data->subtract_offsets(offsets);
    adopt(*options.start, sets, options, split.training, *data, model);
    model.made_by = options.start->made_by;
  } else {
    const auto offsets = offsets_of(options, *data, split.training);
    data->subtract_offsets(offsets);
    describe(options, sets, split.training, *data, model, dropped);
    for (std::size_t e = 0; e < offsets.size(); ++e) model.elements[e].energy_offset = offsets[e];
  }
  model.made_by = io::with_own_provenance(model.made_by);
  const auto decorrelations = transform(model, split.training, *data);
  for (std::size_t e = 0; options.start != nullptr && e < model.elements.size(); ++e) {
    decorrelations[e].enter(model.elements[e].network);
  }
  if (options.warn) warn_of(doubts(consistency(*data, split.training), *data, sets.units));
  FrameFitResult result = FrameFit{options, *data, split, std::move(model)}.run();
  if (options.warn) warn_of(little_learned(*data, split.training, reached_by(result, options, sets.units), sets.units));
  for (std::size_t e = 0; e < decorrelations.size(); ++e) {
    decorrelations[e].leave(result.model.elements[e].network);
    for (auto& member : result.members) decorrelations[e].leave(member.elements[e].network);
  }
  result.frames = data->size();
  if (options.remembers) result.structures = structures_of(*data);
  if (given) result.dropped = std::move(dropped);
  result.model.check();
  return result;
}

}  // namespace nnpipe::train
