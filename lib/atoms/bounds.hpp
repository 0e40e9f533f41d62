// How large the lengths of a frame may be.
#pragma once

#include <algorithm>
#include <cmath>

#include "atoms/vec3.hpp"

namespace nnpipe {

// Å, or reduced. Beyond any structure; what is computed with lengths up to here is finite.
inline constexpr double largest_length = 1e15;

// The largest component, in size.
inline double reach_of(Vec3 v) { return std::max({std::abs(v.x), std::abs(v.y), std::abs(v.z)}); }

}  // namespace nnpipe
