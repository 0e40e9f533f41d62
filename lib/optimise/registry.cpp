#include "optimise/registry.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "optimise/first_order.hpp"
#include "optimise/lbfgs.hpp"
#include "optimise/levenberg_marquardt.hpp"

namespace nnpipe::optimise {

namespace {

// One line a method: which options it takes, and what it does when they are not given.
struct Entry {
  std::string_view name;
  std::string_view options;  // those beyond rate, last_rate and batch
  double rate;
  std::size_t epochs, patience;
  std::unique_ptr<UpdateRule> (*rule)(const OptimizerOptions&);
};

constexpr std::size_t mini_batch = 100;

constexpr std::array registry{
    Entry{"gd", "", 0.1, 2000, 500, [](const OptimizerOptions&) { return make_rule(GradientDescent{}); }},
    Entry{"momentum", "momentum", 0.02, 2000, 500,
          [](const OptimizerOptions& o) { return make_rule(Momentum{o.momentum.value_or(Momentum{}.gamma)}); }},
    Entry{"adagrad", "epsilon", 0.05, 2000, 500,
          [](const OptimizerOptions& o) { return make_rule(Adagrad{o.epsilon.value_or(Adagrad{}.epsilon)}); }},
    Entry{"adadelta", "rho epsilon", 1.0, 2000, 500,
          [](const OptimizerOptions& o) {
            return make_rule(Adadelta{o.rho.value_or(Adadelta{}.rho), o.epsilon.value_or(Adadelta{}.epsilon)});
          }},
    Entry{"adam", "beta1 beta2 epsilon", 0.001, 2000, 500,
          [](const OptimizerOptions& o) {
            return make_rule(Adam{o.beta1.value_or(Adam{}.beta1), o.beta2.value_or(Adam{}.beta2),
                                  o.epsilon.value_or(Adam{}.epsilon)});
          }},
    Entry{"adamw", "beta1 beta2 epsilon decay", 0.001, 2000, 500,
          [](const OptimizerOptions& o) {
            return make_rule(Adam{o.beta1.value_or(Adam{}.beta1), o.beta2.value_or(Adam{}.beta2),
                                  o.epsilon.value_or(Adam{}.epsilon), o.decay.value_or(0.01)});
          }},
    Entry{"lm", "damping", 0, 500, 50, nullptr},
    Entry{"lbfgs", "", 0, 3000, 300, nullptr},
};

// Of frames alone, and not made here.
constexpr Entry kalman{"kalman", "", 0, 200, 30, nullptr};

const Entry& entry_of(const std::string& name) {
  for (const Entry& entry : registry) {
    if (entry.name == name) return entry;
  }
  fail("unknown optimizer {}, expected one of {}", quoted(name), join(optimizer_names(), ", "));
}

void check(const OptimizerOptions& options, const Entry& entry) {
  const auto refuse = [&](std::string_view option, bool given, bool taken) {
    if (given && !taken) fail_usage("{} has no {}", entry.name, option);
  };
  const auto words = split(entry.options);
  const auto takes = [&](std::string_view option) {
    return std::find(words.begin(), words.end(), option) != words.end();
  };
  const bool first_order = entry.rule != nullptr;
  refuse("batch", options.batch.has_value(), first_order);
  refuse("schedule", !options.schedule.empty(), first_order);
  refuse("longest gradient", options.clip.has_value(), first_order);
  refuse("weight decay", options.decay.has_value(), takes("decay"));
  refuse("learning rate", options.rate.has_value() || options.last_rate.has_value(), first_order);
  refuse("momentum", options.momentum.has_value(), takes("momentum"));
  refuse("beta", options.beta1.has_value() || options.beta2.has_value(), takes("beta1"));
  refuse("rho", options.rho.has_value(), takes("rho"));
  refuse("epsilon", options.epsilon.has_value(), takes("epsilon"));
  refuse("damping", options.damping.has_value(), takes("damping"));
  if (options.last_rate && options.schedule == "constant") {
    fail_usage("a last learning rate is for a schedule that changes it, got constant");
  }
}

constexpr std::array<std::pair<std::string_view, Schedule>, 4> schedules{{
    {"constant", Schedule::constant},
    {"geometric", Schedule::geometric},
    {"cosine", Schedule::cosine},
    {"plateau", Schedule::plateau},
}};

Schedule schedule_of(const OptimizerOptions& options) {
  if (options.schedule.empty()) return options.last_rate ? Schedule::geometric : Schedule::constant;
  for (const auto& [name, schedule] : schedules) {
    if (name == options.schedule) return schedule;
  }
  fail_usage("unknown schedule {}, expected one of {}", quoted(options.schedule), join(schedule_names(), ", "));
}

}  // namespace

void check_options(const OptimizerOptions& options) {
  check(options, options.name == kalman.name ? kalman : entry_of(options.name));
}

std::vector<std::string> schedule_names() {
  std::vector<std::string> names;
  for (const auto& entry : schedules) names.emplace_back(entry.first);
  return names;
}

std::string to_text(const OptimizerOptions& options) {
  std::string text = options.name + " " + options.schedule;
  if (options.batch) text += " batch " + std::to_string(*options.batch);
  for (const auto& value : {options.rate, options.last_rate, options.clip, options.decay, options.momentum,
                            options.beta1, options.beta2, options.rho, options.epsilon, options.damping}) {
    text += value ? " " + nnpipe::to_text(*value) : " -";
  }
  return text;
}

std::vector<std::string> optimizer_names() {
  std::vector<std::string> names{"auto"};
  for (const Entry& entry : registry) names.emplace_back(entry.name);
  return names;
}

std::string resolved_optimizer(const std::string& name, std::size_t parameters) {
  if (name == "auto") return parameters <= lm_parameters ? "lm" : "adam";
  return std::string{entry_of(name).name};
}

std::size_t default_epochs(const std::string& resolved) { return entry_of(resolved).epochs; }

std::size_t default_patience(const std::string& resolved) { return entry_of(resolved).patience; }

std::unique_ptr<Optimizer> make_optimizer(const OptimizerOptions& options, SquaresObjective& objective,
                                          std::size_t epochs) {
  const Entry& entry = entry_of(resolved_optimizer(options.name, objective.parameters()));
  check(options, entry);
  if (entry.name == "lbfgs") return std::make_unique<LbfgsOptimizer>(objective);
  if (entry.rule == nullptr) {
    LevenbergMarquardtOptions lm;
    lm.damping = options.damping.value_or(lm.damping);
    return std::make_unique<LevenbergMarquardt>(objective, lm);
  }
  FirstOrderOptions first;
  first.rate = options.rate.value_or(entry.rate);
  first.batch = options.batch.value_or(mini_batch);
  first.seed = options.seed;
  first.schedule = schedule_of(options);
  first.last_rate = options.last_rate.value_or(1e-3 * first.rate);
  first.epochs = epochs;
  first.clip = options.clip.value_or(0);
  return std::make_unique<FirstOrder>(objective, entry.rule(options), first);
}

}  // namespace nnpipe::optimise
