// A sum of squares whose residuals and their derivatives can be had a few samples at a time: what a filter takes in.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "train/objective.hpp"

namespace nnpipe::train {

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

}  // namespace nnpipe::train
