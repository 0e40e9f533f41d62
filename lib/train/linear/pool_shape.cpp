#include "train/linear/pool_shape.hpp"

#include <algorithm>

namespace nnpipe::train {

const std::vector<PoolShape>& pool_shapes() {
  static const std::vector<PoolShape> shapes{
      {"usual", {3, 3, 3, 3}, 3, 12, 3},        {"high", {4, 4, 4, 4}, 3, 12, 3},
      {"rich", {3, 3, 3, 3, 3, 3}, 4, 12, 3},   {"fine", std::vector<int>(12, 2), 1, 14, 2},
      {"medium", {2, 2, 2, 2, 2, 2}, 2, 12, 2}, {"small", {3, 3, 3}, 3, 12, 3, true},
      {"low", {2, 2, 2}, 3, 12, 2, true},
  };
  return shapes;
}

PoolOptions pool_options(const PoolShape& shape, double cutoff, std::size_t elements, std::size_t columns) {
  // Of one element, of two, of more.
  const std::size_t quarters = elements == 1 ? 4 : elements == 2 ? 3 : 2;
  const auto some = [&](std::size_t channels) { return std::max<std::size_t>(1, channels * quarters / 4); };
  PoolOptions options;
  options.cutoff = cutoff;
  options.bispectrum_degree = shape.bispectrum_degree;
  options.degrees = shape.degrees;
  options.degrees.resize(some(shape.degrees.size()));
  options.bispectrum_radial = some(shape.bispectrum_radial);
  options.pair_radial = elements == 1 ? shape.pair_radial : shape.pair_radial * 2 / 3;
  options.candidates = columns / elements;
  return options;
}

}  // namespace nnpipe::train
