#include "train/split.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/text.hpp"

namespace nnpipe::train {

double held_out_part(std::size_t frames) {
  constexpr double usual = 0.1, most = 0.25, enough = 10;
  return std::clamp(enough / static_cast<double>(std::max<std::size_t>(frames, 1)), usual, most);
}

Split split_samples(std::size_t samples, double fraction, std::uint64_t seed, std::string_view nouns) {
  const auto held_out = static_cast<std::size_t>(std::llround(fraction * static_cast<double>(samples)));
  if (fraction > 0 && held_out == 0) {
    fail("{} {} are too few to hold out the part {} of them for validation: give more, or --validation 0", samples,
         nouns, to_text(fraction));
  }
  if (held_out >= samples) fail("{} rows, all held out for validation: nothing is left to train on", samples);
  std::vector<std::size_t> order(samples);
  std::iota(order.begin(), order.end(), std::size_t{0});
  constexpr std::uint64_t stream = 0x73706c6974;  // "split": no other draw of this seed is shared
  Random random{seed, stream};
  random.shuffle(order);
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(held_out);
  Split split{{middle, order.end()}, {order.begin(), middle}};
  std::sort(split.training.begin(), split.training.end());
  std::sort(split.validation.begin(), split.validation.end());
  return split;
}

}  // namespace nnpipe::train
