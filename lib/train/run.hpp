// The loop of a fit: epochs of an optimiser, errors after each, and callbacks that log, keep and stop.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "io/table.hpp"
#include "optimise/optimizer.hpp"
#include "train/checkpoint.hpp"
#include "train/log_table.hpp"
#include "train/tables/network_objective.hpp"

namespace nnpipe::train {

// Root-mean-square errors of one part of the data, in the targets' own units.
struct Errors {
  double rmse = 0;                 // over all targets; of classes: the mean cross-entropy
  std::vector<double> of_targets;  // one a target; of classes: the accuracy
  double loss = 0;                 // Γ, of targets as the network has them
};

// √ of the mean squares, each target's error multiplied by its factor (output of the network → quantity).
Errors errors_of(NetworkObjective& objective, std::span<const double> parameters, std::span<const double> factors);

// What is known after an epoch.
struct EpochReport {
  std::size_t epoch = 0;  // from 1; 0: before the first
  Errors training;
  Errors validation;  // empty without a validation part
  bool has_validation = false;
  double l2_loss = 0;  // ½ l2 |w|², which the optimiser makes small with training.loss
  double seconds = 0;  // since the start of the fit
  std::span<const double> parameters;

  // What decides which parameters are the best: the validation error, else that of training.
  double score() const { return has_validation ? validation.rmse : training.rmse; }
};

class Callback {
 public:
  virtual ~Callback() = default;
  // True: stop after this epoch.
  virtual bool after(const EpochReport& report) = 0;
  virtual void archive(Archive& /*archive*/) {}
};

// Keeps the parameters of the lowest score.
class BestParameters : public Callback {
 public:
  bool after(const EpochReport& report) override;
  void archive(Archive& archive) override;
  bool improved() const { return x_improved; }  // at the last epoch
  std::size_t epoch() const { return x_epoch; }
  double score() const { return x_score; }
  const std::vector<double>& parameters() const { return x_parameters; }

 private:
  std::size_t x_epoch = 0;
  double x_score = 0;
  bool x_improved = false;
  std::vector<double> x_parameters;
};

// Stops when the lowest score has not fallen for `patience` epochs; 0: never.
class EarlyStopping : public Callback {
 public:
  explicit EarlyStopping(std::size_t patience) : x_patience{patience} {}
  bool after(const EpochReport& report) override;
  void archive(Archive& archive) override { x_best.archive(archive); }

 private:
  std::size_t x_patience;
  BestParameters x_best;
};

// Stops when the score is at most `target`.
class StopAtTarget : public Callback {
 public:
  explicit StopAtTarget(double target) : x_target{target} {}
  bool after(const EpochReport& report) override { return report.score() <= x_target; }

 private:
  double x_target;
};

// What a log calls the errors of classes.
inline const std::vector<std::string> class_columns{"loss", "accuracy"};

// A row an epoch: epoch, train_rmse, validation_rmse, with several targets train_rmse_NAME … of each, seconds. With
// `targets` of class_columns: epoch, train_loss, train_accuracy, ….
class Log : public Callback {
 public:
  // `header` brings units and notes; the fields are set here.
  // `has_l2`: also train_loss, where the errors are not that already, and train_loss_l2.
  Log(const std::string& path, io::TableHeader header, const std::vector<std::string>& targets, bool has_validation,
      bool has_l2 = false);
  bool after(const EpochReport& report) override;
  void archive(Archive& archive) override { x_table.archive(archive); }
  void close() { x_table.close(); }

 private:
  LogTable x_table;
  bool x_classes, x_has_l2;
  std::vector<double> x_row;
};

struct RunOutcome {
  std::size_t epochs = 0;
  bool converged = false;  // the optimiser saw nothing more to gain
  bool stopped = false;    // by a callback
};

// Runs `optimizer` on `parameters` for at most `epochs`. `validation` may be null. The training error is computed only
// if `with_training`, or if there is no validation part. Reports epoch 0 too. Callbacks are all called, in order. Goes
// on from the checkpoint if there is one. `l2` is only reported: the optimiser's objective has it already.
RunOutcome run(optimise::Optimizer& optimizer, std::span<double> parameters, std::size_t epochs,
               NetworkObjective& training, NetworkObjective* validation, std::span<const double> factors,
               bool with_training, std::span<Callback* const> callbacks, Checkpoint* checkpoint = nullptr,
               double l2 = 0);

}  // namespace nnpipe::train
