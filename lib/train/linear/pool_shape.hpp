// Shapes of pools of candidates that an automatic fit tries: few channels of high degree, many of low degree.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "train/linear/moment_pool.hpp"

namespace nnpipe::train {

// Channels are those of one element alone; several elements have fewer each.
struct PoolShape {
  std::string_view name;
  std::vector<int> degrees;  // of each channel
  std::size_t bispectrum_radial, pair_radial;
  int bispectrum_degree;
  bool frugal = false;  // part of a shape that costs more: for low prices
};

// The usual one comes first, then by falling price.
const std::vector<PoolShape>& pool_shapes();

// A pool of this shape with about so many columns, all elements together.
PoolOptions pool_options(const PoolShape& shape, double cutoff, std::size_t elements, std::size_t columns);

}  // namespace nnpipe::train
