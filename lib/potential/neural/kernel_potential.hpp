// A kernel model of symmetry functions as a force field of one element.
#pragma once

#include "potential/neural/kernel_model.hpp"
#include "potential/potential.hpp"

namespace nnpipe::potential {

// E = Σ_i E_i, E_i the model's value for the symmetry functions of atom i. Throws Error for a model of anything else
// than symmetry functions and energies.
PotentialPtr make_kernel_potential(KernelModel model);

}  // namespace nnpipe::potential
