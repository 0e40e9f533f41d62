#include "md/committee_spread.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/shown_units.hpp"
#include "base/text.hpp"
#include "md/trajectory.hpp"

namespace nnpipe::md {

CommitteeSpread committee_spread(const potential::Committee& committee, const potential::Evaluator& evaluator) {
  const auto atoms = evaluator.atoms();
  const std::size_t members = committee.members(), n = static_cast<std::size_t>(atoms.local);
  const double share = 1 / static_cast<double>(members);
  std::vector<std::vector<Vec3>> all(members, std::vector<Vec3>(atoms.x.size()));
  std::vector<potential::Result> results(members);
  for (std::size_t m = 0; m < members; ++m) results[m].force = all[m];
  committee.compute_members(atoms, evaluator.neighbours(), {true, false, false}, results);
  for (auto& forces : all) {
    std::vector<Vec3> own(n);
    evaluator.fold(forces, own);
    forces = std::move(own);
  }

  CommitteeSpread spread;
  double mean = 0, squares = 0;
  for (const auto& result : results) mean += share * result.energy;
  for (const auto& result : results) squares += share * (result.energy - mean) * (result.energy - mean);
  if (n > 0) spread.energy = std::sqrt(squares) / static_cast<double>(n);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    Vec3 force;
    double square = 0;
    for (const auto& forces : all) force += share * forces[i];
    for (const auto& forces : all) square += share * norm2(forces[i] - force);
    spread.atoms.push_back(std::sqrt(square));
    // Written so that NaN is the largest.
    if (!(spread.atoms.back() <= spread.largest)) spread.largest = spread.atoms.back();
    sum += square;
  }
  if (n > 0) spread.rms = std::sqrt(sum / static_cast<double>(n));
  return spread;
}

SpreadWatch::SpreadWatch(const potential::Committee& committee, const Frame& start, SpreadOptions options)
    : x_committee{committee},
      x_options{std::move(options)},
      x_frame{frame_kept(start)},
      x_unit{shown_units(start.units).force.name} {
  std::erase_if(x_frame.columns, [](const ExtraColumn& column) { return column.name == "image"; });
}

bool SpreadWatch::due(std::int64_t step) const {
  return std::ranges::any_of(x_options.intervals, [&](std::int64_t each) { return step % each == 0; });
}

// A frame set aside has all that one of the trajectory has.
potential::Want SpreadWatch::want(std::int64_t step) const {
  return {true, !x_options.frames.empty() && due(step), false};
}

void SpreadWatch::evaluate(const Moment& moment) {
  if (x_step == moment.step) return;
  x_spread = committee_spread(x_committee, moment.evaluator);
  x_step = moment.step;
  ++x_looks;
}

bool SpreadWatch::see(const Moment& moment) {
  if (!due(moment.step)) return true;
  evaluate(moment);
  if (x_spread.largest <= std::min(x_options.limit, x_options.stop)) return true;
  ++x_disputed;
  if (!(x_spread.largest <= x_worst)) {
    x_worst = x_spread.largest;
    x_worst_step = moment.step;
  }
  x_stopped = !(x_spread.largest <= x_options.stop);
  // What is beyond the upper bound is no data.
  if (!x_options.frames.empty() && !x_stopped) {
    if (!x_aside) x_aside.emplace(x_options.frames);
    fill_frame(x_frame, moment, {true, true, false});
    add_spread_column(x_frame, x_spread.atoms);
    x_aside->write(x_frame);
    drop_history(x_frame);
  }
  return !x_stopped;
}

void SpreadWatch::close() {
  if (x_aside) x_aside->close();
}

std::string SpreadWatch::summary() const {
  if (x_disputed == 0) return {};
  return fmt::format("the committee disputed {} of {} steps looked at, most step {}: forces differ by {:.3g} {}",
                     x_disputed, x_looks, x_worst_step, x_worst, x_unit);
}

void add_spread_column(Frame& frame, const std::vector<double>& spread) {
  const auto found =
      std::ranges::find_if(frame.columns, [](const ExtraColumn& column) { return column.name == "spread"; });
  ExtraColumn& column = found != frame.columns.end() ? *found : frame.columns.emplace_back();
  column = {"spread", 'R', 1, {}};
  for (const double each : spread) column.values.push_back(to_text(each));
}

}  // namespace nnpipe::md
