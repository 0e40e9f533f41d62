#include "analysis/block_average.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace nnpipe::analysis {

namespace {

struct Level {
  double blocks, variance;  // their number; squared standard error of the mean they give
};

// The first level that is as good as all behind it; the number of levels if there is none.
std::size_t plateau_of(const std::vector<Level>& levels) {
  constexpr double fewest_blocks = 16;
  std::size_t known = 0;
  while (known < levels.size() && levels[known].blocks >= fewest_blocks) ++known;
  for (std::size_t k = 0; k + 1 < known; ++k) {
    const double most = std::sqrt(levels[k].variance) * (1 + 1 / std::sqrt(2 * (levels[k].blocks - 1)));
    bool last = true;
    for (std::size_t later = k + 1; later < known; ++later) last &= std::sqrt(levels[later].variance) <= most;
    if (last) return k;
  }
  return levels.size();
}

double largest_extrapolated(const std::vector<Level>& levels) {
  constexpr double fewest_blocks = 8;
  double largest = levels.front().variance;
  for (std::size_t k = 1; k < levels.size() && levels[k].blocks >= fewest_blocks; ++k) {
    const double rise = std::max(0.0, levels[k].variance - levels[k - 1].variance);
    largest = std::max(largest, levels[k].variance + rise);
  }
  return largest;
}

}  // namespace

BlockMean block_mean(const std::vector<double>& series) {
  if (series.empty()) fail("a mean needs values, got none");
  BlockMean result;
  result.count = series.size();
  // From the first value on: the mean of a constant is that constant, however many there are.
  const double first = series.front(), n = static_cast<double>(series.size());
  for (const double value : series) result.mean += (value - first) / n;
  result.mean += first;
  double largest = 0;
  for (const double value : series) largest = std::max(largest, std::abs(value - result.mean));
  // What rounding makes of a constant is no deviation. One value says nothing about that of others.
  if (largest <= std::numeric_limits<double>::epsilon() * std::abs(result.mean)) {
    result.plateau = series.size() > 1;
    return result;
  }
  // Deviations in units of the largest: their squares neither vanish nor overflow.
  std::vector<double> blocks(series.size());
  std::transform(series.begin(), series.end(), blocks.begin(),
                 [&](double value) { return (value - result.mean) / largest; });
  std::vector<Level> levels;
  do {
    const auto count = static_cast<double>(blocks.size());
    double sum = 0;
    for (const double value : blocks) sum += value * value;
    const double variance = sum / std::max(1.0, count - 1);
    if (levels.empty()) result.deviation = largest * std::sqrt(variance);
    levels.push_back({count, variance / count});
    for (std::size_t i = 0; i + 1 < blocks.size(); i += 2) blocks[i / 2] = 0.5 * (blocks[i] + blocks[i + 1]);
    blocks.resize(blocks.size() / 2);
  } while (blocks.size() > 1);
  const std::size_t chosen = plateau_of(levels);
  result.plateau = chosen < levels.size();
  const double variance = result.plateau ? levels[chosen].variance : largest_extrapolated(levels);
  result.error = largest * std::sqrt(variance);
  if (levels.front().variance > 0) result.correlation = variance / levels.front().variance;
  return result;
}

}  // namespace nnpipe::analysis
