#include "train/frames/describe.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "io/provenance.hpp"
#include "train/frames/short_range.hpp"

namespace nnpipe::train {

namespace {

// Directions with less of the variance than this, relative to the strongest, are not amplified further.
constexpr double decorrelation_floor = 5e-2;

using Scaling = std::vector<descriptor::ColumnScaling>;

// Scalings of what changes; other functions leave the set. Whether any did.
bool learn_scaling(FrameProblem& problem, std::size_t e, descriptor::ScalingMethod method, Scaling& scaling,
                   std::vector<std::string>& dropped) {
  auto& set = problem.sets.sets[e];
  const auto learned = problem.data.learn(e, problem.split.training).finish(method);
  std::vector<descriptor::SymmetryFunction> kept;
  for (std::size_t s = 0; s < learned.size(); ++s) {
    if (learned[s]) {
      kept.push_back(set.functions[s]);
      scaling.push_back(*learned[s]);
    } else {
      dropped.push_back(name_of(set.functions[s]));
    }
  }
  if (kept.empty()) fail("no function of {} distinguishes its atoms", set.centre.symbol());
  const bool fewer = kept.size() < set.functions.size();
  set.functions = std::move(kept);
  return fewer;
}

potential::Model begun(const FrameProblem& problem) {
  potential::Model model;
  model.units = problem.sets.units;
  model.kind = potential::InputKind::symmetry_functions;
  model.zbl = problem.zbl;
  model.shortest = problem.shortest;
  return model;
}

}  // namespace

potential::Model describe(FrameProblem& problem, descriptor::ScalingMethod method, std::vector<std::string>& dropped) {
  auto& sets = problem.sets.sets;
  std::vector<Scaling> scaling;
  for (bool again = true; again;) {
    again = false;
    problem.data.describe(problem.memory_left());
    scaling.assign(sets.size(), {});
    for (std::size_t e = 0; e < sets.size(); ++e) {
      again = learn_scaling(problem, e, method, scaling[e], dropped) || again;
    }
    if (again) problem.data.replace_sets(problem.sets);
  }
  potential::Model model = begun(problem);
  for (std::size_t e = 0; e < sets.size(); ++e) {
    auto& element = model.elements.emplace_back();
    element.element = sets[e].centre;
    element.set = sets[e];
    element.inputs = scaling[e];
    element.targets = {{"energy", problem.shifts[e], 1}};
    element.energy_offset = problem.offsets[e];
  }
  note_fewest_neighbours(problem.data, nullptr, model);
  model.made_by = io::with_own_provenance({});
  return model;
}

potential::Model describe_by(const potential::Model& start, FrameProblem& problem, descriptor::ScalingMethod method) {
  const auto& sets = problem.sets;
  if (start.kind != potential::InputKind::symmetry_functions)
    fail("the start is not a potential of symmetry functions");
  check_same_units(start.units, "the start", sets.units, "the set");
  if (start.elements.size() != sets.sets.size()) {
    fail("the start has {} networks, the set {} elements", start.elements.size(), sets.sets.size());
  }
  for (std::size_t e = 0; e < sets.sets.size(); ++e) {
    if (!start.elements[e].linear.empty()) {
      fail("the start has linear weights beside the network of {}, expected a network alone",
           sets.sets[e].centre.symbol());
    }
    if (start.elements[e].set != sets.sets[e]) {
      fail("the start has other functions of {} than the set", sets.sets[e].centre.symbol());
    }
  }
  potential::Model model = begun(problem);
  model.elements = start.elements;
  problem.data.describe(problem.memory_left());
  for (std::size_t e = 0; e < sets.sets.size(); ++e) {
    const auto learned = problem.data.learn(e, problem.split.training).finish(method);
    for (std::size_t s = 0; s < learned.size(); ++s) {
      if (!learned[s]) continue;
      auto& input = model.elements[e].inputs[s];
      input.low = std::min(input.low, learned[s]->low);
      input.high = std::max(input.high, learned[s]->high);
    }
  }
  note_fewest_neighbours(problem.data, &start, model);
  model.made_by = io::with_own_provenance(start.made_by);
  return model;
}

std::vector<InputMap> decorrelate(FrameProblem& problem, const potential::Model& model) {
  std::vector<InputMap> maps;
  std::vector<InputTransform> transforms;
  for (std::size_t e = 0; e < model.elements.size(); ++e) {
    auto& mine = transforms.emplace_back(model.elements[e].inputs);
    maps.push_back(
        InputMap::decorrelation(problem.data.covariance(e, problem.split.training, mine), decorrelation_floor));
    mine.follow(maps.back());
  }
  problem.data.transform(std::move(transforms));
  return maps;
}

}  // namespace nnpipe::train
