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
// About how many candidates promising() leaves of these pools, at least.
std::size_t promising_columns(const std::vector<MomentPool>& pools);

}  // namespace nnpipe::train
