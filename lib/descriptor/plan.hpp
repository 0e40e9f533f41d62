// What the functions of a set are made of, worked out once: which sums over neighbours of which species, within which
// cutoffs, make which function. The scalar reference, the training Jacobian and the force kernel follow it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "descriptor/cutoff.hpp"
#include "descriptor/moment_plan.hpp"
#include "descriptor/radial_form.hpp"
#include "descriptor/set.hpp"

namespace nnpipe::descriptor {

// In place of a species: neighbours of all, weighted with their atomic numbers.
inline constexpr int weighted_species = -1;
// In place of an exponential: none.
inline constexpr std::size_t no_exponential = static_cast<std::size_t>(-1);

// One f_c of one radius, or one compact function of the distance.
struct DistanceShape {
  CutoffFunction function;
  double radius;  // Å; 0 from there on
  bool compact = false;
  CompactShape shape{};
  double low = 0;  // Å

  ValueDerivative operator()(double r) const {
    return compact ? evaluate(shape, low, radius, r) : evaluate(function, radius, r);
  }
  friend bool operator==(const DistanceShape&, const DistanceShape&) = default;
};

// exp[−η(r − R_s)²].
struct Gaussian {
  double eta, r_s;
  friend bool operator==(const Gaussian&, const Gaussian&) = default;
};

// Σ_j e(r_ij) g(r_ij) f_c(r_ij) over neighbours of one species: e an exponential, g a factor; either may be 1.
struct RadialFunction {
  std::size_t index;  // in the set
  int species;        // or `weighted_species`
  std::size_t cutoff;
  std::size_t exponential;  // or `no_exponential`
  double eta, r_s;          // of the exponential; else 0
  RadialFactor factor;
};

// 2^{1−ζ}(1 + λ cos θ)^ζ, or C(θ) of a group that is compact.
struct AngularFunction {
  std::size_t index;  // in the set
  double zeta, lambda;
  double scale;    // 2^{1−ζ}
  int whole_zeta;  // ζ where it is a whole number up to 1024, else 0
  CompactShape shape;
  double low, high;  // radians
};

// Functions of the same Σ_{j<k} w_j w_k [w_jk], w(r) = exp[−η(r − R_s)²] f_c(r).
struct AngularGroup {
  bool three_sides, compact;  // w_jk too; C(θ), without an exponential
  int first, second;          // species of the two neighbours, or both `weighted_species`
  std::size_t cutoff;
  std::size_t exponential;  // or `no_exponential`
  double eta, r_s;
  std::vector<AngularFunction> functions;
};

struct SetPlan {
  std::size_t size = 0;                // functions of the set
  double cutoff = 0;                   // of the set, Å
  std::vector<double> charges;         // Z of each species
  std::vector<DistanceShape> cutoffs;  // all different ones
  std::vector<Gaussian> exponentials;  // all different ones
  std::vector<RadialFunction> radials;
  std::vector<AngularGroup> angulars;
  MomentPlan moments;

  // What a neighbour of some species counts in a function of `wanted` ones; 0: nothing.
  double factor(int wanted, int species) const {
    if (wanted == weighted_species) return charges[static_cast<std::size_t>(species)];
    return wanted == species ? 1 : 0;
  }
};

// species[s] is the element that species s means; functions of other elements are left out: they are 0.
SetPlan make_plan(const Set& set, std::span<const Element> species);

}  // namespace nnpipe::descriptor
