#include "train/frames/fit.hpp"

#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

#include "train/frames/calibration.hpp"
#include "train/frames/consistency.hpp"
#include "train/frames/describe.hpp"
#include "train/frames/hole_closing.hpp"
#include "train/frames/short_range.hpp"
#include "train/frames/starts.hpp"
#include "train/frames/verdict.hpp"

namespace nnpipe::train {

namespace {

// Of the time there is; the rest is for holes and for what is measured at the end.
constexpr double part_for_training = 0.9;

// How the spread of a committee compares with errors of the held-out frames.
void calibrate(const FrameProblem& problem, FitResult& result) {
  if (result.members.size() < 2) return;
  SpreadCalibration calibration{result.members, problem.data};
  calibration.add_unseen(problem.split.validation);
  std::vector<std::size_t> all(problem.data.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  set_dispute(calibration.result(all), result.model, result.members);
}

}  // namespace

FitResult fit_frames(io::FrameReader& frames, const std::optional<descriptor::SetFile>& sets,
                     const FrameOptions& options, const FitOptions& asked) {
  const FitOptions fit = with_defaults(asked, frame_defaults);
  FrameProblem problem = read_frames(frames, sets, options, fit);
  FitResult result = fit_problem(problem, options, fit);
  if (!sets) result.dropped.clear();
  return result;
}

FitResult fit_problem(FrameProblem& problem, const FrameOptions& options, const FitOptions& asked) {
  const FitOptions fit = with_defaults(asked, frame_defaults);
  const FrameData& data = problem.data;
  const UnitStyle units = problem.sets.units;
  const auto warn_of = [&](const std::vector<std::string>& lines) {
    for (const auto& line : lines) options.warn(line);
  };
  std::vector<std::string> dropped;
  potential::Model model =
      fit.start != nullptr ? describe_by(*fit.start, problem, *fit.scaling) : describe(problem, *fit.scaling, dropped);
  const auto maps = decorrelate(problem, model);
  for (std::size_t e = 0; fit.start != nullptr && e < maps.size(); ++e) maps[e].enter(model.elements[e].network);
  if (options.warn) warn_of(doubts(consistency(data, problem.split.training), data, units));
  FitOptions training = fit;
  training.limit = fit.limit.part(part_for_training);
  FitResult result = Starts{options, training, problem, std::move(model)}.run();
  judge_learning(problem, options, !asked.epochs.has_value(), result);
  for (std::size_t e = 0; e < maps.size(); ++e) {
    maps[e].leave(result.model.elements[e].network);
    for (auto& member : result.members) maps[e].leave(member.elements[e].network);
  }
  const auto left = close_holes(problem, options, fit, maps, result);
  if (options.warn) warn_of(in_words(left));
  calibrate(problem, result);
  if (problem.complete) {
    problem.complete(result.model);
    for (auto& member : result.members) problem.complete(member);
  }
  result.samples = data.size();
  if (options.remembers) result.structures = structures_of(data);
  result.dropped = std::move(dropped);
  result.model.check();
  return result;
}

}  // namespace nnpipe::train
