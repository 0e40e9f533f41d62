// Mean square displacement and velocity autocorrelation of a trajectory, over many time origins.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "atoms/columns.hpp"
#include "atoms/frame.hpp"

namespace nnpipe::analysis {

// Collects over frames at equal intervals; the last `lags` origins are kept, so memory is bounded by lags · atoms /
// origin_interval. Atoms keep their order, or have ids.
class Correlation {
 public:
  enum class Quantity { displacement, velocity };

  // lags: how many frames the longest interval spans; a new origin is taken every `origin_interval` frames.
  Correlation(Quantity quantity, std::size_t lags, std::size_t origin_interval = 1);

  // Displacements: atoms are followed through the faces of the cell, by their counts of crossings (column image), or
  // where there are none by the shortest step, at most half the cell from frame to frame; the drift of the centre of
  // mass is taken out. Throws Error if atoms changed, or if the cell's vectors became others.
  void add(const Frame& frame);

  struct Curve {
    std::string name;                  // element, or "all"
    std::vector<double> value;         // at lags 0, 1 …: ⟨|Δr|²⟩ in Å², or ⟨v(0)·v(t)⟩ in Å²/ps²
    std::vector<std::size_t> origins;  // each is a mean over
  };
  std::vector<Curve> curves() const;
  std::size_t frames() const { return x_frames; }
  // The largest step along a periodic cell vector, in parts of it, of those that were taken to be the shortest. Near
  // 0.5 it is not known which way an atom went.
  double largest_step() const { return x_largest_step; }

 private:
  void follow(const Frame& frame);
  void check_same_vectors(const Cell& cell) const;
  std::vector<Vec3> take(const Frame& frame);

  Quantity x_quantity;
  std::size_t x_lags, x_interval, x_frames = 0;
  AtomOrder x_order;
  std::vector<Element> x_elements;
  std::vector<Vec3> x_last, x_unwrapped;
  std::vector<std::array<std::int64_t, 3>> x_crossings;  // of the last frame
  std::array<bool, 3> x_periodic{};
  Cell x_cell;  // of the last frame
  double x_largest_step = 0;
  struct Origin {
    std::size_t frame;
    std::vector<Vec3> value;
  };
  std::deque<Origin> x_origins;
  std::map<Element, std::vector<double>> x_sums;  // by element: lag → sum over atoms and origins
  std::vector<std::size_t> x_counts;              // lag → origins
};

struct Diffusion {
  double coefficient, error;  // slope/6 of the mean square displacement, Å²/ps
};

// Slope between `begin` and the end of the curve (fraction of its length); the error from the spread of four parts.
Diffusion diffusion_coefficient(const std::vector<double>& msd, double interval, double begin = 0.2);

// Density of states: cosine transform of the normalised autocorrelation under a Blackman window, `points` frequencies
// up to the Nyquist limit (THz where the interval is in ps); integrates to 1.
std::vector<std::pair<double, double>> density_of_states(const std::vector<double>& autocorrelation, double interval,
                                                         std::size_t points);

}  // namespace nnpipe::analysis
