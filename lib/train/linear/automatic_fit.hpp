// The fit that chooses everything: kind of functions, cutoff, size and readout, by frames held out, within a price.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/extxyz.hpp"
#include "train/frames/problem.hpp"
#include "train/linear/linear_fit.hpp"
#include "train/options.hpp"

namespace nnpipe::train {

// Microseconds of one core an atom and step: a limit, and up to which it may rise where that pays.
struct PriceRange {
  double usual = 0, most = 0;
};
// Of a word, "fast", "balanced", "accurate", "best"; of a number, which is a limit that stays. Throws Error for another
// word that is no number above 0.
PriceRange price_of(std::string_view text);

// How the energy of an atom follows from its functions.
enum class Readout {
  automatic,           // linear of moments, or a network of symmetry functions: what has the lower error
  linear,              // of moments
  linear_and_network,  // of moments; linear alone where the network gains nothing
  network,             // of moments
};

struct AutomaticOptions {
  LinearFitOptions linear;
  Readout readout = Readout::automatic;
};

struct AutomaticResult {
  FitResult fit;
  double price = 0;                // measured, µs of one core for an atom and step
  bool is_linear = true;           // else with a network
  std::vector<std::string> tried;  // in words, with errors of held-out frames
};

// Reads the frames to their end. Of `fit` it takes validation, seed, log and progress. The result does not depend on
// the number of threads; nor on the price measured, which is told. Throws Error for frames that cannot be fitted.
AutomaticResult fit_automatic(io::FrameReader& frames, const FrameOptions& options, const FitOptions& fit,
                              const AutomaticOptions& automatic);

}  // namespace nnpipe::train
