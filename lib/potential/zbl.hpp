// Core repulsion of Ziegler, Biersack and Littmark: keeps atoms apart where a potential knows nothing.
#pragma once

#include <span>
#include <vector>

#include "potential/potential.hpp"

namespace nnpipe::potential {

// Radii of one pair of elements; of none where outer is 0.
struct ZblRadii {
  double inner = 0, outer = 0;  // Å
};

struct ZblPair {
  Element first, second;  // in any order
  double inner = 0, outer = 0;
  friend bool operator==(const ZblPair&, const ZblPair&) = default;
};

// The universal screened Coulomb repulsion, switched to 0 as LAMMPS's pair_style zbl does:
// V(r) = Z_i Z_j k/r φ(r/a) + S(r), k = e²/4πε₀, a = 0.46850/(Z_i^0.23 + Z_j^0.23) Å; S is a constant up to `inner`,
// beyond it adds what makes V, V′ and V″ vanish at `outer`.
struct Zbl {
  double inner = 0, outer = 0;   // Å, of pairs that are not named below; outer 0: they have no repulsion
  std::vector<ZblPair> pairs{};  // each pair of elements once

  ZblRadii radii(Element a, Element b) const;
  double largest() const;  // of all outer radii
  // Throws Error unless 0 ≤ inner < outer, and for a pair that is named twice.
  void check() const;
  friend bool operator==(const Zbl&, const Zbl&) = default;
};

// Nearer to each other, Å, no two atoms may come: compute() throws TooClose.
inline constexpr double zbl_closest = 0.1;

// The potential and the repulsion on top of it; a committee stays one. Throws Error if the potential has one already,
// or is in reduced units.
PotentialPtr with_zbl(PotentialPtr potential, const Zbl& zbl);
// The repulsion alone, between all elements.
PotentialPtr make_zbl(const Zbl& zbl);

}  // namespace nnpipe::potential
