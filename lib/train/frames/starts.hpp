// One random start after the other on the same frames; the best is kept, or the best of each as a committee.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "train/frames/force_objective.hpp"
#include "train/frames/frame_method.hpp"
#include "train/frames/plausible.hpp"
#include "train/frames/problem.hpp"
#include "train/options.hpp"

namespace nnpipe::train {

// Fewer held-out frames than this are now and then the easiest of all.
inline constexpr std::size_t few_held_out = 20;

// Errors in the units of tables; `frames` must outlive it.
Measure measure_of(ForceObjective& frames, UnitStyle units);

// As many frames as there are, drawn with replacement.
std::vector<std::size_t> bootstrap(const std::vector<std::size_t>& frames, std::uint64_t seed);

// The best of each start, and what networks it was found for.
class BestOfStarts : public Callback {
 public:
  struct Start {
    BestParameters best;
    std::vector<double> factors;  // of the networks' outputs
  };

  void begin(std::size_t start, std::vector<double> factors);
  void end(std::size_t epochs) { x_epochs += epochs; }
  bool after(const EpochReport& report, std::span<const double> parameters) override;
  void archive(Archive& archive) override;

  const std::vector<Start>& starts() const { return x_starts; }
  std::size_t best() const;                             // the start with the lowest score, from 0
  std::size_t epochs() const { return x_epochs; }       // of the starts that have ended
  const EpochReport& first() const { return x_first; }  // of the first start, before its first epoch

 private:
  std::vector<Start> x_starts;
  std::size_t x_epochs = 0;
  EpochReport x_first;
};

class Starts {
 public:
  // Starts that were not asked for follow where what was reached is unsound, and with a time limit as long as there is
  // time for one more and one of the last three was the best. The data are transformed; `model` has scalings of them,
  // and networks where the fit goes on from a start. `fit` has its defaults.
  Starts(const FrameOptions& options, const FitOptions& fit, const FrameProblem& problem, potential::Model model);

  FitResult run();

 private:
  FrameMethod one(std::size_t start, std::string saved);
  bool goes_on(std::size_t start) const;
  // An equal share for each start that was asked for, else all that is left.
  TimeLimit time_of(std::size_t start) const;
  void begin_networks(std::size_t start, std::uint64_t seed);
  const std::vector<std::size_t>& hidden_of(std::size_t start) const;
  potential::Model model_of(std::size_t start) const;
  std::string identity() const;
  // What speaks against using what was reached; empty: nothing.
  std::string unsound(const EpochReport& report) const;
  void open_log(const FrameMethod& method);

  const FrameOptions& x_options;
  const FitOptions& x_fit;
  const FrameProblem& x_problem;
  LabelSizes x_sizes;
  potential::Model x_model;
  Checkpoint x_checkpoint;
  Stopwatch x_stopwatch;
  std::optional<Log> x_log;
  BestOfStarts x_kept;
  double x_longest = 0;  // s that a start took
};

}  // namespace nnpipe::train
