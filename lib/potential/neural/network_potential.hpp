// A model as a force field: network potentials of many atoms, and of pairs.
#pragma once

#include <vector>

#include "potential/neural/model.hpp"
#include "potential/potential.hpp"

namespace nnpipe::potential {

// The fastest implementation there is for the model. Throws Error if it is no potential (kind columns) or does not pass
// check().
PotentialPtr make_potential(Model model);
// Of several models the Committee.
PotentialPtr make_potential(std::vector<Model> models);

// The networks alone, without core repulsion. Symmetry functions by the plain scalar path: the reference of every other
// implementation.
PotentialPtr make_reference_potential(Model model);

// The network alone. A pair potential: E = Σ_{i<j} V(r_ij), V from a network of one distance.
PotentialPtr make_pair_potential(Model model);

}  // namespace nnpipe::potential
