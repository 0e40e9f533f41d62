// What optimisers that use the gradient alone have in common: batches, learning rates and their schedules.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "optimise/method.hpp"

namespace nnpipe::optimise {

// How a gradient changes the parameters; keeps what it remembers of earlier ones.
class UpdateRule {
 public:
  virtual ~UpdateRule() = default;
  // `rate`: learning rate η of this step.
  virtual void step(std::span<double> parameters, std::span<const double> gradient, double rate) = 0;
  virtual void archive(Archive& archive) = 0;
};

enum class Schedule {
  constant,
  geometric,  // η₀ (η_last/η₀)^{t/T}
  cosine,     // η_last + ½ (η₀ − η_last)(1 + cos πt/T)
  plateau,    // halved when the score has not fallen for `plateau` epochs, down to η_last
};

std::vector<std::string> schedule_names();

struct FirstOrderOptions {
  double rate = 0.001;  // η₀
  Schedule schedule = Schedule::constant;
  double last_rate = 0;                 // η_last, in epoch `epochs`
  std::size_t epochs = 1;               // T + 1
  std::size_t plateau = 20;             // epochs
  double clip = 0;                      // longest gradient; longer ones are shortened; 0: any
  std::size_t batch = 0;                // samples a step; 0: all (batch), 1: one (stochastic), else mini-batches
  std::uint64_t seed = 1;               // of the order of the samples
  std::function<bool()> interrupted{};  // see Task
};

// Samples a step where nothing else is asked for.
std::size_t default_batch(Samples samples);

// The options as they are for this method. Throws Error of usage for an unknown schedule.
FirstOrderOptions first_order_options(const Method& method, const OptimizerOptions& options, const Task& task);

// Goes through the samples in batches, in a new random order each epoch.
class FirstOrder : public Optimizer {
 public:
  FirstOrder(Objective& objective, std::unique_ptr<UpdateRule> rule, const FirstOrderOptions& options);
  // Throws Error if the gradient is not finite.
  bool epoch(std::span<double> parameters) override;
  void observe(double score) override;
  // A rate that falls reaches its last in the last of these; a constant one falls, to a hundredth, where they are fewer
  // than were planned.
  void expect(std::size_t epochs) override;
  void archive(Archive& archive) override;
  double rate() const;  // of the next epoch

 private:
  void clip();

  Objective& x_objective;
  std::unique_ptr<UpdateRule> x_rule;
  FirstOrderOptions x_options;
  std::size_t x_planned;  // epochs
  Random x_random;
  std::vector<double> x_gradient;
  std::size_t x_epoch = 0;  // those done
  // Of the plateau: the lowest score, epochs since, and what η₀ has come down to.
  double x_lowest = 0, x_rate = 0;
  std::size_t x_since = 0;
  bool x_observed = false;
};

// Method::make of a method of one rule: rule_of(method, options) is what make_rule() takes.
template <auto rule_of>
std::unique_ptr<Optimizer> make_first_order(const Method& method, const OptimizerOptions& options, const Task& task) {
  return std::make_unique<FirstOrder>(task.objective, make_rule(rule_of(method, options)),
                                      first_order_options(method, options, task));
}

}  // namespace nnpipe::optimise
