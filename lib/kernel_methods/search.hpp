// Looks for the length and the ridge, or the penalty, of a kernel that make a score small.
#pragma once

#include <functional>
#include <vector>

namespace nnpipe::kernel_methods {

// Length ℓ, and what stands beside it: the ridge λ of a regression, the penalty C of a margin.
struct Choice {
  double length = 1, strength = 1;
  double score = 0;
};

struct SearchSpace {
  std::vector<double> lengths, strengths;     // the grid that is tried first
  double length_step = 1, strength_step = 1;  // first factors of the steps from there; 1: none
  double last_step = 1.05;                    // ends where factors below this make nothing better
};

// Tries the grid, then steps from its best in factors that shrink (compass search). Equal scores: the first tried. A
// score that is not finite is none; throws Error if no other is found.
Choice search(const SearchSpace& space, const std::function<double(double length, double strength)>& score);

}  // namespace nnpipe::kernel_methods
