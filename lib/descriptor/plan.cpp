#include "descriptor/plan.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace nnpipe::descriptor {

namespace {

template <typename Value>
std::size_t find_or_add(std::vector<Value>& values, const Value& value) {
  const auto found = std::find(values.begin(), values.end(), value);
  if (found != values.end()) return static_cast<std::size_t>(found - values.begin());
  values.push_back(value);
  return values.size() - 1;
}

std::optional<int> species_of(Element element, std::span<const Element> species) {
  const auto found = std::find(species.begin(), species.end(), element);
  if (found == species.end()) return std::nullopt;
  return static_cast<int>(found - species.begin());
}

std::size_t cutoff_of(SetPlan& plan, const SymmetryFunction& function) {
  return find_or_add(plan.cutoffs, {function.cutoff_function, function.cutoff, is_compact(function.type),
                                    function.shape, function.low});
}

std::size_t exponential_of(SetPlan& plan, const SymmetryFunction& function) {
  return find_or_add(plan.exponentials, {function.eta, function.r_s});
}

RadialFactor factor_of(const SymmetryFunction& function) {
  if (function.type == FunctionType::g3 && function.kappa != 0) return {RadialForm::cosine, function.kappa};
  if (function.type == FunctionType::bessel) return {RadialForm::bessel, function.kappa};
  return {};
}

void add_radial(SetPlan& plan, const SymmetryFunction& function, std::size_t index, int species) {
  RadialFunction radial{index, species, cutoff_of(plan, function), no_exponential, 0, 0, factor_of(function)};
  if (has_exponential(function.type)) {
    radial.exponential = exponential_of(plan, function);
    radial.eta = function.eta;
    radial.r_s = function.r_s;
  }
  plan.radials.push_back(radial);
}

void add_angular(SetPlan& plan, const SymmetryFunction& function, std::size_t index, int first, int second) {
  const bool compact = is_compact(function.type);
  const std::size_t cutoff = cutoff_of(plan, function);
  const AngularGroup wanted{is_narrow(function.type),
                            compact,
                            first,
                            second,
                            cutoff,
                            compact ? no_exponential : exponential_of(plan, function),
                            function.eta,
                            function.r_s,
                            {}};
  auto group = std::find_if(plan.angulars.begin(), plan.angulars.end(), [&](const AngularGroup& each) {
    return each.three_sides == wanted.three_sides && each.first == first && each.second == second &&
           each.cutoff == cutoff && each.exponential == wanted.exponential;
  });
  if (group == plan.angulars.end()) group = plan.angulars.insert(group, wanted);
  constexpr double largest_whole = 1024, radian = std::numbers::pi / 180;
  const bool whole = function.zeta == std::floor(function.zeta) && function.zeta <= largest_whole;
  group->functions.push_back({index, function.zeta, function.lambda, std::exp2(1 - function.zeta),
                              whole ? static_cast<int>(function.zeta) : 0, function.shape, radian * function.angle_low,
                              radian * function.angle_high});
}

}  // namespace

SetPlan make_plan(const Set& set, std::span<const Element> species) {
  SetPlan plan;
  plan.size = set.functions.size();
  plan.cutoff = set.cutoff();
  for (const Element element : species) plan.charges.push_back(element.number);
  for (std::size_t index = 0; index < set.functions.size(); ++index) {
    const auto& function = set.functions[index];
    if (is_moment(function.type)) continue;
    const bool all = is_weighted(function.type);
    const auto first = all ? std::optional{weighted_species} : species_of(function.first, species);
    if (!first) continue;
    if (!is_angular(function.type)) {
      add_radial(plan, function, index, *first);
    } else if (const auto second = all ? first : species_of(function.second, species)) {
      add_angular(plan, function, index, *first, *second);
    }
  }
  plan.moments = make_moment_plan(set, species);
  return plan;
}

}  // namespace nnpipe::descriptor
