// Which candidates of large pools are worth rows of all frames: chosen on some of them.
#pragma once

#include <cstddef>
#include <vector>

#include "train/linear/linear_search.hpp"
#include "train/linear/moment_pool.hpp"

namespace nnpipe::train {

// The candidates that orthogonal least squares choose first, about half of all, on some of these frames; candidates
// that are no products are always among them. All candidates where the frames are so few that nothing is gained.
std::vector<MomentPool> promising(const LinearTask& task, std::vector<MomentPool> pools,
                                  const std::vector<std::size_t>& frames);
// So many columns for pools without products: what orthogonal least squares choose of them on some of these frames, and
// products of two invariants of those, the ones that were chosen first before others.
std::vector<MomentPool> with_products_of_best(const LinearTask& task, std::vector<MomentPool> pools,
                                              const std::vector<std::size_t>& frames, std::size_t columns);
// About how many candidates promising() leaves of these pools, at least.
std::size_t promising_columns(const std::vector<MomentPool>& pools);

}  // namespace nnpipe::train
