#include "train/frames/hole_closing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "train/frames/force_objective.hpp"
#include "train/frames/frame_method.hpp"
#include "train/frames/starts.hpp"

namespace nnpipe::train {

namespace {

// Of guards, one after the other as long as there are holes.
constexpr double guard_weights[] = {1, 10, 100};
// A fit with guards has this part of the epochs, and at least so many.
constexpr std::size_t part_of_epochs = 10, least_epochs = 10;
constexpr std::size_t most_looks = 20;  // for holes, in one fit
// Scores that are higher by less than this part are as good.
constexpr double as_good = 0.01;

// The potentials that networks are to be: with what they are a part of.
struct Potentials {
  potential::Model model;
  std::vector<potential::Model> members;

  Potentials(const FrameProblem& problem, const potential::Model& networks, std::vector<potential::Model> others = {})
      : model{networks}, members{std::move(others)} {
    if (!problem.complete) return;
    problem.complete(model);
    for (auto& member : members) problem.complete(member);
  }
};

// Keeps the parameters with the shallowest hole, of those alike the ones with the lowest score.
class ShallowestHole : public Callback {
 public:
  using Look = std::function<double(std::span<const double> parameters)>;  // the depth of the deepest hole, eV
  ShallowestHole(Look look, std::size_t epochs) : x_look{std::move(look)}, x_every{1 + (epochs - 1) / most_looks} {}

  bool after(const EpochReport& report, std::span<const double> parameters) override {
    if (report.epoch == 0 && x_first) return false;
    if (report.epoch % x_every != 0) return false;
    const double depth = x_look(parameters);
    if (!x_first) x_first = report.score();
    if (std::sqrt(report.score()) > (1 + most_loss_by_guards) * std::sqrt(*x_first)) return false;
    const bool better = depth < x_depth || (depth == x_depth && report.score() < x_report.score());
    if (better) {
      x_depth = depth;
      x_report = report;
      x_parameters.assign(parameters.begin(), parameters.end());
    }
    return x_depth == 0 && x_report.score() <= (1 + as_good) * *x_first;
  }

  bool closed() const { return x_depth == 0; }
  double depth() const { return x_depth; }
  const EpochReport& report() const { return x_report; }
  const std::vector<double>& parameters() const { return x_parameters; }

 private:
  Look x_look;
  std::size_t x_every;
  std::optional<double> x_first;
  double x_depth = std::numeric_limits<double>::infinity();
  EpochReport x_report;
  std::vector<double> x_parameters;
};

class GuardedFit {
 public:
  GuardedFit(FrameProblem& problem, const FrameOptions& options, const FitOptions& fit,
             const std::vector<InputMap>& maps, const ContactSearch& contacts)
      : x_problem{problem}, x_options{options}, x_fit{fit}, x_maps{maps}, x_contacts{contacts} {
    problem.data.describe_guards();
  }

  // What the networks' errors are afterwards; nothing where they are as good as they can be.
  std::optional<EpochReport> improve(potential::Model& networks, std::size_t start) {
    auto model = networks;
    for (std::size_t e = 0; e < x_maps.size(); ++e) x_maps[e].enter(model.elements[e].network);
    std::vector<double> begin;
    ForceObjective::get_parameters(model, begin);
    const auto look = [&](std::span<const double> parameters) {
      Potentials all{x_problem, networks_of(model, parameters)};
      return deepest(mend(all.model, all.members, &x_contacts));
    };
    std::optional<ShallowestHole> kept;
    for (const double weight : guard_weights) {
      x_problem.data.weigh_guards(weight);
      if (fit(model, begin, look, start, kept)) break;
    }
    x_problem.data.weigh_guards(1);
    if (kept->report().epoch == 0) return {};
    networks = networks_of(model, kept->parameters());
    return kept->report();
  }

