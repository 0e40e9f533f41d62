#include "train/linear/neighbour_counts.hpp"

#include <algorithm>

#include "train/linear/moment_rows.hpp"

namespace nnpipe::train {

const MostNeighbours& NeighbourCounts::operator()(double cutoff) const {
  const auto found = x_counts.find(cutoff);
  if (found != x_counts.end()) return found->second;
  constexpr std::size_t most_frames = 256;
  const std::size_t elements = x_data.elements().size(), stride = std::max<std::size_t>(1, x_data.size() / most_frames);
  MostNeighbours most(elements, std::vector<std::size_t>(elements));
  std::vector<std::size_t> count(elements);
  for (std::size_t f = 0; f < x_data.size(); f += stride) {
    const auto& frame = x_data.frame(f);
    const auto near = neighbourhoods(frame, cutoff);
    for (std::size_t i = 0; i < near.size(); ++i) {
      std::fill(count.begin(), count.end(), 0);
      for (const auto& other : near[i]) ++count[static_cast<std::size_t>(frame.species[other.owner])];
      auto& of = most[static_cast<std::size_t>(frame.species[i])];
      for (std::size_t e = 0; e < elements; ++e) of[e] = std::max(of[e], count[e]);
    }
  }
  return x_counts.emplace(cutoff, std::move(most)).first->second;
}

}  // namespace nnpipe::train
