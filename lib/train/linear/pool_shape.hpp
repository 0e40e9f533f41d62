// Shapes of pools of candidates that an automatic fit tries: few channels of high degree, many of low degree.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "train/linear/linear_search.hpp"
#include "train/linear/moment_pool.hpp"

namespace nnpipe::train {

// Channels are those of one element alone; several elements have fewer each, but of a shape made for them.
struct PoolShape {
  std::string_view name;
  std::vector<int> degrees;  // of each channel
  std::size_t bispectrum_radial, pair_radial;
  int bispectrum_degree;
  bool frugal = false;  // part of a shape that costs more: for low prices
  // Above 0: made for several elements. At most this part of the candidates are bispectra.
  double bispectra = 0;
  double steepness = 0;  // of the map of distances
};

// Those for so many elements. The usual one comes first, then by falling price.
std::vector<PoolShape> pool_shapes(std::size_t elements);

// A pool of this shape with about so many columns, all elements together.
PoolOptions pool_options(const PoolShape& shape, double cutoff, std::size_t elements, std::size_t columns);
// The pools, one an element, for the frames of a fit.
std::vector<MomentPool> make_pools(const LinearTask& task, const PoolShape& shape, double cutoff, std::size_t columns);
// The same without products, of a shape made for several elements.
std::vector<MomentPool> make_single_pools(const LinearTask& task, const PoolShape& shape, double cutoff,
                                          std::size_t columns);

}  // namespace nnpipe::train
