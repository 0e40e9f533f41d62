// Linear maps of symmetry functions to what a network sees while it is trained on frames: scaled, and decorrelated.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "descriptor/scaling.hpp"
#include "train/frames/frame_block.hpp"
#include "train/input_map.hpp"

namespace nnpipe::train {

// x = M (G − c), M of size inputs × inputs, column by column.
struct InputTransform {
  std::vector<double> centre, matrix;

  // The scaling alone: M is diagonal.
  explicit InputTransform(std::span<const descriptor::ColumnScaling> scaling);
  std::size_t size() const { return centre.size(); }
  // What `map` makes of x.
  void follow(const InputMap& map) { matrix = map.after(matrix); }
  // Inputs and, where the block has them, directions.
  void apply(SpeciesBlock& block) const;
};

}  // namespace nnpipe::train
