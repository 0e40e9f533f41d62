// Division of the samples of a fit into those that train and those that are held out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace nnpipe::train {

// Each in ascending order.
struct Split {
  std::vector<std::size_t> training, validation;
};

// The part of frames that is held out where none is asked for: a tenth; of few frames so much that ten are, up to a
// quarter: an epoch chosen by three frames is chosen by luck.
double held_out_part(std::size_t frames);

// Holds out round(fraction · samples) of them, drawn by the seed alone. Throws Error if one part of what was asked for
// would be empty.
Split split_samples(std::size_t samples, double fraction, std::uint64_t seed, std::string_view nouns = "rows");

}  // namespace nnpipe::train
