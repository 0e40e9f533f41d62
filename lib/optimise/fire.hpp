// Minimisation by the fast inertial relaxation engine: a motion that is stopped when it goes uphill.
#pragma once

#include <vector>

#include "optimise/minimise.hpp"

namespace nnpipe::optimise {

// FIRE (Bitzek, Koskinen, Gähler, Moseler, Gumbsch, Phys. Rev. Lett. 97, 170201, 2006), masses 1. Takes gradient
// tolerance, most_steps and longest_step (0: 0.2) of the options. Slower than L-BFGS near a minimum; it needs no smooth
// value and finds the minimum downhill from where it starts, not one beyond a ridge.
MinimiseResult minimise_by_fire(std::vector<double>& x, const SmoothFunction& function, const MinimiseOptions& options,
                                const StepAccepted& accepted = {});

}  // namespace nnpipe::optimise
