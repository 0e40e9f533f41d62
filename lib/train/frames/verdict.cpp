#include "train/frames/verdict.hpp"

#include "base/shown_units.hpp"
#include "train/frames/force_objective.hpp"
#include "train/frames/plausible.hpp"

namespace nnpipe::train {

namespace {

Reached reached_by(const FitResult& result, const Errors& errors, const FrameOptions& options,
                   const FrameProblem& problem) {
  const UnitStyle units = problem.sets.units;
  const double milli = shown_units(units).small_energy.factor, pressure = shown_units(units).stress.factor;
  const auto scales = loss_scales(options, problem.data.labels(), units);
  constexpr double weighty = 3;
  return {errors.of[frame_energy].rmse / milli,
          errors.of[frame_force].rmse / milli,
          weighty * scales.energy,
          weighty * scales.force,
          result.epochs,
          &errors == &result.best.validation,
          errors.of[frame_stress].rmse / pressure,
          options.stress_scale / pressure};
}

}  // namespace

void judge_linear_gap(const FrameProblem& problem, const FrameOptions& options, FitResult& result) {
  if (!(options.most_gap > 0)) return;
  const auto sizes = label_sizes(problem.data, problem.split.training);
  result.unsound =
      overfitted(result.best, sizes, options, problem.sets.units, "give more frames, or fewer --functions");
}

void judge_learning(const FrameProblem& problem, const FrameOptions& options, bool strict, FitResult& result) {
  const auto sizes = label_sizes(problem.data, problem.split.training);
  const auto learned = [&](const Errors& errors) {
    return little_learned(sizes, reached_by(result, errors, options, problem), problem.sets.units);
  };
  auto little = learned(result.best.training);
  if (little.empty() && result.best.has_validation) little = learned(result.best.validation);
  if (little.empty()) return;
  if (strict && options.most_gap > 0 && result.unsound.empty()) {
    result.unsound = little.front();
  } else if (options.warn) {
    for (const auto& line : little) options.warn(line);
  }
}

}  // namespace nnpipe::train
