// A linear potential from frames: functions of moments chosen, their weights by least squares, in one go.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "io/extxyz.hpp"
#include "train/frames/problem.hpp"
#include "train/options.hpp"

namespace nnpipe::train {

// Prices by name, microseconds of one core an atom and step: "fast", "balanced", "accurate". Throws Error for another
// word that is no number above 0.
double price_of(std::string_view text);

struct LinearFitOptions {
  double price = 2.8;         // what an atom and step may cost, µs
  std::size_t functions = 0;  // of each element; 0: chosen by held-out frames, within the price
};

struct LinearFitResult {
  FitResult fit;
  double price = 0;  // measured, µs of one core for an atom and step
};

// Reads the frames to their end. Of `fit` it takes validation, seed and log. Held-out frames decide; then all frames
// are fitted: the errors in the result are those of a fit without the held-out frames. A committee has as many members
// as there are starts. The result does not depend on the number of threads. Throws Error for frames that cannot be
// fitted.
LinearFitResult fit_linear(io::FrameReader& frames, const FrameOptions& options, const FitOptions& fit,
                           const LinearFitOptions& linear);

}  // namespace nnpipe::train
