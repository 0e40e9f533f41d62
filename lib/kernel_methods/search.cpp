#include "kernel_methods/search.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.hpp"

namespace nnpipe::kernel_methods {

Choice search(const SearchSpace& space, const std::function<double(double length, double strength)>& score) {
  Choice best{0, 0, std::numeric_limits<double>::infinity()};
  const auto better = [&](double length, double strength) {
    const Choice choice{length, strength, score(length, strength)};
    if (!(choice.score < best.score)) return false;
    best = choice;
    return true;
  };
  for (const double length : space.lengths) {
    for (const double strength : space.strengths) better(length, strength);
  }
  if (!std::isfinite(best.score)) fail("no length and ridge of the kernel fits these rows: the kernel is singular");
  double length_factor = space.length_step, strength_factor = space.strength_step;
  while (length_factor > space.last_step || strength_factor > space.last_step) {
    const Choice from = best;
    bool moved = false;
    for (const auto& [l, s] : std::array<std::pair<double, double>, 4>{
             {{length_factor, 1.0}, {1 / length_factor, 1.0}, {1.0, strength_factor}, {1.0, 1 / strength_factor}}}) {
      if (l != 1 || s != 1) moved = better(from.length * l, from.strength * s) || moved;
    }
    if (moved) continue;
    length_factor = std::sqrt(length_factor);
    strength_factor = std::sqrt(strength_factor);
  }
  return best;
}

}  // namespace nnpipe::kernel_methods
