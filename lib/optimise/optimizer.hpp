// Optimisers: each an object over any objective, that improves parameters epoch by epoch.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "base/archive.hpp"

namespace nnpipe::optimise {

class Optimizer {
 public:
  virtual ~Optimizer() = default;
  // One pass over the samples, or one step of a method that takes them all at once. False: it cannot improve further;
  // the parameters are the best it had.
  virtual bool epoch(std::span<double> parameters) = 0;
  // What the epoch led to: the error that the fit is judged by.
  virtual void observe(double /*score*/) {}
  // So many epochs there will be in all: where time decides, that is known better after each. For learning rates.
  virtual void expect(std::size_t /*epochs*/) {}
  // What it keeps in memory, B, and what is to be said of how it works; may be nothing.
  virtual std::size_t bytes() const { return 0; }
  virtual std::string remark() const { return {}; }
  // All it remembers from one epoch to the next.
  virtual void archive(Archive& archive) = 0;
};

}  // namespace nnpipe::optimise
