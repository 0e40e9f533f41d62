// The Morse potential.
#pragma once

#include <cmath>

#include "potential/classical/pair_potential.hpp"

namespace nnpipe::potential {

// V(r) = D_e[1 − exp(−a(r − r_e))]² − D_e, less V(r_c) where shifted.
struct Morse {
  double depth;     // D_e, eV
  double width;     // a, 1/Å
  double distance;  // r_e, Å
  double cutoff;    // Å
  bool shift = false;
  UnitStyle units = UnitStyle::metal;

  // Without shift and cutoff.
  PairValue operator()(double r2) const {
    const double r = std::sqrt(r2);
    const double e = std::exp(-width * (r - distance));
    // D(1 − e)² − D, multiplied out: nothing cancels where e is small.
    return {depth * e * (e - 2), 2 * depth * width * e * (1 - e) / r};
  }
};

}  // namespace nnpipe::potential
