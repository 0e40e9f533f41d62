// Whether energies, forces and stress of some of the frames agree, for fits that do not compute usual descriptors.
#pragma once

#include <string>
#include <vector>

#include "train/frames/problem.hpp"

namespace nnpipe::train {

// doubts() of up to 40 frames, evenly of all, by the sets of the problem.
std::vector<std::string> sample_doubts(const FrameProblem& problem);

}  // namespace nnpipe::train
