// A model as a force field: network potentials of many atoms, and of pairs.
#pragma once

#include "potential/model.hpp"
#include "potential/potential.hpp"

namespace nnpipe::potential {

// Throws Error if the model is no potential (kind columns) or does not pass check().
PotentialPtr make_potential(Model model);

}  // namespace nnpipe::potential
