// What JacobianCalculator computes, worked out once: functions grouped by what they share, padded to whole vectors.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "descriptor/calculator.hpp"
#include "descriptor/jacobian.hpp"
#include "descriptor/moment_jacobian.hpp"
#include "descriptor/plan.hpp"

namespace nnpipe::descriptor {

// Lists of functions are padded to a multiple of this: whole vectors on every machine.
inline constexpr std::size_t padding = 8;
constexpr std::size_t padded(std::size_t n) { return (n + padding - 1) / padding * padding; }

// Radial functions of one neighbour species and one f_c. One entry a function; padding has η = 0.
struct JacobianRadial {
  int species;
  std::size_t cutoff;
  std::vector<std::size_t> index;  // in the set
  std::vector<double> eta, r_s;    // padded
  std::vector<RadialFactor> factors;
};

// Functions of a family with the same w(r) = exp[−η(r − R_s)²] f_c(r).
struct JacobianAngular {
  double eta, r_s;
  std::vector<std::size_t> index;         // in the set
  std::vector<double> zeta, lambda;       // padded: ζ = 1, λ = 0
  std::vector<double> scale;              // 2^{1−ζ}; padding 0
  std::vector<std::vector<double>> bits;  // of ζ − 1, lowest first: 0 or 1
  bool fractional = false;                // some ζ are not whole
  bool compact = false;                   // C(θ) instead, between two angles, radians
  std::vector<CompactShape> shape;        // not padded
  std::vector<double> low, high;          // not padded
  std::size_t offset = 0;                 // of its padded functions among those of the family
};

// Groups whose triplets are the same.
struct JacobianFamily {
  bool three_sides;  // G4, C4
  int first, second;
  std::size_t cutoff;
  std::vector<JacobianAngular> groups;
  std::size_t width = 0;  // of all groups' functions, padded
};

struct JacobianCalculator::Plan {
  SetPlan set;
  std::vector<JacobianRadial> radials;
  std::vector<JacobianFamily> families;
  std::optional<MomentJacobian> moments;
};

// Neighbours of one centre that can take part in triplets, column by column; padded.
struct JacobianLegs {
  std::size_t count = 0;
  std::vector<std::size_t> neighbour;
  std::vector<double> x, y, z, r, f, f1;  // unit vector, distance, f_c and f_c′ times what the neighbour counts
  std::vector<double> w, w1;              // groups × legs, padded
};

struct JacobianCalculator::Workspace::Impl {
  std::vector<double> x, y, z, r, f, f1;  // all neighbours; f, f1: cutoffs × neighbours, padded
  JacobianLegs first, second;
  std::vector<std::size_t> kept;  // second legs that form a triplet with the first leg at hand
  std::vector<double> cosine, side_x, side_y, side_z, side, side_f, side_f1;  // of the triplets kept
  std::vector<double> coefficients;                                           // 13 × triplets
  std::vector<double> gradient;                                               // neighbours × 3 × terms
  std::vector<double> sums;                                                   // terms
  MomentJacobian::Workspace moments;
  std::vector<double> moment_rows;  // functions × neighbours × 3, padded
};

}  // namespace nnpipe::descriptor
