// What is asked of candidates, and what each of them is found to be.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/novelty.hpp"
#include "analysis/pool.hpp"
#include "analysis/spread.hpp"
#include "atoms/frame.hpp"

namespace nnpipe::pick {

// A frame is wanted if a number of it is above `low`, and unusable if it is above `high`.
struct Bounds {
  bool asked = false;
  double low = 0, high = std::numeric_limits<double>::infinity();
};

struct Criteria {
  Bounds extrapolation, novelty, mean_novelty;  // of the site that is farthest out
  Bounds energy, force;                         // spread: in internal units per atom, and of the most disputed force

  bool any() const { return extrapolation.asked || novelty.asked || mean_novelty.asked || spread(); }
  bool spread() const { return energy.asked || force.asked; }
  bool bounded() const;  // has an upper bound
};

enum class Outcome { inside, picked, beyond, broken, similar, left };
std::string to_string(Outcome outcome);

// All numbers of a frame; those that were not asked for are 0.
struct Findings {
  std::size_t atoms = 0, extrapolating = 0;  // atoms outside the training range
  double extrapolation = 0, novelty = 0, mean_novelty = 0, energy_spread = 0, force_spread = 0;
  std::vector<std::string> reasons;  // criteria that want it
  bool beyond = false;
  double rank = 0;  // the largest number over its lower bound
};

// What can be said of a frame without the others.
struct Look {
  analysis::Sites sites;
  std::optional<analysis::Spread> spread;
};

// Measures frames and marks what it has found in them: a column each of what belongs to atoms, keys of the rest.
class Judge {
 public:
  Judge(Criteria criteria, const analysis::Novelty* novelty, const analysis::SpreadMeter* spread)
      : x_criteria{criteria}, x_novelty{novelty}, x_spread{spread} {}

  // The first step, on any thread.
  Look look(const Frame& frame, const std::string& place) const;
  Findings judge(Frame& frame, Look& look) const;

 private:
  void weigh(const Bounds& bounds, const char* name, double value, Findings& findings) const;
  void appraise(analysis::Sites& sites) const;
  void take_sites(Frame& frame, const analysis::Sites& sites, Findings& found) const;
  void take_spread(Frame& frame, const analysis::Spread& spread, Findings& found) const;

  Criteria x_criteria;
  const analysis::Novelty* x_novelty;
  const analysis::SpreadMeter* x_spread;
};

}  // namespace nnpipe::pick
