#include "descriptor/calculator.hpp"

#include <algorithm>
#include <cmath>

#include "base/simd_targets.hpp"
#include "descriptor/radial_form-inl.h"

namespace nnpipe::descriptor {

namespace {

double whole_power(double base, int exponent) {
  double result = 1;
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1) result *= base;
    base *= base;
  }
  return result;
}

// exp[−η(r − R_s)²] f_c(r) and its derivative, thesis (A.9) with the f_c it lost.
ValueDerivative gaussian(double eta, double r_s, double r, const ValueDerivative& f) {
  const double d = r - r_s;
  const double e = std::exp(-eta * d * d);
  return {e * f.value, e * (f.derivative - 2 * eta * d * f.value)};
}

// 2^{1−ζ}(1 + λc)^ζ, or C(θ), and its derivative to c: (A.18) with the factors it lost.
ValueDerivative angular_factor(const AngularGroup& group, const AngularFunction& f, double c) {
  if (group.compact) {
    const double cosine = std::clamp(c, -1.0, 1.0);
    const auto [value, derivative] = evaluate(f.shape, f.low, f.high, std::acos(cosine));
    // dθ/dc = −1/sin θ. In line, what it multiplies is 0.
    constexpr double least = 1e-15;
    return {value, -derivative / std::sqrt(std::max(1 - cosine * cosine, least))};
  }
  const double base = 1 + f.lambda * c;
  if (base <= 0) return {0, 0};  // by rounding alone, at c = ∓1
  const double below = f.whole_zeta > 0 ? whole_power(base, f.whole_zeta - 1) : std::pow(base, f.zeta - 1);
  return {f.scale * below * base, f.scale * f.zeta * f.lambda * below};
}

}  // namespace

// The geometry of a triplet as one group sees it.
struct Calculator::Triplet {
  double cosine;         // of the angle at the centre
  double weight;         // w_j w_k, with w_jk for G4
  Vec3 side;             // r_k − r_j, Å
  double side_length;    // |r_k − r_j|; G4 only
  ValueDerivative w_jk;  // {1, 0} for G5
};

Calculator::Calculator(const Set& set, std::span<const Element> species) : x_plan{make_plan(set, species)} {
  if (!x_plan.moments.empty()) x_moments.emplace(x_plan.moments);
}

void Calculator::values(std::span<const Neighbour> neighbours, Workspace& workspace, std::span<double> values) const {
  auto& pairs = workspace.x_pairs;
  pairs.clear();
  workspace.x_cutoffs.clear();
  for (const auto& neighbour : neighbours) {
    const double r = norm(neighbour.r);
    pairs.push_back({neighbour.r / r, r, neighbour.species});
    for (const auto& group : x_plan.cutoffs) workspace.x_cutoffs.push_back(group(r));
  }
  std::fill(values.begin(), values.end(), 0.0);
  radial_values(workspace, values);
  for (const auto& group : x_plan.angulars) angular_values(group, workspace, values);
  if (x_moments) x_moments->values(neighbours, workspace.x_moments, values);
}

void Calculator::radial_values(Workspace& workspace, std::span<double> values) const {
  for (std::size_t j = 0; j < workspace.x_pairs.size(); ++j) {
    const auto& pair = workspace.x_pairs[j];
    const auto* f = workspace.x_cutoffs.data() + j * x_plan.cutoffs.size();
    for (const auto& g : x_plan.radials) {
      const double weight = x_plan.factor(g.species, pair.species);
      if (weight == 0 || pair.r >= x_plan.cutoffs[g.cutoff].radius) continue;
      double value = weight * f[g.cutoff].value, derivative = 0;
      if (g.exponential != no_exponential) value *= std::exp(-g.eta * (pair.r - g.r_s) * (pair.r - g.r_s));
      HWY_NAMESPACE::multiply(g.factor, pair.r, value, derivative);
      values[g.index] += value;
    }
  }
}

void Calculator::radial_gradient(std::span<const double> q, const Workspace& workspace,
                                 std::span<Vec3> gradient) const {
  for (std::size_t j = 0; j < workspace.x_pairs.size(); ++j) {
    const auto& pair = workspace.x_pairs[j];
    const auto* f = workspace.x_cutoffs.data() + j * x_plan.cutoffs.size();
    double slope = 0;  // Σ_s q_s dG_s/dr
    for (const auto& g : x_plan.radials) {
      const double weight = x_plan.factor(g.species, pair.species);
      if (weight == 0 || pair.r >= x_plan.cutoffs[g.cutoff].radius) continue;
      auto w = f[g.cutoff];
      if (g.exponential != no_exponential) w = gaussian(g.eta, g.r_s, pair.r, w);
      HWY_NAMESPACE::multiply(g.factor, pair.r, w.value, w.derivative);
      slope += q[g.index] * weight * w.derivative;
    }
    gradient[j] += slope * pair.u;
  }
}

