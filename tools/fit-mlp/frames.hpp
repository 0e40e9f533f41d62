// fit-mlp on frames: one potential of energies, forces and stress.
#pragma once

#include "options.hpp"

namespace nnpipe::fit_mlp {

// The potential goes to the output; its errors on the frames of the test, which it has not seen, to their table. `fit`:
// the options', with the start read.
void fit_frames(const Options& options, const train::FitOptions& fit);

}  // namespace nnpipe::fit_mlp
