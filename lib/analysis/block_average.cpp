#include "analysis/block_average.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace nnpipe::analysis {

BlockMean block_mean(const std::vector<double>& series) {
  if (series.empty()) fail("a mean needs values, got none");
  BlockMean result;
  result.count = series.size();
  for (const double value : series) result.mean += value;
  result.mean /= static_cast<double>(series.size());
  constexpr std::size_t fewest_blocks = 32;
  std::vector<double> blocks = series;
  double first_error = 0;
  for (;;) {
    const auto n = static_cast<double>(blocks.size());
    double variance = 0;
    for (const double value : blocks) variance += (value - result.mean) * (value - result.mean);
    variance /= std::max(1.0, n - 1);
    const double error = std::sqrt(variance / n);
    if (blocks.size() == series.size()) {
      result.deviation = std::sqrt(variance);
      first_error = error;
    }
    result.error = std::max(result.error, error);
    if (blocks.size() / 2 < fewest_blocks) break;
    for (std::size_t i = 0; i + 1 < blocks.size(); i += 2) blocks[i / 2] = 0.5 * (blocks[i] + blocks[i + 1]);
    blocks.resize(blocks.size() / 2);
  }
  if (first_error > 0) result.correlation = (result.error / first_error) * (result.error / first_error);
  return result;
}

}  // namespace nnpipe::analysis
