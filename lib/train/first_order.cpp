#include "train/first_order.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::train {

namespace {

class GradientDescentRule final : public UpdateRule {
 public:
  void step(std::span<double> p, std::span<const double> g, double rate) override {
    for (std::size_t i = 0; i < p.size(); ++i) p[i] -= rate * g[i];
  }
};

class MomentumRule final : public UpdateRule {
 public:
  explicit MomentumRule(const Momentum& options) : x_options{options} {}
  void step(std::span<double> p, std::span<const double> g, double rate) override {
    x_v.resize(p.size());
    for (std::size_t i = 0; i < p.size(); ++i) {
      x_v[i] = x_options.gamma * x_v[i] + rate * g[i];
      p[i] -= x_v[i];
    }
  }

 private:
  Momentum x_options;
  std::vector<double> x_v;
};

class AdagradRule final : public UpdateRule {
 public:
  explicit AdagradRule(const Adagrad& options) : x_options{options} {}
  void step(std::span<double> p, std::span<const double> g, double rate) override {
    x_s.resize(p.size());
    for (std::size_t i = 0; i < p.size(); ++i) {
      x_s[i] += g[i] * g[i];
      p[i] -= rate * g[i] / std::sqrt(x_s[i] + x_options.epsilon);
    }
  }

 private:
  Adagrad x_options;
  std::vector<double> x_s;
};

class AdadeltaRule final : public UpdateRule {
 public:
  explicit AdadeltaRule(const Adadelta& options) : x_options{options} {}
  void step(std::span<double> p, std::span<const double> g, double rate) override {
    x_s.resize(p.size());
    x_d.resize(p.size());
    const double rho = x_options.rho, epsilon = x_options.epsilon;
    for (std::size_t i = 0; i < p.size(); ++i) {
      x_s[i] = rho * x_s[i] + (1 - rho) * g[i] * g[i];
      const double change = g[i] * std::sqrt((x_d[i] + epsilon) / (x_s[i] + epsilon));
      x_d[i] = rho * x_d[i] + (1 - rho) * change * change;
      p[i] -= rate * change;
    }
  }

 private:
  Adadelta x_options;
  std::vector<double> x_s, x_d;
};

class AdamRule final : public UpdateRule {
 public:
  explicit AdamRule(const Adam& options) : x_options{options} {}
  void step(std::span<double> p, std::span<const double> g, double rate) override {
    x_m.resize(p.size());
    x_v.resize(p.size());
    const double beta1 = x_options.beta1, beta2 = x_options.beta2;
    x_power1 *= beta1;
    x_power2 *= beta2;
    const double correct1 = 1 / (1 - x_power1), correct2 = 1 / (1 - x_power2);
    for (std::size_t i = 0; i < p.size(); ++i) {
      x_m[i] = beta1 * x_m[i] + (1 - beta1) * g[i];
      x_v[i] = beta2 * x_v[i] + (1 - beta2) * g[i] * g[i];
      p[i] -= rate * (x_m[i] * correct1) / (std::sqrt(x_v[i] * correct2) + x_options.epsilon);
    }
  }

 private:
  Adam x_options;
  double x_power1 = 1, x_power2 = 1;  // β₁ᵗ, β₂ᵗ
  std::vector<double> x_m, x_v;
};

}  // namespace

std::unique_ptr<UpdateRule> make_rule(const GradientDescent&) { return std::make_unique<GradientDescentRule>(); }
std::unique_ptr<UpdateRule> make_rule(const Momentum& options) { return std::make_unique<MomentumRule>(options); }
std::unique_ptr<UpdateRule> make_rule(const Adagrad& options) { return std::make_unique<AdagradRule>(options); }
std::unique_ptr<UpdateRule> make_rule(const Adadelta& options) { return std::make_unique<AdadeltaRule>(options); }
std::unique_ptr<UpdateRule> make_rule(const Adam& options) { return std::make_unique<AdamRule>(options); }

FirstOrder::FirstOrder(Objective& objective, std::unique_ptr<UpdateRule> rule, const FirstOrderOptions& options)
    : x_objective{objective},
      x_rule{std::move(rule)},
      x_options{options},
      x_random{options.seed, 0x6f72646572},  // "order"
      x_gradient(objective.parameters()) {}

bool FirstOrder::epoch(std::span<double> parameters) {
  const std::size_t samples = x_objective.samples();
  const std::size_t batch = x_options.batch == 0 ? samples : std::min(x_options.batch, samples);
  if (batch < samples) x_objective.shuffle(x_random);
  for (std::size_t first = 0; first < samples; first += batch) {
    const std::size_t last = std::min(first + batch, samples);
    const double cost = x_objective.gradient(parameters, first, last, x_gradient);
    if (!std::isfinite(cost)) {
      fail("the fit diverged: the cost is {}; try a smaller learning rate than {}", to_text(cost),
           to_text(x_options.rate));
    }
    x_rule->step(parameters, x_gradient, x_options.rate);
  }
  x_options.rate *= x_options.rate_factor;
  return true;
}

}  // namespace nnpipe::train
