// Networks of the moments that a linear fit has chosen: alone, or beside its solution.
#pragma once

#include "train/frames/problem.hpp"
#include "train/linear/linear_fit.hpp"
#include "train/options.hpp"

namespace nnpipe::train {

// Networks alone.
FitResult fit_networks_of(const LinearFitResult& linear, FrameProblem& problem, const FrameOptions& options,
                          const FitOptions& fit);

// Networks of what the linear solution without the held-out frames leaves of the labels, which lose that; the model is
// the sum of both.
FitResult fit_networks_beside(const LinearFitResult& linear, FrameProblem& problem, const FrameOptions& options,
                              const FitOptions& fit);

}  // namespace nnpipe::train
