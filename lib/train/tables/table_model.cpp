#include "train/tables/table_model.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "base/text.hpp"
#include "potential/descriptor_header.hpp"

namespace nnpipe::train {

namespace {

using potential::InputKind;

std::vector<std::string> words_of(const io::TableHeader& header, std::string_view key) {
  std::vector<std::string> words;
  for (const auto& value : header.find(key)) {
    for (const auto word : split(value)) words.emplace_back(word);
  }
  return words;
}

std::string only(const io::TableHeader& header, std::string_view key) {
  const auto values = header.find(key);
  if (values.size() != 1) fail("the header of a table of pairs has {} lines '{}', expected one", values.size(), key);
  return values.front();
}

void describe_pair(const io::TableHeader& header, potential::Model& model) {
  model.kind = InputKind::distance;
  model.cutoff = to_finite(only(header, "cutoff"), "cutoff");
  model.elements.front().element = element_of(only(header, "element"));
  // What was shifted to 0 at the cutoff ends at 0, whatever the error of the fit there.
  const auto shift = header.find("shift");
  if (shift == std::vector<std::string>{"yes"}) model.pair_end = potential::PairEnd::shifted;
}

// The chosen inputs' functions and scalings, in the order chosen.
void describe_inputs(const potential::DescriptorHeader& descriptor, const std::vector<std::string>& inputs,
                     bool with_set, potential::ElementModel& element) {
  if (with_set) {
    element.element = descriptor.set->centre;
    element.set.centre = descriptor.set->centre;
    element.set.moments = descriptor.set->moments;
  }
  for (const auto& name : inputs) {
    const auto at = std::find(descriptor.inputs.begin(), descriptor.inputs.end(), name);
    const auto i = static_cast<std::size_t>(at - descriptor.inputs.begin());
    const bool known = at != descriptor.inputs.end();
    if (with_set) {
      if (!known) fail("input {} is none of the table's symmetry functions", name);
      element.set.functions.push_back(descriptor.set->functions[i]);
    }
    if (!descriptor.scaling.empty()) {
      if (!known) fail("input {} is not scaled, unlike the inputs the table names", name);
      element.inputs.push_back(descriptor.scaling[i]);
    } else {
      element.inputs.push_back({name, 0, 1, 0, 0});
    }
  }
}

}  // namespace

TableModel table_model(const io::TableHeader& header, std::vector<std::string> inputs,
                       std::vector<std::string> targets) {
  const auto descriptor = potential::descriptor_header(header);
  if (inputs.empty()) inputs = descriptor.inputs;
  if (targets.empty()) targets = words_of(header, "targets");
  for (const auto& [names, what] : {std::pair{&inputs, "inputs"}, std::pair{&targets, "targets"}}) {
    if (names->empty() && names == &targets && descriptor.set) {
      fail(
          "the table has symmetry functions but no site energies, expected those of site samples, or of whole frames "
          "their frames, by fit-mlp --set; it has: {}",
          join(header.fields, " "));
    }
    if (names->empty()) {
      fail("the table does not say which columns are {}: name them with --{}; it has: {}", what, what,
           join(header.fields, " "));
    }
  }
  TableModel result;
  auto& model = result.model;
  result.scaled = !descriptor.scaling.empty();
  model.units = header.units;
  model.made_by = header.made_by;
  model.elements.resize(1);
  auto& element = model.elements.front();
  const bool energy = targets == std::vector<std::string>{"energy"};
  const bool with_set = descriptor.set.has_value() && energy;
  model.kind = with_set ? InputKind::symmetry_functions : InputKind::columns;
  if (!with_set && energy && inputs.size() == 1 && header.find("kind") == std::vector<std::string>{"pair"}) {
    describe_pair(header, model);
  }
  if (model.kind != InputKind::columns && !has_units(model.units)) {
    fail("the table has no units, which a potential needs: metal or lj");
  }
  describe_inputs(descriptor, inputs, with_set, element);
  for (auto& name : targets) element.targets.push_back({std::move(name), 0, 1});
  return result;
}

void learn_inputs(Dataset& data, potential::ElementModel& element, descriptor::ScalingMethod method,
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

}  // namespace nnpipe::train
