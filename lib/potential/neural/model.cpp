#include "potential/neural/model.hpp"

#include <algorithm>
#include <cmath>

#include "atoms/bounds.hpp"
#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "descriptor/monomials.hpp"
#include "descriptor/scaling_limits.hpp"

namespace nnpipe::potential {

namespace {

void check_name(const std::string& name, std::string_view what) {
  if (name.empty()) fail("{} without a name", what);
  if (name.find_first_of(" \t\r\n=") != std::string::npos) fail("name '{}' of {} has white space or =", name, what);
}

// Finite, and far enough from the largest number that what is computed with it stays finite, too.
void check_size(double value, std::string_view what) {
  constexpr double most = 1e100;
  if (!std::isfinite(value)) fail("{} is not finite", what);
  if (std::abs(value) > most) fail("{} is {}, expected a size up to {}", what, value, most);
}

template <typename Named>
void check_once(const std::vector<Named>& all, std::string_view what) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (all[i].name == all[j].name) fail("{} {} is given twice", what, all[i].name);
    }
  }
}

void check_set(const ElementModel& model) {
  if (model.set.centre != model.element) fail("the symmetry functions are centred on {}", model.set.centre.symbol());
  const auto& functions = model.set.functions;
  for (auto function = functions.begin(); function != functions.end(); ++function) {
    if (std::find(functions.begin(), function, *function) != function) {
      fail("function '{}' is given twice", name_of(*function));
    }
  }
  for (const auto& function : model.set.functions) {
    descriptor::parse_symmetry_function(to_text(function));  // what a file may not say, no model has
    if (function.centre != model.element) fail("function '{}' has another centre", name_of(function));
  }
  check_moments(model.set);
  if (model.set.functions.size() != model.inputs.size()) {
    fail("{} symmetry functions, but {} inputs", model.set.functions.size(), model.inputs.size());
  }
}

void check_element(const ElementModel& model, InputKind kind) {
  const auto& network = model.network;
  if (network.layers() == 0) fail("no network");
  if (model.degree != 1 && kind != InputKind::columns) fail("a polynomial without a table's columns");
  const std::size_t inputs =
      model.degree == 1 ? model.inputs.size() : descriptor::Monomials{model.inputs.size(), model.degree}.size();
  if (inputs != network.inputs()) fail("{} inputs, but the network takes {}", inputs, network.inputs());
  if (model.targets.size() != network.outputs()) {
    fail("{} targets, but the network gives {}", model.targets.size(), network.outputs());
  }
  for (const auto& input : model.inputs) {
    check_name(input.name, "input");
    with_place([&] { return "input " + input.name; }, [&] { check(input); });
  }
  check_once(model.inputs, "input");
  check_once(model.targets, "target");
  for (const auto& target : model.targets) {
    check_name(target.name, "target");
    check_size(target.offset, "offset of target " + target.name);
    check_size(target.factor, "factor of target " + target.name);
  }
  check_size(model.energy_offset, "energy offset");
  if (!model.linear.empty() && kind != InputKind::symmetry_functions) fail("linear weights without symmetry functions");
  if (!model.linear.empty() && model.linear.size() != model.inputs.size()) {
    fail("{} linear weights, but {} inputs", model.linear.size(), model.inputs.size());
  }
  for (const double weight : model.linear) check_size(weight, "a linear weight");
  for (const double value : network.parameters()) check_size(value, "a network parameter");
  if (kind == InputKind::symmetry_functions) check_set(model);
  if (kind != InputKind::symmetry_functions && !(model.set.functions.empty() && !model.set.moments))
    fail("symmetry functions without use");
  if (kind == InputKind::distance && network.inputs() != 1) {
    fail("a pair potential has one input, got {}", network.inputs());
  }
  if (kind != InputKind::columns && network.outputs() != 1) {
    fail("a potential has one output, got {}", network.outputs());
  }
}

}  // namespace

std::vector<Element> Model::species() const {
  std::vector<Element> species;
  for (const auto& element : elements) species.push_back(element.element);
  return species;
}

double Model::shortest_distance(int a, int b) const {
  return shortest_distance(elements.at(static_cast<std::size_t>(a)).element,
                           elements.at(static_cast<std::size_t>(b)).element);
}

std::string Model::function_name(int species, int function) const {
  const auto& set = elements.at(static_cast<std::size_t>(species)).set;
  return name_of(set.functions.at(static_cast<std::size_t>(function)));
}

double Model::shortest_distance(Element a, Element b) const {
  for (const auto& pair : shortest) {
    if ((pair.first == a && pair.second == b) || (pair.first == b && pair.second == a)) return pair.distance;
  }
  return 0;
}

std::size_t Model::fewest_neighbours(Element element) const {
  for (const auto& one : fewest) {
    if (one.element == element) return one.neighbours;
  }
  return 0;
}

void Model::check() const {
  if (elements.empty()) fail("the model has no network");
  if (kind != InputKind::symmetry_functions && elements.size() != 1) {
    fail("a model of this kind has one network, got {}", elements.size());
  }
  if (kind != InputKind::columns && !has_units(units)) fail("a potential needs units metal or lj, got none");
  if (kind == InputKind::distance) {
    if (!(cutoff > 0 && std::isfinite(cutoff))) fail("a pair potential needs a cutoff above 0, got {}", cutoff);
    check_cutoff("cutoff", cutoff);
  }
  for (const auto& pair : shortest) {
    if (!(pair.distance > 0 && std::isfinite(pair.distance))) {
      fail("the shortest distance of {} and {} is {}", pair.first.symbol(), pair.second.symbol(), pair.distance);
    }
  }
  dispute.check();
  if (zbl) {
    zbl->check();
    if (kind == InputKind::columns) fail("zbl without a potential");
    expect_metal(units, "zbl");
  }
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const auto& element = elements[i];
    with_place([&] { return "network " + std::string{element.element.symbol()}; },
               [&] { check_element(element, kind); });
    for (std::size_t j = 0; j < i; ++j) {
      if (elements[j].element == element.element) fail("element {} has two networks", element.element.symbol());
    }
  }
}

Dispute dispute_of(std::span<const Model> members) {
  if (members.size() < 2) return {};
  const auto& first = members.front().dispute;
  return std::all_of(members.begin(), members.end(), [&](const Model& one) { return one.dispute == first; })
             ? first
             : Dispute{};
}

double Model::range() const {
  if (kind != InputKind::symmetry_functions) return cutoff;
  double largest = 0;
  for (const auto& element : elements) largest = std::max(largest, element.set.cutoff());
  return largest;
}

}  // namespace nnpipe::potential
