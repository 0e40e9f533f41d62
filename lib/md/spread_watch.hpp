// Watching how far the members of a committee disagree in a run: frames set aside, and an end to it.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "io/extxyz.hpp"
#include "md/run.hpp"
#include "potential/committee_spread.hpp"

namespace nnpipe::md {

struct SpreadOptions {
  std::vector<std::int64_t> intervals;                     // steps: looks at all multiples of any
  double limit = std::numeric_limits<double>::infinity();  // eV/Å: frames whose largest is above are set aside
  double stop = std::numeric_limits<double>::infinity();   // eV/Å: the run ends where the largest is above
  std::string frames;                                      // where to, if there are any; empty: nowhere
};

class SpreadWatch final : public Observer {
 public:
  // Keeps a reference to the committee, which is the evaluator's potential. `start`: see frame_kept().
  SpreadWatch(const potential::Committee& committee, const Frame& start, SpreadOptions options);

  potential::Want want(std::int64_t step) const override;
  bool see(const Moment& moment) override;
  // Finds the spread of this moment, whatever its step.
  void evaluate(const Moment& moment);
  void close();

  // As of the last look.
  const potential::CommitteeSpread& spread() const { return x_spread; }
  bool stopped() const { return x_stopped; }
  // "3 of 12 steps looked at were disputed, most at step 40: 0.21 eV/Å"; empty if none was.
  std::string summary() const;

 private:
  bool due(std::int64_t step) const;

  const potential::Committee& x_committee;
  SpreadOptions x_options;
  Frame x_frame;
  std::optional<io::FrameWriter> x_aside;
  potential::CommitteeSpread x_spread;
  std::int64_t x_step = -1;  // of the last look
  std::int64_t x_looks = 0, x_disputed = 0, x_worst_step = 0;
  double x_worst = 0;
  bool x_stopped = false;
  std::string x_unit;
};

}  // namespace nnpipe::md
