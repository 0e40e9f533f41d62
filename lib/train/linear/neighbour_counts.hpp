// The largest number of neighbours of each element that atoms of another have in frames.
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "train/frames/frame_data.hpp"

namespace nnpipe::train {

// [element of the atom][element of the neighbours], in the order of the data's elements.
using MostNeighbours = std::vector<std::vector<std::size_t>>;

// Over some of the frames, which outlive it. Not for several threads at once.
class NeighbourCounts {
 public:
  explicit NeighbourCounts(const FrameData& data) : x_data{data} {}

  const MostNeighbours& operator()(double cutoff) const;

 private:
  const FrameData& x_data;
  mutable std::map<double, MostNeighbours> x_counts;  // by cutoff, as they are asked for
};

}  // namespace nnpipe::train
