#include "train/loop.hpp"

#include <cmath>

#include "base/error.hpp"

namespace nnpipe::train {

void Errors::archive(Archive& archive) {
  archive.number(score);
  archive.number(loss);
  std::size_t count = of.size();
  archive.count(count);
  of.resize(count);
  for (auto& quantity : of) {
    archive.number(quantity.rmse);
    archive.number(quantity.mean);
    archive.number(quantity.loss);
  }
}

void EpochReport::archive(Archive& archive) {
  archive.count(start);
  archive.count(epoch);
  archive.count(most_epochs);
  training.archive(archive);
  validation.archive(archive);
  archive.flag(has_validation);
  archive.flag(cautious);
  archive.number(l2_loss);
  archive.number(seconds);
}

bool BestParameters::after(const EpochReport& report, std::span<const double> parameters) {
  if (!x_parameters.empty() && !(report.rank() < x_report.rank())) return false;
  x_report = report;
  x_parameters.assign(parameters.begin(), parameters.end());
  return false;
}

void BestParameters::archive(Archive& archive) {
  x_report.archive(archive);
  archive.values(x_parameters);
}

bool EarlyStopping::after(const EpochReport& report, std::span<const double>) {
  ++x_since;
  if (!x_begun || report.rank() < x_lowest) {
    x_begun = true;
    x_lowest = report.rank();
    x_since = 0;
  }
  return x_patience > 0 && x_since >= x_patience;
}

void EarlyStopping::archive(Archive& archive) {
  archive.count(x_since);
  archive.flag(x_begun);
  archive.number(x_lowest);
}

bool Log::after(const EpochReport& report, std::span<const double>) {
  x_row.clear();
  x_make(report, x_row);
  x_table.write(x_row);
  return false;
}

double Stopwatch::seconds() const {
  return x_before + std::chrono::duration<double>(std::chrono::steady_clock::now() - x_begin).count();
}

void Stopwatch::archive(Archive& archive) {
  double seconds = this->seconds();
  archive.number(seconds);
  if (archive.restoring()) x_before = seconds;
}

namespace {

EpochReport measured(const Run& what, std::size_t epoch, std::span<const double> parameters) {
  EpochReport report;
  report.start = what.start;
  report.epoch = epoch;
  report.has_validation = static_cast<bool>(what.validation);
  report.cautious = what.cautious && what.measure_training && report.has_validation;
  if (what.measure_training || !report.has_validation) report.training = what.training(parameters);
  if (report.has_validation) report.validation = what.validation(parameters);
  if (what.l2 > 0) {
    for (const double w : parameters) report.l2_loss += 0.5 * what.l2 * w * w;
  }
  if (!std::isfinite(report.score())) fail("the fit diverged in epoch {}: the error is not finite", epoch);
  report.seconds = what.stopwatch.seconds();
  return report;
}

}  // namespace

RunOutcome run(const Run& what, std::span<double> parameters) {
  RunOutcome outcome;
  Pace all{what.epochs};
  Pace& pace = what.pace != nullptr ? *what.pace : all;
  std::size_t epoch = 0;
  const auto everything = [&](Archive& archive) {
    std::size_t start = what.start;
    archive.count(start);
    archive.count(epoch);
    what.stopwatch.archive(archive);
    archive.values(parameters);
    for (Callback* callback : what.callbacks) callback->archive(archive);
    what.objective.archive(archive);
    what.optimizer.archive(archive);
  };
  if (!what.saved.empty()) {
    Archive archive{what.saved};
    everything(archive);
    pace.resume(epoch);
    outcome.epochs = epoch++;
  }
  for (; epoch <= pace.epochs(); ++epoch) {
    if (epoch > 0 && !what.optimizer.epoch(parameters)) {
      outcome.converged = true;
      break;
    }
    outcome.epochs = epoch;
    EpochReport report = measured(what, epoch, parameters);
    epoch == 0 ? pace.begin() : pace.count();
    report.most_epochs = pace.epochs();
    if (report.most_epochs != what.epochs) what.optimizer.expect(report.most_epochs);
    for (Callback* callback : what.callbacks) outcome.stopped = callback->after(report, parameters) || outcome.stopped;
    if (outcome.stopped) break;
    if (epoch > 0) what.optimizer.observe(report.rank());
    if (what.checkpoint != nullptr && what.checkpoint->due()) {
      Archive archive;
      everything(archive);
      what.checkpoint->save(archive);
    }
  }
  outcome.out_of_time = pace.out_of_time() && !outcome.converged && !outcome.stopped;
  return outcome;
}

std::size_t saved_start(const std::string& saved) {
  std::size_t start = 1;
  if (!saved.empty()) Archive{saved}.count(start);
  return start;
}

}  // namespace nnpipe::train
