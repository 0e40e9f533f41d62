// Watching a run for what is no physics any more: symmetry functions that leave their training range, atoms that come
// too near, or lose one another, a committee in dispute, a temperature that runs away.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>

#include "md/run.hpp"
#include "potential/range_watch.hpp"
#include "potential/structure_limits.hpp"

namespace nnpipe::md {

struct SafetyLimits {
  potential::RangeLimit range{};
  potential::StructureLimits::Asked structures{};            // what is looked for besides
  double hottest = std::numeric_limits<double>::infinity();  // K
};

// The temperature above which a run has run away: ten times the highest that is held or begun with, and at least 2000 K
// (10 in reduced units), 10000 K (50) for a run that begins at rest and holds none.
double hottest_allowed(const State& start, double held);

// Looks every so many steps; the first look that finds a limit passed ends the run.
class SafetyWatch final : public Observer {
 public:
  // Keeps a reference to the potential. `say` gets the warnings.
  SafetyWatch(const potential::Potential& potential, const Frame& start, std::int64_t every, SafetyLimits limits,
              std::function<void(const std::string&)> say);

  bool see(const Moment& moment) override;

  // Symmetry functions outside their range at the last look.
  const std::int64_t& outside() const { return x_ranges.outside(); }
  // "12 of 100 steps looked at left the training range, farthest …"; empty if none did.
  std::string summary() const { return x_ranges.summary("steps looked at"); }
  bool stopped() const { return !x_reason.empty(); }
  // What passed its limit; empty as long as nothing did.
  const std::string& reason() const { return x_reason; }
  // "outside the training range since step 120, last inside at step 110"; empty before the first look.
  std::string history() const;
  // The last look that found nothing to remark; −1: none did.
  std::int64_t last_inside() const { return x_inside; }

  using Memory = potential::RangeWatch::Memory;
  Memory memory() const;
  void recall(const Memory& memory);

 private:
  std::string violation(const Moment& moment);

  bool x_has_range;
  std::int64_t x_every;
  SafetyLimits x_limits;
  potential::RangeWatch x_ranges;
  potential::StructureLimits x_structures;
  std::int64_t x_since = -1, x_inside = -1;  // steps: the first of the looks outside that go on to the last one
  std::string x_reason;
};

}  // namespace nnpipe::md
