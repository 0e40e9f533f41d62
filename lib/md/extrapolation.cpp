#include "md/extrapolation.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"

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
  const auto farthest =
      std::max_element(all.begin(), all.end(), [](const auto& a, const auto& b) { return distance(a) < distance(b); });
  const double out = distance(*farthest);
  if (x_steps == 1 || out > x_farthest) {
    x_farthest = out;
    x_worst = describe(moment, *farthest);
  }
  if (x_steps == 1 || out >= 2 * x_said) {
    x_said = out;
    std::set<int> atoms;
    for (const auto& found : all) atoms.insert(found.atom);
    x_say(fmt::format("{}; {} of {} atom{} {} outside", describe(moment, *farthest),
                      all.size() == 1 ? "1 value" : fmt::format("{} values", all.size()), atoms.size(),
                      atoms.size() == 1 ? "" : "s", all.size() == 1 ? "is" : "are"));
  }
  x_stopped = x_stop;
  return !x_stop;
}

std::string ExtrapolationWatch::describe(const Moment& moment, const potential::Extrapolation& found) const {
  const int species = moment.evaluator.atoms().species[static_cast<std::size_t>(found.atom)];
  const bool above = found.value > found.high;
  const double limit = above ? found.high : found.low;
  const std::string how_far =
      found.high > found.low ? fmt::format("{:.3g} % of its range {}", 100 * distance(found), above ? "above" : "below")
                             : "where training has seen nothing but";
  return fmt::format("step {}, atom {} ({}): {} is {:.6g}, {} {:.6g}", moment.step, found.atom + 1,
                     x_potential.elements()[static_cast<std::size_t>(species)].symbol(),
                     x_potential.function_name(species, found.function), found.value, how_far, limit);
}

ExtrapolationWatch::Memory ExtrapolationWatch::memory() const {
  return {
      {static_cast<double>(x_looks), static_cast<double>(x_steps), static_cast<double>(x_outside), x_farthest, x_said},
      x_worst};
}

void ExtrapolationWatch::recall(const Memory& memory) {
  if (memory.numbers.size() != 5) fail("{} numbers of a watch, expected 5", memory.numbers.size());
  x_looks = static_cast<std::int64_t>(memory.numbers[0]);
  x_steps = static_cast<std::int64_t>(memory.numbers[1]);
  x_outside = static_cast<std::int64_t>(memory.numbers[2]);
  x_farthest = memory.numbers[3];
  x_said = memory.numbers[4];
  x_worst = memory.worst;
}

std::string ExtrapolationWatch::summary() const {
  if (x_steps == 0) return {};
  return fmt::format("{} of {} steps looked at left the training range, farthest at {}", x_steps, x_looks, x_worst);
}

}  // namespace nnpipe::md
