#include "md/safety_watch.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/shown_units.hpp"

namespace nnpipe::md {

double hottest_allowed(const State& start, double held) {
  constexpr double times = 10;
  const double reference = std::max(temperature(start), held);
  if (reference == 0) return by_style(start.units, 10000.0, 50.0);
  return std::max(times * reference, by_style(start.units, 2000.0, 10.0));
}

SafetyWatch::SafetyWatch(const potential::Potential& potential, const Frame& start, std::int64_t every,
                         SafetyLimits limits, std::function<void(const std::string&)> say)
    : x_has_range{potential.has_range()},
      x_every{every},
      x_limits{limits},
      x_ranges{potential, limits.range, std::move(say)},
      x_structures{potential, start, limits.structures} {}

bool SafetyWatch::see(const Moment& moment) {
  if (moment.step % x_every != 0) return true;
  x_reason = violation(moment);
  if (x_reason.empty() && x_ranges.outside() == 0) {
    x_inside = moment.step;
    x_since = -1;
  } else if (x_since < 0) {
    x_since = moment.step;
  }
  return !stopped();
}

std::string SafetyWatch::violation(const Moment& moment) {
  const bool in_range = x_ranges.observe(fmt::format("step {}", moment.step), moment.evaluator);
  if (const auto wrong = x_structures.violation(moment.evaluator)) return *wrong;
  if (!in_range) return x_ranges.reason();
  const double now = temperature(moment.state);
  if (now <= x_limits.hottest) return {};
  return fmt::format("the temperature is {:.4g} {}, expected at most {:.4g}", now,
                     units_of(moment.state.units).temperature_name, x_limits.hottest);
}

std::string SafetyWatch::history() const {
  const char* const place = x_has_range ? "the training range" : "these limits";
  // Without a range the first look outside is the last one.
  if (x_since < 0 || !x_has_range) {
    return x_inside < 0 ? "" : fmt::format("last inside {} at step {}", place, x_inside);
  }
  const std::string since = fmt::format("outside {} since step {}", place, x_since);
  return x_inside < 0 ? since : since + fmt::format(", last inside at step {}", x_inside);
}

SafetyWatch::Memory SafetyWatch::memory() const {
  Memory memory = x_ranges.memory();
  memory.numbers.push_back(static_cast<double>(x_since));
  memory.numbers.push_back(static_cast<double>(x_inside));
  return memory;
}

void SafetyWatch::recall(const Memory& memory) {
  if (memory.numbers.size() < 2) fail("{} numbers of a watch, expected 2 or more", memory.numbers.size());
  Memory ranges = memory;
  x_inside = static_cast<std::int64_t>(ranges.numbers.back());
  ranges.numbers.pop_back();
  x_since = static_cast<std::int64_t>(ranges.numbers.back());
  ranges.numbers.pop_back();
  x_ranges.recall(ranges);
}

}  // namespace nnpipe::md
