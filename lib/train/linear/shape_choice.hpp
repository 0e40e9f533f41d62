// The cutoff of a linear fit, and how many channels of which degree: by frames held out, within the price.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "train/linear/linear_search.hpp"
#include "train/linear/pool_shape.hpp"
#include "train/time_limit.hpp"

namespace nnpipe::train {

// What was tried, on some of the frames with some of the candidates.
struct ShapeTrial {
  double cutoff = 0;  // Å
  PoolShape shape;
  double error = 0;  // RMSE of held-out forces, else energies: meV/Å, meV/atom (lj: reduced)
  double price = 0;  // estimated, µs, of the potential with this error
};

// "cutoff 4.5 Å, 6 channels, degree 2: held-out error 31.2 at 1.4 µs".
std::string in_words(const ShapeTrial& trial, std::size_t elements);

struct ShapeChoice {
  ShapeTrial best;
  std::vector<ShapeTrial> tried;  // in their order; none where nothing is held out
  double price = 0;               // the limit in the end
  std::vector<std::string> why;   // the limit rose, or did not, in words
  // s of the longest trial, and what it was made with, for a guess of what a fit takes.
  double seconds = 0;
  std::size_t rows = 0, columns = 0;
};

// `cutoff` above 0 is given. The limit of the price is doubled, up to the most it may be, as long as that takes a
// fifth off the held-out error. With a time limit trials begin at a usual cutoff and are as many, on as many frames, as
// there is time for; one at least. Calls `say` with each trial and each such step, in words. Throws Error if no two
// atoms are near one another, and where the time is over before the first trial.
ShapeChoice choose_shape(const LinearTask& task, const Split& split, double cutoff, const PriceLimit& limit,
                         const std::function<void(const std::string&)>& say, const TimeLimit& time = {});

}  // namespace nnpipe::train
