// Knowing a structure again, whatever its labels and wherever it was read.
#pragma once

#include <span>
#include <string>

#include "atoms/cell.hpp"
#include "atoms/element.hpp"
#include "atoms/vec3.hpp"

namespace nnpipe::train {

// Equal for equal cells, elements and positions in the same order, to 10⁻⁵ Å: other programs write fewer digits.
std::string structure_hash(const Cell& cell, std::span<const Vec3> positions, std::span<const Element> elements);

}  // namespace nnpipe::train
