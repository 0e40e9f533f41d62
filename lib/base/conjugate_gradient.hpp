// Minimisation of a smooth function by conjugate gradients.
#pragma once

#include "base/lbfgs.hpp"

namespace nnpipe {

// Polak and Ribière's directions, begun anew where they stop pointing downhill (Nocedal, Wright, Numerical
// Optimization, 2006, eq. 5.44 and 5.45), each searched along to a tenth of its slope. Needs two vectors where L-BFGS
// needs forty. Takes all options but `history`.
LbfgsResult minimise_by_conjugate_gradient(std::vector<double>& x, const SmoothFunction& function,
                                           const LbfgsOptions& options,
                                           const std::function<bool(const LbfgsResult&)>& accepted = {});

}  // namespace nnpipe
