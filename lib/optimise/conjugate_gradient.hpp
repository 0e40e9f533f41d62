// Minimisation of a smooth function by conjugate gradients.
#pragma once

#include <vector>

#include "optimise/minimise.hpp"

namespace nnpipe::optimise {

// Polak and Ribière's directions, begun anew where they stop pointing downhill (Nocedal, Wright, Numerical
// Optimization, 2006, eq. 5.44 and 5.45), each searched along to a tenth of its slope. Needs two vectors where L-BFGS
// needs forty. Takes all options but `history`.
MinimiseResult minimise_by_conjugate_gradient(std::vector<double>& x, const SmoothFunction& function,
                                              const MinimiseOptions& options, const StepAccepted& accepted = {});

}  // namespace nnpipe::optimise