// The neighbours that can take part in triplets of a group, with what depends on one of them alone.
void Calculator::select(const AngularGroup& group, Workspace& workspace) const {
  workspace.x_first.clear();
  workspace.x_second.clear();
  const double radius = x_plan.cutoffs[group.cutoff].radius;
  for (std::size_t j = 0; j < workspace.x_pairs.size(); ++j) {
    const auto& pair = workspace.x_pairs[j];
    const double first = x_plan.factor(group.first, pair.species), second = x_plan.factor(group.second, pair.species);
    if (pair.r >= radius || (first == 0 && second == 0)) continue;
    const auto& f = workspace.x_cutoffs[j * x_plan.cutoffs.size() + group.cutoff];
    auto& legs = first != 0 ? workspace.x_first : workspace.x_second;
    auto w = gaussian(group.eta, group.r_s, pair.r, f);
    if (group.first == weighted_species) w = {first * w.value, first * w.derivative};
    legs.push_back({j, pair.u, pair.r, w, 0});
  }
}

// Calls visit(leg of j, leg of k, triplet) once for each unordered pair of neighbours.
template <typename Visit>
void Calculator::for_triplets(const AngularGroup& group, Workspace& workspace, Visit&& visit) const {
  const auto& cutoff = x_plan.cutoffs[group.cutoff];
  const bool alike = group.first == group.second;
  auto& first = workspace.x_first;
  auto& second = alike ? workspace.x_first : workspace.x_second;
  for (std::size_t a = 0; a < first.size(); ++a) {
    for (std::size_t b = alike ? a + 1 : 0; b < second.size(); ++b) {
      auto& j = first[a];
      auto& k = second[b];
      Triplet triplet{dot(j.u, k.u), j.w.value * k.w.value, {}, 0, {1, 0}};
      if (group.three_sides) {
        triplet.side = k.r * k.u - j.r * j.u;
        triplet.side_length = norm(triplet.side);
        if (triplet.side_length >= cutoff.radius) continue;
        triplet.w_jk = gaussian(group.eta, group.r_s, triplet.side_length, cutoff(triplet.side_length));
        triplet.weight *= triplet.w_jk.value;
      }
      visit(j, k, triplet);
    }
  }
}

void Calculator::angular_values(const AngularGroup& group, Workspace& workspace, std::span<double> values) const {
  select(group, workspace);
  for_triplets(group, workspace, [&](const auto&, const auto&, const Triplet& triplet) {
    for (const auto& term : group.functions) {
      values[term.index] += triplet.weight * angular_factor(group, term, triplet.cosine).value;
    }
  });
}

// With V = Σ_t q_t V_t(cos θ), a triplet's part is w_j w_k w_jk V: a product of functions of r_ij, r_ik, r_jk and cos
// θ.
void Calculator::angular_gradient(const AngularGroup& group, std::span<const double> q, Workspace& workspace,
                                  std::span<Vec3> gradient) const {
  const bool wanted = std::any_of(group.functions.begin(), group.functions.end(),
                                  [&](const AngularFunction& term) { return q[term.index] != 0; });
  if (!wanted) return;
  select(group, workspace);
  for_triplets(group, workspace, [&](auto& j, auto& k, const Triplet& triplet) {
    ValueDerivative v;
    for (const auto& term : group.functions) {
      const auto [value, derivative] = angular_factor(group, term, triplet.cosine);
      v.value += q[term.index] * value;
      v.derivative += q[term.index] * derivative;
    }
    j.gradient += k.w.value * triplet.w_jk.value * v.value;
    k.gradient += j.w.value * triplet.w_jk.value * v.value;
    // ∂cos θ/∂r_j = (u_k − cos θ u_j)/r_ij, thesis (A.19).
    const double by_cosine = triplet.weight * v.derivative;
    gradient[j.neighbour] += by_cosine / j.r * (k.u - triplet.cosine * j.u);
    gradient[k.neighbour] += by_cosine / k.r * (j.u - triplet.cosine * k.u);
    if (group.three_sides) {
      // ∂r_jk/∂r_k = r_jk/r_jk, ∂r_jk/∂r_j the opposite.
      const double by_side = j.w.value * k.w.value * triplet.w_jk.derivative * v.value;
      const Vec3 along = by_side / triplet.side_length * triplet.side;
      gradient[j.neighbour] -= along;
      gradient[k.neighbour] += along;
    }
  });
  for (const auto* legs : {&workspace.x_first, &workspace.x_second}) {
    for (const auto& leg : *legs) gradient[leg.neighbour] += leg.gradient * leg.w.derivative * leg.u;
  }
}

void Calculator::gradient(std::span<const double> q, Workspace& workspace, std::span<Vec3> gradient) const {
  radial_gradient(q, workspace, gradient);
  for (const auto& group : x_plan.angulars) angular_gradient(group, q, workspace, gradient);
  if (x_moments) x_moments->gradient(q, workspace.x_moments, gradient);
}

void Calculator::derivatives(Workspace& workspace, std::span<Vec3> derivatives) const {
  const std::size_t neighbours = workspace.x_pairs.size();
  std::fill(derivatives.begin(), derivatives.end(), Vec3{});
  auto& one = workspace.x_one;
  one.assign(x_plan.size, 0.0);
  for (std::size_t s = 0; s < x_plan.size; ++s) {
    one[s] = 1;
    gradient(one, workspace, derivatives.subspan(s * neighbours, neighbours));
    one[s] = 0;
  }
}

}  // namespace nnpipe::descriptor
