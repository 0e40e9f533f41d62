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
#include "train/objective.hpp"
#include "train/optimizer.hpp"

namespace nnpipe::train {

// How a gradient changes the parameters; keeps what it remembers of earlier ones.
class UpdateRule {
 public:
  virtual ~UpdateRule() = default;
  // `rate`: learning rate η of this step.
  virtual void step(std::span<double> parameters, std::span<const double> gradient, double rate) = 0;
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
};

std::unique_ptr<UpdateRule> make_rule(const GradientDescent& options);
std::unique_ptr<UpdateRule> make_rule(const Momentum& options);
std::unique_ptr<UpdateRule> make_rule(const Adagrad& options);
std::unique_ptr<UpdateRule> make_rule(const Adadelta& options);
std::unique_ptr<UpdateRule> make_rule(const Adam& options);

struct FirstOrderOptions {
  double rate = 0.001;     // η
  double rate_factor = 1;  // η is multiplied by it after each epoch
  std::size_t batch = 0;   // samples a step; 0: all (batch), 1: one (stochastic), else mini-batches
  std::uint64_t seed = 1;  // of the order of the samples
};

// Goes through the samples in batches, in a new random order each epoch.
class FirstOrder : public Optimizer {
 public:
  FirstOrder(Objective& objective, std::unique_ptr<UpdateRule> rule, const FirstOrderOptions& options);
  // Throws Error if the gradient is not finite.
  bool epoch(std::span<double> parameters) override;

 private:
  Objective& x_objective;
  std::unique_ptr<UpdateRule> x_rule;
  FirstOrderOptions x_options;
  Random x_random;
  std::vector<double> x_gradient;
};

}  // namespace nnpipe::train
