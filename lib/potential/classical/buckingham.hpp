// The Buckingham potential.
#pragma once

#include <cmath>

#include "potential/classical/pair_potential.hpp"

namespace nnpipe::potential {

// V(r) = A exp(−r/ρ) − C/r⁶, less V(r_c) where shifted.
struct Buckingham {
  double a;       // A, eV
  double rho;     // ρ, Å
  double c;       // C, eV Å⁶
  double cutoff;  // Å
  bool shift = false;
  UnitStyle units = UnitStyle::metal;

  // Without shift and cutoff.
  PairValue operator()(double r2) const {
    const double r = std::sqrt(r2);
    const double repulsion = a * std::exp(-r / rho);
    const double attraction = c / (r2 * r2 * r2);
    return {repulsion - attraction, -repulsion / (rho * r) + 6 * attraction / r2};
  }
};

}  // namespace nnpipe::potential
