#include "optimise/first_order.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::optimise {

namespace {

constexpr std::array<std::pair<std::string_view, Schedule>, 4> schedules{{
    {"constant", Schedule::constant},
    {"geometric", Schedule::geometric},
    {"cosine", Schedule::cosine},
    {"plateau", Schedule::plateau},
}};

// What is left of a constant rate after a fit that has fewer epochs than were planned.
constexpr double least_of_constant = 0.01;

Schedule schedule_of(const OptimizerOptions& options) {
  if (options.schedule.empty()) return options.last_rate ? Schedule::geometric : Schedule::constant;
  for (const auto& [name, schedule] : schedules) {
    if (name == options.schedule) return schedule;
  }
  fail_usage("unknown schedule {}, expected one of {}", quoted(options.schedule), join(schedule_names(), ", "));
}

}  // namespace

std::vector<std::string> schedule_names() {
  std::vector<std::string> names;
  for (const auto& entry : schedules) names.emplace_back(entry.first);
  return names;
}

std::size_t default_batch(Samples samples) { return samples == Samples::few ? 100 : 8; }

FirstOrderOptions first_order_options(const Method& method, const OptimizerOptions& options, const Task& task) {
  // Rate and clip of samples of many residuals belong together: whoever gives one decides on both.
  const bool own = !options.rate && !options.clip;
  const Defaults& defaults = method.defaults(own ? task.samples : Samples::few);
  FirstOrderOptions first;
  first.rate = options.rate.value_or(defaults.rate);
  first.batch = options.batch.value_or(default_batch(task.samples));
  first.seed = options.seed;
  first.schedule = schedule_of(options);
  first.last_rate = options.last_rate.value_or(1e-3 * first.rate);
  first.epochs = task.epochs;
  first.clip = options.clip.value_or(defaults.clip);
  first.interrupted = task.interrupted;
  return first;
}

FirstOrder::FirstOrder(Objective& objective, std::unique_ptr<UpdateRule> rule, const FirstOrderOptions& options)
    : x_objective{objective},
      x_rule{std::move(rule)},
      x_options{options},
      x_planned{options.epochs},
      x_random{options.seed, 0x6f72646572},  // "order"
      x_gradient(objective.parameters()),
      x_rate{options.rate} {}

double FirstOrder::rate() const {
  const double start = x_options.rate, end = x_options.last_rate;
  const double last = static_cast<double>(std::max(x_options.epochs, x_epoch + 1)) - 1;
  const double part = last > 0 ? static_cast<double>(x_epoch) / last : 0.0;
  switch (x_options.schedule) {
    case Schedule::constant: return x_options.epochs < x_planned ? start * std::pow(least_of_constant, part) : start;
    case Schedule::geometric: return start * std::pow(end / start, part);
    case Schedule::cosine: return end + 0.5 * (start - end) * (1 + std::cos(std::numbers::pi * part));
    case Schedule::plateau: return x_rate;
  }
  return start;
}

void FirstOrder::observe(double score) {
  if (!x_observed || score < x_lowest) {
    x_observed = true;
    x_lowest = score;
    x_since = 0;
  } else if (++x_since >= x_options.plateau) {
    x_rate = std::max(x_options.last_rate, 0.5 * x_rate);
    x_since = 0;
  }
}

void FirstOrder::expect(std::size_t epochs) { x_options.epochs = epochs; }

void FirstOrder::archive(Archive& archive) {
  x_rule->archive(archive);
  archive.random(x_random);
  archive.count(x_epoch);
  archive.number(x_lowest);
  archive.number(x_rate);
  archive.count(x_since);
  archive.flag(x_observed);
}

void FirstOrder::clip() {
  double square = 0;
  for (const double value : x_gradient) square += value * value;
  const double length = std::sqrt(square);
  if (!(length > x_options.clip)) return;
  for (double& value : x_gradient) value *= x_options.clip / length;
}

bool FirstOrder::epoch(std::span<double> parameters) {
  const std::size_t samples = x_objective.samples();
  const std::size_t batch = x_options.batch == 0 ? samples : std::min(x_options.batch, samples);
  if (batch < samples) x_objective.shuffle(x_random);
  const double rate = this->rate();
  for (std::size_t first = 0; first < samples; first += batch) {
    const std::size_t last = std::min(first + batch, samples);
    const double cost = x_objective.gradient(parameters, first, last, x_gradient);
    if (!std::isfinite(cost)) {
      fail("the fit diverged: the cost is {}; try a smaller learning rate than {}", to_text(cost), to_text(rate));
    }
    if (x_options.clip > 0) clip();
    x_rule->step(parameters, x_gradient, rate);
    if (x_options.interrupted && x_options.interrupted()) break;
  }
  ++x_epoch;
  return true;
}

}  // namespace nnpipe::optimise