 private:
  // True: no hole is left, or no time.
  bool fit(const potential::Model& model, const std::vector<double>& begin, const ShallowestHole::Look& look,
           std::size_t start, std::optional<ShallowestHole>& kept) {
    const auto& data = x_problem.data;
    const auto& split = x_problem.split;
    const auto scales = loss_scales(x_options, data.labels(), model.units);
    const std::uint64_t seed = x_fit.seed + start - 1;
    const auto frames = x_options.bootstrap ? bootstrap(split.training, seed) : split.training;
    auto guarded = frames;
    for (std::size_t g = 0; g < data.guards(); ++g) guarded.push_back(data.size() + g);
    ForceObjective measured{data, frames, model, scales, x_options.robust};
    ForceObjective objective{data, guarded, model, scales, x_options.robust};
    ForceObjective validation{data, split.validation, model, scales, x_options.robust};
    const FrameMethod method = make_method(x_options, x_fit, data, guarded, seed, objective);
    const std::size_t epochs = std::min(method.epochs, std::max(least_epochs, method.epochs / part_of_epochs));
    if (!kept) kept.emplace(look, epochs);
    Stopwatch stopwatch;
    Pace pace{epochs, x_fit.limit};
    Callback* callbacks[] = {&*kept};
    auto parameters = begin;
    train::run({.optimizer = *method.optimizer,
                .objective = objective,
                .training = measure_of(measured, model.units),
                .validation = split.validation.empty() ? Measure{} : measure_of(validation, model.units),
                .cautious = split.validation.size() < few_held_out,
                .start = start,
                .epochs = epochs,
                .l2 = x_fit.l2,
                .callbacks = callbacks,
                .stopwatch = stopwatch,
                .pace = &pace},
               parameters);
    return kept->closed() || x_fit.limit.over();
  }

  potential::Model networks_of(const potential::Model& model, std::span<const double> parameters) const {
    auto networks = model;
    ForceObjective::set_parameters(networks, parameters);
    for (std::size_t e = 0; e < x_maps.size(); ++e) x_maps[e].leave(networks.elements[e].network);
    return networks;
  }

  FrameProblem& x_problem;
  const FrameOptions& x_options;
  const FitOptions& x_fit;
  const std::vector<InputMap>& x_maps;
  const ContactSearch& x_contacts;
};

// A steeper repulsion for all networks, where that is enough; else the one they had.
std::vector<Hole> mend_all(const FrameProblem& problem, const ContactSearch& contacts, FitResult& result) {
  Potentials all{problem, result.model, result.members};
  auto left = mend(all.model, all.members, &contacts);
  result.model.zbl = all.model.zbl;
  for (auto& member : result.members) member.zbl = all.model.zbl;
  return left;
}

bool has_hole(const FrameProblem& problem, const ContactSearch& contacts, const potential::Model& networks) {
  Potentials one{problem, networks};
  return !mend(one.model, one.members, &contacts).empty();
}

void take_errors(const EpochReport& found, EpochReport& best) {
  best.training = found.training;
  best.validation = found.validation;
  best.l2_loss = found.l2_loss;
}

}  // namespace

std::vector<Hole> close_holes(FrameProblem& problem, const FrameOptions& options, const FitOptions& fit,
                              const std::vector<InputMap>& maps, FitResult& result) {
  if (!options.zbl_auto || options.zbl) return {};
  const ContactSearch contacts{problem.data};
  const auto wall = result.model.zbl;
  auto left = mend_all(problem, contacts, result);
  if (left.empty() || problem.data.guards() == 0) return left;
  const double before = result.best.score();
  result.model.zbl = wall;
  for (auto& member : result.members) member.zbl = wall;
  GuardedFit guarded{problem, options, fit, maps, contacts};
  if (result.members.empty()) {
    if (const auto found = guarded.improve(result.model, result.best.start)) take_errors(*found, result.best);
  }
  for (std::size_t m = 0; m < result.members.size(); ++m) {
    if (!has_hole(problem, contacts, result.members[m])) continue;
    const auto found = guarded.improve(result.members[m], m + 1);
    if (m + 1 != result.best.start) continue;
    result.model = result.members[m];
    if (found) take_errors(*found, result.best);
  }
  left = mend_all(problem, contacts, result);
  if (options.say) {
    options.say(fmt::format(
        "the energy fell at distances without data: more epochs with guards, loss {:.4g} before, {:.4g} after, {}",
        before, result.best.score(), left.empty() ? "it rises now" : "it still falls"));
  }
  return left;
}

}  // namespace nnpipe::train
