// What watches a run, by its options.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "md/safety_watch.hpp"
#include "md/spread_watch.hpp"
#include "md/state.hpp"
#include "options.hpp"

namespace nnpipe::run_md {

class Watches {
 public:
  // Throws Error for options that mean nothing for such a potential. `state`: that the run begins in.
  Watches(const potential::Potential& potential, const Frame& start, const md::State& state, const Options& options);

  // In the order in which they look: before anything that shows what they have found.
  std::vector<md::Observer*> observers();
  md::SafetyWatch::Memory memory() const { return x_safety.memory(); }
  void recall(const md::SafetyWatch::Memory& memory) { x_safety.recall(memory); }

  // What tables and frames show; none where nobody looks.
  const std::int64_t* outside() const { return x_ranges ? &x_safety.outside() : nullptr; }
  const potential::CommitteeSpread* spread() const { return x_spread ? &x_spread->spread() : nullptr; }

  // Whether one of them has ended the run.
  bool stopped() const { return x_safety.stopped() || (x_spread && x_spread->stopped()); }
  // What ended the run, or what is to be known of a run that blew up: since when it was outside, and where inside last.
  std::string reason() const;
  std::string history() const;
  // The spread at the last step of a run that ended before its time.
  void evaluate_last(const md::Moment& end);
  // Closes the frames that were set aside.
  void close();
  // Warnings about a run that has come to its end.
  void warn_of_the_rest() const;

 private:
  bool x_looks, x_ranges;
  std::int64_t x_every;  // steps between frames of the trajectory
  md::SafetyWatch x_safety;
  std::unique_ptr<md::SpreadWatch> x_spread;
};

// Warns where a ramp of the temperature has ended, and the atoms are not there: more than a fifth of the way is
// missing, and more than fluctuations explain.
void warn_of_ramp(const md::State& end, const Options& options);

}  // namespace nnpipe::run_md
