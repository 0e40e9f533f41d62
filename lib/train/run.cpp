#include "train/run.hpp"

#include <chrono>
#include <cmath>
#include <utility>

#include "base/error.hpp"

namespace nnpipe::train {

Errors errors_of(NetworkObjective& objective, std::span<const double> parameters, std::span<const double> factors) {
  if (objective.classifies()) {
    const ClassErrors errors = objective.class_errors(parameters);
    return {errors.loss, {errors.accuracy}, errors.loss};
  }
  const auto squares = objective.mean_squares(parameters);
  Errors errors;
  double sum = 0;
  for (std::size_t i = 0; i < squares.size(); ++i) {
    const double square = squares[i] * factors[i] * factors[i];
    sum += square;
    errors.loss += 0.5 * squares[i];
    errors.of_targets.push_back(std::sqrt(square));
  }
  errors.rmse = std::sqrt(sum / static_cast<double>(squares.size()));
  return errors;
}

bool BestParameters::after(const EpochReport& report) {
  x_improved = x_parameters.empty() || report.score() < x_score;
  if (x_improved) {
    x_score = report.score();
    x_epoch = report.epoch;
    x_parameters.assign(report.parameters.begin(), report.parameters.end());
  }
  return false;
}

void BestParameters::archive(Archive& archive) {
  archive.count(x_epoch);
  archive.number(x_score);
  archive.flag(x_improved);
  archive.values(x_parameters);
}

bool EarlyStopping::after(const EpochReport& report) {
  x_best.after(report);
  return x_patience > 0 && report.epoch - x_best.epoch() >= x_patience;
}

namespace {

io::TableHeader log_header(io::TableHeader header, const std::vector<std::string>& targets, bool has_validation,
                           bool has_l2) {
  header.fields = {"epoch"};
  for (const char* part : {"train", "validation"}) {
    if (part[0] == 'v' && !has_validation) continue;
    if (targets == class_columns) {
      for (const auto& name : class_columns) header.fields.push_back(std::string{part} + "_" + name);
      continue;
    }
    header.fields.push_back(std::string{part} + "_rmse");
    if (targets.size() == 1) continue;
    for (const auto& target : targets) header.fields.push_back(std::string{part} + "_rmse_" + target);
  }
  if (has_l2 && targets != class_columns) header.fields.emplace_back("train_loss");
  if (has_l2) header.fields.emplace_back("train_loss_l2");
  header.fields.emplace_back("seconds");
  return header;
}

}  // namespace

Log::Log(const std::string& path, io::TableHeader header, const std::vector<std::string>& targets, bool has_validation,
         bool has_l2)
    : x_table{path, log_header(std::move(header), targets, has_validation, has_l2)},
      x_classes{targets == class_columns},
      x_has_l2{has_l2} {}

bool Log::after(const EpochReport& report) {
  x_row = {static_cast<double>(report.epoch)};
  const auto add = [&](const Errors& errors) {
    x_row.push_back(errors.rmse);
    if (errors.of_targets.size() > 1 || x_classes)
      x_row.insert(x_row.end(), errors.of_targets.begin(), errors.of_targets.end());
  };
  add(report.training);
  if (report.has_validation) add(report.validation);
  if (x_has_l2 && !x_classes) x_row.push_back(report.training.loss);
  if (x_has_l2) x_row.push_back(report.l2_loss);
  x_row.push_back(report.seconds);
  x_table.write(x_row);
  return false;
}

RunOutcome run(optimise::Optimizer& optimizer, std::span<double> parameters, std::size_t epochs,
               NetworkObjective& training, NetworkObjective* validation, std::span<const double> factors,
               bool with_training, std::span<Callback* const> callbacks, Checkpoint* checkpoint, double l2) {
  const auto start = std::chrono::steady_clock::now();
  RunOutcome outcome;
  std::size_t epoch = 0;
  double before = 0, seconds = 0;  // of the runs that were killed; of all
  const auto everything = [&](Archive& archive) {
    archive.count(epoch);
    archive.number(seconds);
    archive.values(parameters);
    training.archive(archive);
    optimizer.archive(archive);
    for (Callback* callback : callbacks) callback->archive(archive);
  };
  if (const auto saved = checkpoint != nullptr ? checkpoint->restore() : std::string{}; !saved.empty()) {
    Archive archive{saved};
    everything(archive);
    outcome.epochs = epoch++;
    before = seconds;
  }
  for (; epoch <= epochs; ++epoch) {
    if (epoch > 0 && !optimizer.epoch(parameters)) {
      outcome.converged = true;
      break;
    }
    outcome.epochs = epoch;
    EpochReport report;
    report.epoch = epoch;
    report.parameters = parameters;
    if (with_training || validation == nullptr) report.training = errors_of(training, parameters, factors);
    if (validation != nullptr) {
      report.has_validation = true;
      report.validation = errors_of(*validation, parameters, factors);
    }
    if (l2 > 0) {
      for (const double w : parameters) report.l2_loss += 0.5 * l2 * w * w;
    }
    if (!std::isfinite(report.score())) fail("the fit diverged in epoch {}: the error is not finite", epoch);
    seconds = before + std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    report.seconds = seconds;
    for (Callback* callback : callbacks) outcome.stopped = callback->after(report) || outcome.stopped;
    if (epoch > 0) optimizer.observe(report.score());
    if (outcome.stopped) break;
    if (checkpoint != nullptr && checkpoint->due()) {
      Archive archive;
      everything(archive);
      checkpoint->save(archive);
    }
  }
  return outcome;
}

}  // namespace nnpipe::train
