// The loop of a fit: epochs of an optimiser, errors after each, and callbacks that log, keep and stop.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/archive.hpp"
#include "io/table.hpp"
#include "optimise/objective.hpp"
#include "optimise/optimizer.hpp"
#include "train/checkpoint.hpp"
#include "train/log_table.hpp"
#include "train/time_limit.hpp"

namespace nnpipe::train {

// Of one quantity: a target of a table; energies, forces or stresses of frames.
struct QuantityErrors {
  double rmse = 0;  // root mean square; of classes: the part that is right
  double mean = 0;  // mean absolute
  double loss = 0;  // its part of the loss
};

// Errors on one part of the data, in the units of tables.
struct Errors {
  double score = 0;                // what parameters are judged by
  double loss = 0;                 // what the optimiser makes small
  std::vector<QuantityErrors> of;  // in the objective's order

  void archive(Archive& archive);
};

// What is known after an epoch.
struct EpochReport {
  std::size_t start = 1;        // random start, from 1
  std::size_t epoch = 0;        // from 1; 0: before the first
  std::size_t most_epochs = 0;  // of a start; with a time limit as far as is known
  Errors training, validation;
  bool has_validation = false;
  bool cautious = false;  // so few are held out that they may be easy by chance: the worse of both scores counts
  double l2_loss = 0;     // ½ l2 |w|², which the optimiser makes small with training.loss; in neither of both
  double seconds = 0;     // since the start of the fit

  const Errors& judged() const { return has_validation ? validation : training; }
  double score() const { return cautious ? std::max(training.score, validation.score) : judged().score; }
  // What epochs of one fit are compared by: held-out errors, or without any all that the optimiser makes small.
  double rank() const { return !has_validation && l2_loss > 0 ? training.loss + l2_loss : score(); }
  void archive(Archive& archive);
};

class Callback {
 public:
  virtual ~Callback() = default;
  // True: stop after this epoch.
  virtual bool after(const EpochReport& report, std::span<const double> parameters) = 0;
  virtual void archive(Archive& /*archive*/) {}
};

// Keeps the parameters of the lowest rank.
class BestParameters : public Callback {
 public:
  bool after(const EpochReport& report, std::span<const double> parameters) override;
  void archive(Archive& archive) override;
  const EpochReport& report() const { return x_report; }
  const std::vector<double>& parameters() const { return x_parameters; }

 private:
  EpochReport x_report;
  std::vector<double> x_parameters;
};

// Stops when the lowest rank of this start has not fallen for `patience` epochs; 0: never.
class EarlyStopping : public Callback {
 public:
  explicit EarlyStopping(std::size_t patience) : x_patience{patience} {}
  bool after(const EpochReport& report, std::span<const double> parameters) override;
  void archive(Archive& archive) override;

 private:
  std::size_t x_patience, x_since = 0;
  bool x_begun = false;
  double x_lowest = 0;
};

// Stops when the score is at most `target`.
class StopAtTarget : public Callback {
 public:
  explicit StopAtTarget(double target) : x_target{target} {}
  bool after(const EpochReport& report, std::span<const double>) override { return report.score() <= x_target; }

 private:
  double x_target;
};

// A row an epoch; `row` makes it of what the header's fields say.
class Log : public Callback {
 public:
  using Row = std::function<void(const EpochReport&, std::vector<double>& row)>;
  Log(const std::string& path, io::TableHeader header, Row row)
      : x_table{path, std::move(header)}, x_make{std::move(row)} {}
  bool after(const EpochReport& report, std::span<const double> parameters) override;
  void archive(Archive& archive) override { x_table.archive(archive); }
  void close() { x_table.close(); }

 private:
  LogTable x_table;
  Row x_make;
  std::vector<double> x_row;
};

// Seconds of a fit, those before it was killed included.
class Stopwatch {
 public:
  double seconds() const;
  void archive(Archive& archive);

 private:
  std::chrono::steady_clock::time_point x_begin = std::chrono::steady_clock::now();
  double x_before = 0;
};

using Measure = std::function<Errors(std::span<const double> parameters)>;

// One start of a fit.
struct Run {
  optimise::Optimizer& optimizer;
  optimise::Objective& objective;  // what `optimizer` works on
  Measure training, validation;    // the second may be empty: nothing is held out
  bool measure_training = true;    // else only where nothing is held out
  bool cautious = false;           // see EpochReport; both are measured
  std::size_t start = 1, epochs = 1;
  double l2 = 0;  // reported alone: the optimiser's objective has it already
  std::span<Callback* const> callbacks;
  Stopwatch& stopwatch;
  Checkpoint* checkpoint = nullptr;
  std::string saved{};   // what the checkpoint had of this start; empty: begin
  Pace* pace = nullptr;  // of `epochs`, for a time limit; none: all of them
};

struct RunOutcome {
  std::size_t epochs = 0;
  bool converged = false;  // the optimiser saw nothing more to gain
  bool stopped = false;    // by a callback
  bool out_of_time = false;
};

// Improves `parameters` for at most `epochs`, or as many as the pace has time for. Reports epoch 0 too. Callbacks are
// all called, in order. Throws Error when the score is no longer finite.
RunOutcome run(const Run& what, std::span<double> parameters);

// The start that a checkpoint was saved in.
std::size_t saved_start(const std::string& saved);

}  // namespace nnpipe::train
