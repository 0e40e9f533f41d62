// Means of correlated series with honest error bars.
#pragma once

#include <cstddef>
#include <vector>

namespace nnpipe::analysis {

struct BlockMean {
  double mean = 0;
  double error = 0;        // standard error of the mean, correlation included
  double deviation = 0;    // standard deviation of single values
  double correlation = 1;  // statistical inefficiency: so many values count as one
  std::size_t count = 0;
};

// Blocks of doubling size (Flyvbjerg, Petersen 1989): the largest error among levels with at least 32 blocks left, the
// rest being too uncertain. Throws Error for an empty series.
BlockMean block_mean(const std::vector<double>& series);

}  // namespace nnpipe::analysis
