// What a fit's result is told to be: whether it generalises to frames held out, and whether it has learned anything.
#pragma once

#include "train/frames/problem.hpp"

namespace nnpipe::train {

// Puts into `unsound` of a linear fit that its held-out errors are beyond `most_gap` times those of training.
void judge_linear_gap(const FrameProblem& problem, const FrameOptions& options, FitResult& result);

// Errors, of training or of the held-out frames, that are still a large part of the labels: they make a result unsound
// that is not yet, if `strict`, else they are a warning. With `most_gap` 0 they are a warning, too.
void judge_learning(const FrameProblem& problem, const FrameOptions& options, bool strict, FitResult& result);

}  // namespace nnpipe::train
