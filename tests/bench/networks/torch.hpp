// The same networks by libtorch, where that is installed.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

#include "network/mlp.hpp"

namespace bench {

// Evaluates n samples (columns of x) and leaves the outputs; with `gradient` ∂y/∂x as well. Empty without libtorch.
std::function<void()> torch_work(const nnpipe::network::Mlp& mlp, std::span<const double> x, std::size_t n,
                                 bool gradient, std::span<double> outputs);

}  // namespace bench
