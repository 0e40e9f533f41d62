#include "train/time_limit.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "train/processes.hpp"

namespace nnpipe::train {

namespace {

const std::chrono::steady_clock::time_point program_began = std::chrono::steady_clock::now();

}  // namespace

double program_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - program_began).count();
}

TimeLimit::TimeLimit(double seconds, Clock clock) : x_clock{std::move(clock)}, x_end{seconds} {}

double TimeLimit::used() const {
  if (!is_set()) return 0;
  double now = x_clock();
  if (process_count() > 1) share_from(0, {&now, 1});
  return now;
}

double TimeLimit::left() const { return is_set() ? x_end - used() : std::numeric_limits<double>::infinity(); }

TimeLimit TimeLimit::part(double of_left) const {
  if (!is_set()) return {};
  const double now = used();
  return TimeLimit{std::min(x_end, now + of_left * (x_end - now)), x_clock};
}

void fail_out_of_time(const TimeLimit& limit, std::string_view when) {
  fail("the time limit was over {}, expected a longer one: there is no fit after {:.3g} s", when, limit.used());
}

Pace::Pace(std::size_t most, TimeLimit limit)
    : x_limit{std::move(limit)}, x_most{most}, x_epochs{most}, x_begun_at{x_limit.used()}, x_made_at{x_begun_at} {}

void Pace::resume(std::size_t made) { x_made = x_before = made; }

void Pace::begin() {
  if (!x_limit.is_set()) return;
  const double now = x_limit.used();
  x_measuring = now - x_begun_at;
  x_begun_at = x_made_at = now;
  x_out_of_time = now >= x_limit.seconds();
  if (x_out_of_time) x_epochs = x_made;
}

void Pace::count() {
  ++x_made;
  if (!x_limit.is_set()) return;
  const double now = x_limit.used(), last = now - x_made_at;
  const double mean = (now - x_begun_at) / static_cast<double>(x_made - x_before);
  x_made_at = now;
  // One epoch that took long for once is no reason to end.
  const double each = std::max({mean, std::min(last, 1.5 * mean), 1e-9});
  const double more = std::clamp((x_limit.seconds() - now) / each, 0.0, static_cast<double>(x_most));
  x_epochs = std::min(x_most, x_made + static_cast<std::size_t>(more));
  x_out_of_time = x_epochs == x_made && x_made < x_most;
}

}  // namespace nnpipe::train
