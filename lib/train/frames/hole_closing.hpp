// What is done about holes between the core repulsion and the data once networks are fitted: a steeper repulsion, and
// where that does not help, more epochs with guards.
#pragma once

#include <vector>

#include "train/frames/problem.hpp"
#include "train/frames/short_range.hpp"
#include "train/input_map.hpp"
#include "train/options.hpp"

namespace nnpipe::train {

// Networks are those of scaled functions; `maps` lead to what the data are transformed to (decorrelate()). Fits without
// a hole keep their networks. Another one goes on from them for a few epochs with guards, whose weight grows until the
// holes are closed; of the networks after each epoch those without a hole are taken that have the lowest score, else
// those with the shallowest hole, and none whose error is above most_loss_by_guards. Errors in `result` are then
// theirs. The epochs are not counted in it, nor in its log. Returns the holes that are left. `fit` has its defaults.
std::vector<Hole> close_holes(FrameProblem& problem, const FrameOptions& options, const FitOptions& fit,
                              const std::vector<InputMap>& maps, FitResult& result);

}  // namespace nnpipe::train
