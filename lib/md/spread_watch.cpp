#include "md/spread_watch.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "atoms/number_column.hpp"
#include "base/shown_units.hpp"
#include "md/trajectory.hpp"

namespace nnpipe::md {

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
  x_spread = potential::committee_spread(x_committee, moment.evaluator);
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
    set_number_column(x_frame, "spread", x_spread.atoms);
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

}  // namespace nnpipe::md
