// What watches a run, by its options.
#include "watches.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "base/shown_units.hpp"
#include "cli/program.hpp"
#include "md/ensemble.hpp"
#include "md/state.hpp"

namespace nnpipe::run_md {

namespace {

// None where the potential is no committee. Throws Error for options that then have no meaning.
std::unique_ptr<md::SpreadWatch> spread_watch(const potential::Potential& potential, const Frame& start,
                                              const Options& options) {
  const auto* committee = potential::committee_of(potential);
  if (committee == nullptr) {
    if (!options.force_spread.empty()) fail_usage("--force-spread requires a committee, got a single potential");
    for (const auto& column : options.thermo_columns) {
      if (column.starts_with("spread_")) {
        fail_usage("--thermo-columns: {} requires a committee, got a single potential", column);
      }
    }
    return nullptr;
  }
  md::SpreadOptions spread;
  // A frame and a row show the spread of their own step.
  spread.intervals.push_back(options.every > 0 ? options.every : std::max<std::int64_t>(options.steps, 1));
  if (!options.thermo_output.path.empty()) spread.intervals.push_back(options.thermo);
  if (!options.force_spread.empty()) {
    const double unit = 1 / shown_units(start.units).small_force.factor;
    spread.intervals.push_back(options.watch);
    spread.limit = unit * options.force_spread.front();
    if (options.force_spread.size() > 1) spread.stop = unit * options.force_spread.back();
  }
  spread.frames = options.spread_frames;
  return std::make_unique<md::SpreadWatch>(*committee, start, std::move(spread));
}

// With collisions in mind somebody has put core repulsion on top: then how near atoms come is known not by covalent
// radii, but only where training tells.
md::SafetyLimits limits_of(const potential::Potential& potential, const md::State& state, const Options& options) {
  const auto asked = potential::on_extrapolation_of(options.on_extrapolation);
  const auto& held = options.dynamics.temperature;
  md::SafetyLimits limits;
  limits.range = potential::RangeLimit::by(asked, options.stop_beyond);
  limits.structures.distances = potential.has_range() || options.potential.find("zbl:") == std::string::npos;
  // Who says where the dispute ends a run means that in place of what the fit has found.
  limits.structures.dispute = options.force_spread.size() < 2;
  limits.hottest = md::hottest_allowed(state, held.empty() ? 0 : *std::ranges::max_element(held));
  return limits;
}

}  // namespace

Watches::Watches(const potential::Potential& potential, const Frame& start, const md::State& state,
                 const Options& options)
    : x_looks{options.on_extrapolation != "ignore"},
      x_ranges{x_looks && potential.has_range()},
      x_every{options.every},
      x_safety{potential, start, options.watch, limits_of(potential, state, options), cli::warn},
      x_spread{spread_watch(potential, start, options)} {}

std::vector<md::Observer*> Watches::observers() {
  std::vector<md::Observer*> all;
  if (x_looks) all.push_back(&x_safety);
  if (x_spread) all.push_back(x_spread.get());
  return all;
}

std::string Watches::reason() const {
  std::string text = x_safety.stopped() ? x_safety.reason() : x_spread->summary();
  if (const auto before = history(); !before.empty()) text += "; " + before;
  return text;
}

std::string Watches::history() const {
  std::string text = x_safety.history();
  const std::int64_t inside = x_safety.last_inside();
  if (inside >= 0 && x_every > 0) {
    text += fmt::format("; the last frame inside is that of step {}", inside / x_every * x_every);
  }
  return text;
}

void Watches::evaluate_last(const md::Moment& end) {
  if (x_spread) x_spread->evaluate(end);
}

void Watches::close() {
  if (x_spread) x_spread->close();
}

void Watches::warn_of_the_rest() const {
  if (x_spread && !x_spread->summary().empty()) cli::warn(x_spread->summary());
  if (x_ranges && !x_safety.summary().empty()) cli::warn(x_safety.summary());
}

void warn_of_ramp(const md::State& end, const Options& options) {
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
