#include "train/linear/pool_shape.hpp"

#include <algorithm>

namespace nnpipe::train {

std::vector<PoolShape> pool_shapes(std::size_t elements) {
  const bool one = elements == 1;  // whose shapes were compared with parts of others
  std::vector<PoolShape> shapes{
      {"usual", {3, 3, 3, 3}, 3, 12, 3},
      {"high", {4, 4, 4, 4}, 3, 12, 3},
      {"rich", {3, 3, 3, 3, 3, 3}, 4, 12, 3},
      {"fine", std::vector<int>(12, 2), 1, 14, 2},
      {"medium", {2, 2, 2, 2, 2, 2}, 2, 12, 2, one},
      {"small", {3, 3, 3}, 3, 12, 3, true},
      {"low", {2, 2, 2}, 3, 12, 2, true},
  };
  if (one) return shapes;
  // Angles among neighbours of different elements, as in molecules, need bispectra of more channels.
  const std::vector<PoolShape> of_several{
      {"manifold", {4, 4, 4, 4}, 4, 8, 3, false, 0.4, 2},
      {"angular", {3, 3, 3}, 3, 8, 3, false, 0.4, 2},
  };
  shapes.insert(shapes.begin() + 1, of_several.begin(), of_several.end());
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
  options.candidates = columns / elements;
  if (shape.bispectra > 0) {
    options.bispectrum_radial = shape.bispectrum_radial;
    options.pair_radial = shape.pair_radial;
    options.steepness = shape.steepness;
    options.bispectra =
        std::max<std::size_t>(1, static_cast<std::size_t>(shape.bispectra * static_cast<double>(options.candidates)));
    return options;
  }
  options.degrees.resize(some(shape.degrees.size()));
  options.bispectrum_radial = some(shape.bispectrum_radial);
  options.pair_radial = elements == 1 ? shape.pair_radial : shape.pair_radial * 2 / 3;
  return options;
}

std::vector<MomentPool> make_pools(const LinearTask& task, const PoolShape& shape, double cutoff, std::size_t columns) {
  const auto elements = task.data.elements();
  auto options = pool_options(shape, cutoff, elements.size(), columns);
  if (elements.size() > 1) options.most_neighbours = task.most_neighbours(cutoff);
  return make_pools(elements, options);
}

std::vector<MomentPool> make_single_pools(const LinearTask& task, const PoolShape& shape, double cutoff,
                                          std::size_t columns) {
  const auto elements = task.data.elements();
  auto options = pool_options(shape, cutoff, elements.size(), columns);
  options.most_neighbours = task.most_neighbours(cutoff);
  options.candidates = 0;
  return make_pools(elements, options);
}

}  // namespace nnpipe::train
