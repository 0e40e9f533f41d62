// Descriptors of the frames of a fit: computed, scaled and decorrelated, and the model that takes them.
#pragma once

#include <string>
#include <vector>

#include "potential/neural/model.hpp"
#include "train/frames/problem.hpp"
#include "train/input_map.hpp"

namespace nnpipe::train {

// Computes the descriptors. The model has the sets of the problem with their scalings, offsets and repulsion, and no
// networks yet; functions that never change leave both and are named in `dropped`.
potential::Model describe(FrameProblem& problem, descriptor::ScalingMethod scaling, std::vector<std::string>& dropped);

// The same with scalings, sets and networks of an earlier fit; the training range grows to hold these frames, too.
// Throws Error for a start of other functions.
potential::Model describe_by(const potential::Model& start, FrameProblem& problem, descriptor::ScalingMethod scaling);

// Afterwards the data are what the networks see while they are trained: the functions scaled, and decorrelated. Returns
// the way between these networks and those of the scaled functions, one an element.
std::vector<InputMap> decorrelate(FrameProblem& problem, const potential::Model& model);

}  // namespace nnpipe::train
