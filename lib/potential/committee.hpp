// Committees: several potentials of the same system as one, their mean.
#pragma once

#include <vector>

#include "potential/potential.hpp"

namespace nnpipe::potential {

// Energy, forces, virial and site energies are the means over the members; what lies outside the first member's
// training range is outside the committee's. Throws Error unless all have the same units and elements, in the same
// order.
PotentialPtr make_committee(std::vector<PotentialPtr> members);

}  // namespace nnpipe::potential
