#include "potential/range_watch.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"

namespace nnpipe::potential {

namespace {

// In units of the range. Nearer than that is what rounding makes of the training frames themselves: their limits were
// computed in another order of summation.
constexpr double rounding = 1e-6;

// "4 % of its range above", "55 times its range above" 1.27.
std::string how_far_out(double ranges, bool above) {
  const char* const side = above ? "above" : "below";
  return ranges < 10 ? fmt::format("{:.3g} % of its range {}", 100 * ranges, side)
                     : fmt::format("{:.3g} times its range {}", ranges, side);
}

// How far outside, in units of the range.
double distance(const Extrapolation& found) {
  const double range = found.high - found.low;
  const double out = std::max(found.value - found.high, found.low - found.value);
  if (range > 0) return out / range;
  return out > rounding * std::abs(found.high) ? std::numeric_limits<double>::infinity() : 0;
}

}  // namespace

OnExtrapolation on_extrapolation_of(std::string_view name) {
  return name == "ignore" ? OnExtrapolation::ignore : name == "stop" ? OnExtrapolation::stop : OnExtrapolation::warn;
}

RangeLimit RangeLimit::by(OnExtrapolation asked, double stop_beyond) {
  if (asked == OnExtrapolation::stop) return {stop_beyond, true};
  if (asked == OnExtrapolation::warn) return {far, false};
  return {};
}

RangeWatch::RangeWatch(const Potential& potential, RangeLimit limit, std::function<void(const std::string&)> say)
    : x_potential{potential}, x_limit{limit}, x_say{std::move(say)} {}

bool RangeWatch::observe(const std::string& where, const Evaluator& evaluator) {
  return !x_potential.has_range() || judge(where, look_at(evaluator, evaluator.extrapolations()));
}

bool RangeWatch::observe(const std::string& where, const Evaluator& evaluator, const Frame& frame) {
  return judge(where, look(evaluator, frame));
}

RangeWatch::Look RangeWatch::look(const Evaluator& evaluator, const Frame& frame) const {
  if (!x_potential.has_range()) return {};
  auto found = evaluator.extrapolations();
  if (frame.site_energy) std::erase_if(found, [](const Extrapolation& one) { return one.atom != 0; });
  return look_at(evaluator, std::move(found));
}

RangeWatch::Look RangeWatch::look_at(const Evaluator& evaluator, std::vector<Extrapolation> found) const {
  std::erase_if(found, [](const Extrapolation& one) { return distance(one) <= rounding; });
  const auto is_nearer = [](const auto& a, const auto& b) { return distance(a) < distance(b); };
  Look look;
  look.outside = std::move(found);
  const auto& all = look.outside;
  if (all.empty()) return look;
  look.farthest = describe(evaluator, *std::max_element(all.begin(), all.end(), is_nearer));
  std::vector<Extrapolation> too_far;
  std::ranges::copy_if(all, std::back_inserter(too_far), [&](const Extrapolation& one) { return beyond(one); });
  if (too_far.empty()) return look;
  look.reason = describe(evaluator, *std::max_element(too_far.begin(), too_far.end(), is_nearer));
  if (x_limit.widths > 0) look.reason += fmt::format(", expected at most {:.3g} %", 100 * x_limit.widths);
  return look;
}

bool RangeWatch::judge(const std::string& where, const Look& look) {
  if (!x_potential.has_range()) return true;
  const auto& all = look.outside;
  ++x_looks;
  x_outside = static_cast<std::int64_t>(all.size());
  if (all.empty()) return true;
  ++x_left;
  double out = 0;
  for (const auto& found : all) out = std::max(out, distance(found));
  if (x_left == 1 || out > x_farthest) {
    x_farthest = out;
    x_worst = fmt::format("{}, {}", where, look.farthest);
  }
  if (x_left == 1 || (out >= 1 && x_said < 1)) {
    x_said = out;
    std::set<int> atoms;
    for (const auto& found : all) atoms.insert(found.atom);
    x_say(fmt::format("{}, {}; {} of {} atom{} {} outside", where, look.farthest,
                      all.size() == 1 ? "1 value" : fmt::format("{} values", all.size()), atoms.size(),
                      atoms.size() == 1 ? "" : "s", all.size() == 1 ? "is" : "are"));
  }
  x_stopped = !look.reason.empty();
  if (x_stopped) x_reason = look.reason;
  return !x_stopped;
}

bool RangeWatch::beyond(const Extrapolation& found) const {
  return distance(found) > x_limit.widths && (found.high > found.low || x_limit.constants);
}

std::string RangeWatch::describe(const Evaluator& evaluator, const Extrapolation& found) const {
  const int species = evaluator.atoms().species[static_cast<std::size_t>(found.atom)];
  const bool above = found.value > found.high;
  const double limit = above ? found.high : found.low;
  const std::string how_far =
      found.high > found.low ? how_far_out(distance(found), above) : "where training has seen nothing but";
  return fmt::format("atom {} ({}): {} is {:.6g}, {} {:.6g}", found.atom + 1,
                     x_potential.elements()[static_cast<std::size_t>(species)].symbol(),
                     x_potential.function_name(species, found.function), found.value, how_far, limit);
}

std::string RangeWatch::reason() const { return x_reason; }

RangeWatch::Memory RangeWatch::memory() const {
  return {
      {static_cast<double>(x_looks), static_cast<double>(x_left), static_cast<double>(x_outside), x_farthest, x_said},
      x_worst};
}

void RangeWatch::recall(const Memory& memory) {
  if (memory.numbers.size() != 5) fail("{} numbers of a watch, expected 5", memory.numbers.size());
  x_looks = static_cast<std::int64_t>(memory.numbers[0]);
  x_left = static_cast<std::int64_t>(memory.numbers[1]);
  x_outside = static_cast<std::int64_t>(memory.numbers[2]);
  x_farthest = memory.numbers[3];
  x_said = memory.numbers[4];
  x_worst = memory.worst;
}

std::string RangeWatch::summary(std::string_view nouns) const {
  if (x_left == 0) return {};
  return fmt::format("{} of {} {} left the training range, farthest at {}", x_left, x_looks, nouns, x_worst);
}

}  // namespace nnpipe::potential
