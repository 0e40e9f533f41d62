// Committees: several potentials of the same system as one, their mean.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "potential/potential.hpp"

namespace nnpipe::potential {

// compute() gives the means over the members; what lies outside the first member's training range is outside the
// committee's.
class Committee : public Potential {
 public:
  virtual std::size_t members() const = 0;
  // Energy, forces and virial of each member, as compute() gives them of one; no site energies. As many results as
  // members.
  virtual void compute_members(AtomsView atoms, NeighboursView neighbours, Want want,
                               std::span<Result> results) const = 0;
};

// The potential as a committee of two or more; null if it is none.
const Committee* committee_of(const Potential& potential);

// Throws Error unless all have the same units and elements, in the same order.
PotentialPtr make_committee(std::vector<PotentialPtr> members);

}  // namespace nnpipe::potential
