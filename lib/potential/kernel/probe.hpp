// What float costs a network in digits of its forces, found out by trial.
#pragma once

#include "potential/neural/model.hpp"
#include "potential/potential.hpp"

namespace nnpipe::potential::kernel {

// The largest difference of forces between two kernels of one model, in units of the largest force or of 1 eV/Å if
// that is more, on shaken crystals: of several lattices and many densities those that lie nearest to what the model was
// trained on. The same number whenever it is asked for.
double largest_difference(const Model& model, const Potential& exact, const Potential& fast);

}  // namespace nnpipe::potential::kernel
