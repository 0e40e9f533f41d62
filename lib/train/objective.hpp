// What an optimiser makes small: a mean over samples, with its gradient; and a mean of squares, with its normal
// equations.
#pragma once

#include <cstddef>
#include <span>

#include "base/random.hpp"
#include "train/state.hpp"

namespace nnpipe::train {

// Any function of parameters that is a mean over samples. The same bits for any number of threads.
class Objective {
 public:
  virtual ~Objective() = default;

  virtual std::size_t parameters() const = 0;
  virtual std::size_t samples() const = 0;
  // Over all samples.
  virtual double value(std::span<const double> parameters) = 0;
  // Over samples [first, last) in the present order; `gradient` is overwritten.
  virtual double gradient(std::span<const double> parameters, std::size_t first, std::size_t last,
                          std::span<double> gradient) = 0;
  // Puts the samples in a new order.
  virtual void shuffle(Random& random) = 0;
  // The order of the samples.
  virtual void state(State& state) = 0;
};

// value = (1/N) Σ_s ½|r_s|², residuals r_s of any number a sample.
class SquaresObjective : public Objective {
 public:
  // matrix: lower triangle of (1/N) JᵀJ, parameters × parameters, column by column; what stands above it is left alone.
  // gradient: (1/N) Jᵀr. Both are overwritten. Returns the value.
  virtual double normal_equations(std::span<const double> parameters, std::span<double> matrix,
                                  std::span<double> gradient) = 0;
};

}  // namespace nnpipe::train
