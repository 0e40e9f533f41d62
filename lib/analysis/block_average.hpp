// Means of correlated series with honest error bars.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace nnpipe::analysis {

struct BlockMean {
  double mean = 0;
  double error = 0;        // standard error of the mean, correlation included
  double deviation = 0;    // standard deviation of single values
  double correlation = 1;  // statistical inefficiency: so many values count as one
  std::size_t count = 0;
  bool plateau = false;  // larger blocks say the same
  double independent() const { return static_cast<double>(count) / correlation; }
  // No plateau, and few independent values: a longer series is likely to have a larger error bar.
  bool doubtful() const { return !plateau && (count == 1 || error > 1e-12 * std::abs(mean)) && independent() < 50; }
};

// Blocks of doubling size (Flyvbjerg, Petersen 1989): the first level that no later one with at least 16 blocks exceeds
// by more than the level's own standard error. Where there is none, what is slow is still hidden in the largest blocks:
// the squared error s²(B) of blocks of B values lacks a part ∝ 1/B, so that 2s²(B) − s²(B/2) is without it; the largest
// of these among levels with at least 8 blocks. Throws Error for an empty series.
BlockMean block_mean(const std::vector<double>& series);

}  // namespace nnpipe::analysis
