// Sums: several potentials of the same atoms as one.
#pragma once

#include <vector>

#include "potential/potential.hpp"

namespace nnpipe::potential {

// Energies, forces and virials are added. Its elements are those that all terms have; where one term is a committee,
// the sum is one. What lies outside the training range of the first term that has one is outside the sum's. Throws
// Error unless the terms have the same units and an element in common, and if two are committees.
PotentialPtr make_sum(std::vector<PotentialPtr> terms);

}  // namespace nnpipe::potential
