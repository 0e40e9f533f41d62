// Values in another order.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace nnpipe {

// Group i becomes what group order[i] was, each of `width` values. No values stay none.
template <typename Value>
void permute(std::vector<Value>& values, std::span<const std::size_t> order, std::size_t width = 1) {
  if (values.empty()) return;
  std::vector<Value> moved;
  moved.reserve(values.size());
  for (const std::size_t from : order) {
    for (std::size_t k = 0; k < width; ++k) moved.push_back(std::move(values[from * width + k]));
  }
  values = std::move(moved);
}

}  // namespace nnpipe
