// A linear potential from frames: functions of moments chosen, their weights by least squares, in one go.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "descriptor/set.hpp"
#include "train/frames/problem.hpp"
#include "train/linear/linear_log.hpp"
#include "train/options.hpp"

namespace nnpipe::train {

struct LinearFitOptions {
  double price = 2.8;         // what an atom and step may cost, µs
  double most_price = 0;      // above it: up to which the price may be doubled where that pays (shape_choice.hpp)
  std::size_t functions = 0;  // of each element; 0: chosen by held-out frames, within the price
  std::size_t most = 1600;    // of these
  std::optional<descriptor::SetFile> set{};  // of moments alone: taken as it is, whatever it costs
};

struct LinearFitResult {
  FitResult fit;
  potential::Model held;           // fitted without the held-out frames, of labels less offsets and repulsion
  std::vector<LinearRow> rows;     // numbers of functions that were tried with all candidates
  std::vector<std::string> tried;  // in words: cutoffs and shapes, with some of the candidates; steps of the price
  double price = 0;                // the limit in the end, µs
  double estimate = 0;             // of the price of these functions, µs
};

// Of `fit` it takes validation and seed. Held-out frames decide; then all frames are fitted: the errors in the result
// are those of a fit without the held-out frames. A committee has as many members as there are starts. The result does
// not depend on the number of threads. Throws Error for frames that cannot be fitted.
LinearFitResult fit_linear(const FrameProblem& problem, const FrameOptions& options, const FitOptions& fit,
                           const LinearFitOptions& linear);

}  // namespace nnpipe::train
