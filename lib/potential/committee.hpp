// Committees: several potentials of the same system as one, their mean.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "potential/potential.hpp"

namespace nnpipe::potential {

// What the fit of a committee has found of its spread, which is the standard deviation over the members of the force on
// an atom, |F|, see committee_spread().
struct Dispute {
  double limit = 0;   // eV/Å: where the members differ by more they tell of nothing that they were fitted to; 0: none
  double factor = 0;  // of CommitteeSpread::expected(); 0: not known
  double floor = 0;   // eV/Å: stands for the errors that all members share, which no spread shows

  // Throws Error unless all are finite and not negative.
  void check() const;
  friend bool operator==(const Dispute&, const Dispute&) = default;
};

// compute() gives the means over the members; what lies outside the first member's training range is outside the
// committee's.
class Committee : public Potential {
 public:
  virtual std::size_t members() const = 0;
  // Energy, forces and virial of each member, as compute() gives them of one; no site energies. As many results as
  // members.
  virtual void compute_members(AtomsView atoms, NeighboursView neighbours, Want want,
                               std::span<Result> results) const = 0;
  virtual Dispute dispute() const { return {}; }
};

// The potential as a committee of two or more; null if it is none.
const Committee* committee_of(const Potential& potential);

// Throws Error unless all have the same units and elements, in the same order.
PotentialPtr make_committee(std::vector<PotentialPtr> members, Dispute dispute = {});

}  // namespace nnpipe::potential
