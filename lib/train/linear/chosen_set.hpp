// Candidates of a pool as a set of functions, which files and kernels know.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "descriptor/set.hpp"
#include "train/linear/moment_pool.hpp"

namespace nnpipe::train {

// The candidates chosen, in their order, and of the basis the channels and degrees that they need.
descriptor::Set chosen_set(const MomentPool& pool, std::span<const std::size_t> chosen);
// A pool of the candidates chosen, in their order, and behind them the factors of products that are not among them.
MomentPool chosen_pool(const MomentPool& pool, std::span<const std::size_t> chosen);

// The pool of which chosen_set() makes this set: its functions in their order, and behind them the factors of products
// that are not among them, which have a rank above all others. The set is of moments alone.
MomentPool pool_of(const descriptor::Set& set);
bool is_of_moments(const descriptor::SetFile& file);

}  // namespace nnpipe::train
