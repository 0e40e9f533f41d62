// What an optimiser makes small: a mean over samples with its gradient, a mean of squares with its normal equations,
// or with its rows.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/archive.hpp"
#include "base/random.hpp"

namespace nnpipe::optimise {

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
  virtual void archive(Archive& archive) = 0;
};

// value = (1/N) Σ_s ½|r_s|², residuals r_s of any number a sample.
class SquaresObjective : public Objective {
 public:
  // matrix: lower triangle of (1/N) JᵀJ, parameters × parameters, column by column; what stands above it is left alone.
  // gradient: (1/N) Jᵀr. Both are overwritten. Returns the value.
  virtual double normal_equations(std::span<const double> parameters, std::span<double> matrix,
                                  std::span<double> gradient) = 0;
};

// A sum of squares whose residuals and their derivatives can be had a few samples at a time: what a filter takes in.
class RowObjective : public SquaresObjective {
 public:
  // Residuals of samples [first, last) and their derivatives to the parameters, one column of `jacobian` (parameters ×
  // residuals) each; scaled such that value() is Σ over all samples of ½ r². An objective may hand out a part of a
  // sample's residuals, another one after each shuffle(), scaled up for those left out.
  virtual void rows(std::span<const double> parameters, std::size_t first, std::size_t last,
                    std::vector<double>& jacobian, std::vector<double>& residuals) = 0;
  // How many a sample gives.
  virtual std::size_t row_count(std::size_t sample) const = 0;
};

}  // namespace nnpipe::optimise
