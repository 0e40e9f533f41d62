#include "optimise/registry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "optimise/adadelta.hpp"
#include "optimise/adagrad.hpp"
#include "optimise/adam.hpp"
#include "optimise/gradient_descent.hpp"
#include "optimise/kalman.hpp"
#include "optimise/lbfgs.hpp"
#include "optimise/levenberg_marquardt.hpp"
#include "optimise/momentum.hpp"

namespace nnpipe::optimise {

namespace {

// One line a method.
constexpr std::array registry{&gradient_descent, &momentum, &adagrad, &adadelta, &adam, &adamw, &lm, &lbfgs, &kalman};

// The automatic choice: the first rule that fits.
struct Rule {
  Samples samples;
  const Method* method;
  std::size_t most_parameters;  // 0: any
  bool squares, l2;             // it is for sums of squares alone; for those with L2 alone
  // That go with the choice where none are given: learning rates, epochs.
  double rate, last_rate;
  std::size_t epochs;
};

constexpr std::size_t none = 0;
constexpr std::array rules{
    Rule{Samples::few, &lm, 1500, true, false, 0, 0, none},
    Rule{Samples::few, &adam, none, false, false, 0, 0, none},
    Rule{Samples::many, &kalman, 2000, true, false, 0, 0, none},
    Rule{Samples::many, &lm, 2000, true, true, 0, 0, none},
    Rule{Samples::many, &adam, none, false, false, 3e-3, 1e-5, 1000},
};

bool takes_l2(const Method& method) { return method.needs != Needs::rows; }

bool fits(const Rule& rule, const Problem& problem) {
  return rule.samples == problem.samples && (rule.most_parameters == 0 || problem.parameters <= rule.most_parameters) &&
         (problem.squares || !rule.squares) && (takes_l2(*rule.method) || !problem.l2) && (problem.l2 || !rule.l2);
}

std::size_t limit_of(Samples samples) {
  std::size_t most = 0;
  for (const Rule& rule : rules) {
    if (rule.samples == samples) most = std::max(most, rule.most_parameters);
  }
  return most;
}

// Why a rule was followed.
std::string words_of(const Rule& rule, const Problem& problem) {
  if (!problem.squares) return fmt::format("{}, for classes", rule.method->name);
  const bool small = rule.most_parameters > 0;
  return fmt::format("{}, for networks of {} {} parameters{}", rule.method->name, small ? "up to" : "more than",
                     limit_of(problem.samples), rule.l2 ? " with L2" : "");
}

const Parameter* find(const Method& method, std::string_view name) {
  const auto& all = method.parameters;
  const auto found = std::find_if(all.begin(), all.end(), [&](const Parameter& p) { return p.name == name; });
  return found == all.end() ? nullptr : &*found;
}

void check_values(const Method& method, const OptimizerOptions& options) {
  for (const auto& [name, values] : options.parameters) {
    if (!values) continue;
    const Parameter* const known = find(method, name);
    if (known == nullptr) fail_usage("{} has no {}", method.name, name);
    if (values->size() != known->values.size()) {
      fail_usage("{}: expected {} values, got {}", name, known->values.size(), values->size());
    }
    for (const double value : *values) {
      if (!(value >= known->low && value < known->high)) {
        fail_usage("{}: expected a number from {} to below {}, got {}", name, known->low, known->high, value);
      }
    }
  }
}

void check_options(const OptimizerOptions& options, const Method& method) {
  const bool batches = method.needs == Needs::batches;
  const auto refuse = [&](std::string_view option, bool given) {
    if (given && !batches) fail_usage("{} has no {}", method.name, option);
  };
  refuse("batch", options.batch.has_value());
  refuse("schedule", !options.schedule.empty());
  refuse("longest gradient", options.clip.has_value());
  refuse("learning rate", options.rate.has_value() || options.last_rate.has_value());
  check_values(method, options);
  if (options.last_rate && options.schedule == "constant") {
    fail_usage("a last learning rate is for a schedule that changes it, got constant");
  }
}

// "500 with lm, 50 with kalman, else 2000", the value that most have last.
std::string grouped(const std::vector<std::pair<double, std::string_view>>& values) {
  std::vector<std::pair<double, std::vector<std::string_view>>> groups;
  for (const auto& [value, name] : values) {
    auto found = std::find_if(groups.begin(), groups.end(), [v = value](const auto& g) { return g.first == v; });
    if (found == groups.end()) found = groups.insert(groups.end(), {value, {}});
    if (std::find(found->second.begin(), found->second.end(), name) == found->second.end()) {
      found->second.push_back(name);
    }
  }
  const auto most = std::max_element(groups.begin(), groups.end(),
                                     [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  std::string text;
  for (auto group = groups.begin(); group != groups.end(); ++group) {
    if (group != most)
      text += fmt::format("{} with {}, ", nnpipe::to_text(group->first), fmt::join(group->second, ", "));
  }
  return text + (groups.size() > 1 ? "else " : "") + nnpipe::to_text(most->first);
}

}  // namespace

std::vector<double> parameter(const Method& method, const OptimizerOptions& options, std::string_view name) {
  const auto given = options.parameters.find(name);
  if (given != options.parameters.end() && given->second) return *given->second;
  const Parameter* const known = find(method, name);
  if (known == nullptr) fail("{} has no {}", method.name, name);
  return known->values;
}

std::span<const Method* const> methods() { return registry; }

bool works_on(const Method& method, Samples samples) { return method.needs != Needs::rows || samples == Samples::many; }

std::vector<std::string> method_names(Samples samples) {
  std::vector<std::string> names{"auto"};
  for (const Method* method : registry) {
    if (works_on(*method, samples)) names.emplace_back(method->name);
  }
  return names;
}

std::vector<std::string> method_names() { return method_names(Samples::many); }

const Method& method_of(std::string_view name) {
  for (const Method* method : registry) {
    if (method->name == name) return *method;
  }
  fail("unknown optimizer {}, expected one of {}", quoted(name), join(method_names(), ", "));
}

std::string to_text(const OptimizerOptions& options) {
  std::string text = options.name + " " + options.schedule;
  if (options.batch) text += " batch " + std::to_string(*options.batch);
  for (const auto& value : {options.rate, options.last_rate, options.clip}) {
    text += value ? " " + nnpipe::to_text(*value) : " -";
  }
  for (const auto& [name, values] : options.parameters) {
    if (!values) continue;
    text += " " + name;
    for (const double value : *values) text += " " + nnpipe::to_text(value);
  }
  return text;
}

void check_options(const OptimizerOptions& options) { check_options(options, method_of(options.name)); }

Choice choose(const OptimizerOptions& options, const Problem& problem) {
  Choice choice{nullptr, options, 0, 0, options.name};
  std::optional<std::size_t> epochs;
  if (options.name == "auto") {
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const Rule& r) { return fits(r, problem); });
    if (rule == rules.end()) fail("no optimizer fits the problem");
    choice.method = rule->method;
    choice.options.name = rule->method->name;
    choice.words = words_of(*rule, problem);
    if (rule->rate > 0 && !options.rate) choice.options.rate = rule->rate;
    if (rule->last_rate > 0 && !options.last_rate && options.schedule.empty())
      choice.options.last_rate = rule->last_rate;
    if (rule->epochs > 0) epochs = rule->epochs;
  } else {
    choice.method = &method_of(options.name);
  }
  const Method& method = *choice.method;
  if (!works_on(method, problem.samples)) {
    fail_usage("optimizer {} is for samples of many residuals, as frames are", method.name);
  }
  if (problem.l2 && !takes_l2(method))
    fail_usage("{} has no L2: its first covariance holds the parameters", method.name);
  if (!problem.squares && method.needs == Needs::squares) {
    fail("optimizer {} is for sums of squares, not for classes", method.name);
  }
  check_options(choice.options, method);
  choice.epochs = epochs.value_or(method.defaults(problem.samples).epochs);
  choice.patience = method.defaults(problem.samples).patience;
  return choice;
}

std::unique_ptr<Optimizer> make_optimizer(const Choice& choice, const Task& task) {
  if (choice.method->needs == Needs::rows && task.rows == nullptr) {
    fail("optimizer {} needs residuals by rows, which this objective has not", choice.method->name);
  }
  return choice.method->make(*choice.method, choice.options, task);
}

std::string automatic_choice(Samples samples) {
  std::string text;
  for (const Rule& rule : rules) {
    if (rule.samples != samples) continue;
    if (!text.empty()) text += ", ";
    const bool last = rule.most_parameters == 0;
    text += fmt::format("{}{}{}", last ? "else " : "", rule.l2 ? "with --l2 " : "", rule.method->name);
    if (rule.method->words.size() > 4 && !rule.l2) text += fmt::format(" ({})", rule.method->words);
    if (!last && !rule.l2) text += fmt::format(" for up to {} parameters", rule.most_parameters);
  }
  return text;
}

std::string default_text(Default what) {
  std::vector<std::pair<double, std::string_view>> values;
  for (const Method* method : registry) {
    const auto& d = method->defaults(works_on(*method, Samples::few) ? Samples::few : Samples::many);
    if (what == Default::rate && method->needs != Needs::batches) continue;
    values.emplace_back(what == Default::epochs     ? static_cast<double>(d.epochs)
                        : what == Default::patience ? static_cast<double>(d.patience)
                                                    : d.rate,
                        method->name);
  }
  return grouped(values);
}

std::string default_text(std::string_view parameter) {
  std::vector<std::pair<double, std::string_view>> values;
  for (const Method* method : registry) {
    const Parameter* const known = find(*method, parameter);
    if (known == nullptr) continue;
    if (known->values.size() > 1) return fmt::format("{}", fmt::join(known->values, ","));
    values.emplace_back(known->values[0], method->name);
  }
  return grouped(values);
}

std::string rates_of_many() {
  std::string text;
  for (const Method* method : registry) {
    if (method->many.rate == method->few.rate) continue;
    text += fmt::format("{}{} with {}", text.empty() ? "" : ", ", nnpipe::to_text(method->many.rate), method->name);
    if (method->many.clip > 0) text += fmt::format(" and --clip {}", nnpipe::to_text(method->many.clip));
  }
  return text;
}

std::vector<Parameter> parameters() {
  std::vector<Parameter> all;
  for (const Method* method : registry) {
    for (const Parameter& parameter : method->parameters) {
      if (std::none_of(all.begin(), all.end(), [&](const Parameter& p) { return p.name == parameter.name; })) {
        all.push_back(parameter);
      }
    }
  }
  return all;
}

}  // namespace nnpipe::optimise
