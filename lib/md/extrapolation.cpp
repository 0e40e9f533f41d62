#include "md/extrapolation.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace nnpipe::md {

namespace {

// How far outside, in units of the range.
double distance(const potential::Extrapolation& found) {
  const double range = found.high - found.low;
  const double out = std::max(found.value - found.high, found.low - found.value);
  return range > 0 ? out / range : std::numeric_limits<double>::infinity();
}

}  // namespace

ExtrapolationWatch::ExtrapolationWatch(const potential::Potential& potential, std::int64_t every, bool stop,
                                       std::function<void(const std::string&)> say)
    : x_potential{potential}, x_every{every}, x_stop{stop}, x_say{std::move(say)} {}

bool ExtrapolationWatch::see(const Moment& moment) {
  if (!x_potential.has_range() || moment.step % x_every != 0) return true;
  ++x_looks;
  const auto all = moment.evaluator.extrapolations();
  x_outside = static_cast<std::int64_t>(all.size());
  if (all.empty()) return true;
  ++x_steps;
  for (const auto& found : all) {
    const double out = distance(found);
    if (out > x_farthest) {
      x_farthest = out;
      x_worst = describe(moment, found);
    }
    const int species = moment.evaluator.atoms().species[static_cast<std::size_t>(found.atom)];
    if (x_said.insert({species, found.function, found.value > found.high}).second) x_say(describe(moment, found));
    if (x_stop) {
      x_stopped = true;
      return false;
    }
  }
  return true;
}

std::string ExtrapolationWatch::describe(const Moment& moment, const potential::Extrapolation& found) const {
  const int species = moment.evaluator.atoms().species[static_cast<std::size_t>(found.atom)];
  const bool above = found.value > found.high;
  return fmt::format("step {}, atom {} ({}): {} is {:.6g}, {:.3g} % of its range {} {:.6g}", moment.step,
                     found.atom + 1, x_potential.elements()[static_cast<std::size_t>(species)].symbol(),
                     x_potential.function_name(species, found.function), found.value, 100 * distance(found),
                     above ? "above" : "below", above ? found.high : found.low);
}

std::string ExtrapolationWatch::summary() const {
  if (x_steps == 0) return {};
  return fmt::format("{} of {} steps looked at left the training range, farthest at {}", x_steps, x_looks, x_worst);
}

}  // namespace nnpipe::md
