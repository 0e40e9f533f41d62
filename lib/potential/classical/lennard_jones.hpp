// The Lennard-Jones potential.
#pragma once

#include "potential/classical/pair_potential.hpp"

namespace nnpipe::potential {

// V(r) = 4ε[(σ/r)¹² − (σ/r)⁶] (2.4), less V(r_c) where shifted.
struct LennardJones {
  double epsilon;  // eV
  double sigma;    // Å
  double cutoff;   // Å
  bool shift = false;
  UnitStyle units = UnitStyle::metal;

  // Without shift and cutoff.
  PairValue operator()(double r2) const {
    const double inverse2 = 1.0 / r2;
    const double s2 = sigma * sigma * inverse2;
    const double s6 = s2 * s2 * s2;
    return {4 * epsilon * s6 * (s6 - 1), -24 * epsilon * s6 * (2 * s6 - 1) * inverse2};
  }
};

// On vector lanes; PairPotential<LennardJones> is the plain form of the same.
PotentialPtr make_lennard_jones(const LennardJones& form);

}  // namespace nnpipe::potential
