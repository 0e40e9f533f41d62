// What watches a run, by its options.
#include "watches.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "cli/program.hpp"
#include "md/ensemble.hpp"
#include "md/state.hpp"

namespace nnpipe::run_md {

std::unique_ptr<md::SpreadWatch> spread_watch(const potential::Potential& potential, const Frame& start,
                                              const Options& options) {
  const auto* committee = potential::committee_of(potential);
  if (committee == nullptr) {
    if (!options.force_spread.empty()) fail_usage("--force-spread needs a committee, the potential is none");
    for (const auto& column : options.thermo_columns) {
      if (column.starts_with("spread_")) {
        fail_usage("--thermo-columns: {} needs a committee, the potential is none", column);
      }
    }
    return nullptr;
  }
  md::SpreadOptions spread;
  // A frame and a row show the spread of their own step.
  spread.intervals.push_back(options.every > 0 ? options.every : std::max<std::int64_t>(options.steps, 1));
  if (!options.thermo_output.path.empty()) spread.intervals.push_back(options.thermo);
  if (!options.force_spread.empty()) {
    constexpr double milli = 1e-3;
    const double unit = start.units == UnitStyle::metal ? milli : 1;
    spread.intervals.push_back(options.watch);
    spread.limit = unit * options.force_spread.front();
    if (options.force_spread.size() > 1) spread.stop = unit * options.force_spread.back();
  }
  spread.frames = options.spread_frames;
  return std::make_unique<md::SpreadWatch>(*committee, start, std::move(spread));
}

void tell_of_ramp(const md::State& end, const Options& options) {
  const auto ensemble = options.dynamics.meaning();
  const double to = ensemble.temperature.to, way = std::abs(to - ensemble.temperature.from);
  if (way == 0 || options.steps == 0 || !md::has_thermostat(ensemble.name)) return;
  const double reached = md::temperature(end), miss = std::abs(reached - to);
  const double fluctuation = to * std::sqrt(2 / md::degrees_of_freedom(end));
  if (miss < 0.2 * way || miss < 5 * fluctuation) return;
  const auto& units = units_of(end.units);
  cli::warn(
      fmt::format("the ramp of --temperature ended at {:.4g} {}, expected {:.4g}: it is faster than the thermostat "
                  "follows in --tau-t {:.4g} {}, or the potential energy takes it up; take more --steps",
                  reached, units.temperature_name, to, ensemble.tau_t, units.time_name));
}

}  // namespace nnpipe::run_md
