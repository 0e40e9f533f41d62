// Optimisers that use the gradient alone: gradient descent, momentum, Adagrad, Adadelta, Adam.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "optimise/objective.hpp"
#include "optimise/optimizer.hpp"

namespace nnpipe::optimise {

// How a gradient changes the parameters; keeps what it remembers of earlier ones.
class UpdateRule {
 public:
  virtual ~UpdateRule() = default;
  // `rate`: learning rate η of this step.
  virtual void step(std::span<double> parameters, std::span<const double> gradient, double rate) = 0;
  virtual void archive(Archive& archive) = 0;
};

// Numbers in brackets are the thesis's equations; powers of g are by component.
struct GradientDescent {};  // p ← p − η g (3.20)
struct Momentum {           // v ← γ v + η g, p ← p − v (3.21)
  double gamma = 0.9;
};
struct Adagrad {  // s ← s + g², p ← p − η g/√(s + ε) (3.24)
  double epsilon = 1e-8;
};
struct Adadelta {  // s ← ρ s + (1 − ρ) g², Δ = g √(d + ε)/√(s + ε), d ← ρ d + (1 − ρ) Δ², p ← p − η Δ (3.28); η = 1
  double rho = 0.9;
  double epsilon = 1e-6;
};
struct Adam {  // m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², p ← p − η m̂/(√v̂ + ε) (3.29–3.32)
  double beta1 = 0.9, beta2 = 0.999;
  double epsilon = 1e-8;
  double decay = 0;  // AdamW (Loshchilov, Hutter 2019): p ← p − η decay p besides
};

std::unique_ptr<UpdateRule> make_rule(const GradientDescent& options);
std::unique_ptr<UpdateRule> make_rule(const Momentum& options);
std::unique_ptr<UpdateRule> make_rule(const Adagrad& options);
std::unique_ptr<UpdateRule> make_rule(const Adadelta& options);
std::unique_ptr<UpdateRule> make_rule(const Adam& options);

enum class Schedule {
  constant,
  geometric,  // η₀ (η_last/η₀)^{t/T}
  cosine,     // η_last + ½ (η₀ − η_last)(1 + cos πt/T)
  plateau,    // halved when the score has not fallen for `plateau` epochs, down to η_last
};

struct FirstOrderOptions {
  double rate = 0.001;  // η₀
  Schedule schedule = Schedule::constant;
  double last_rate = 0;      // η_last, in epoch `epochs`
  std::size_t epochs = 1;    // T + 1
  std::size_t plateau = 20;  // epochs
  double clip = 0;           // longest gradient; longer ones are shortened; 0: any
  std::size_t batch = 0;     // samples a step; 0: all (batch), 1: one (stochastic), else mini-batches
  std::uint64_t seed = 1;    // of the order of the samples
};

// Goes through the samples in batches, in a new random order each epoch.
class FirstOrder : public Optimizer {
 public:
  FirstOrder(Objective& objective, std::unique_ptr<UpdateRule> rule, const FirstOrderOptions& options);
  // Throws Error if the gradient is not finite.
  bool epoch(std::span<double> parameters) override;
  void observe(double score) override;
  void archive(Archive& archive) override;
  double rate() const;  // of the next epoch

 private:
  void clip();

  Objective& x_objective;
  std::unique_ptr<UpdateRule> x_rule;
  FirstOrderOptions x_options;
  Random x_random;
  std::vector<double> x_gradient;
  std::size_t x_epoch = 0;  // those done
  // Of the plateau: the lowest score, epochs since, and what η₀ has come down to.
  double x_lowest = 0, x_rate = 0;
  std::size_t x_since = 0;
  bool x_observed = false;
};

}  // namespace nnpipe::optimise
