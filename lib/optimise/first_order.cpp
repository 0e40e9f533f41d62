#include "optimise/first_order.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::optimise {

namespace {

class GradientDescentRule final : public UpdateRule {
 public:
  void step(std::span<double> p, std::span<const double> g, double rate) override {
    for (std::size_t i = 0; i < p.size(); ++i) p[i] -= rate * g[i];
  }
  void archive(Archive&) override {}
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
  void archive(Archive& archive) override { archive.values(x_v); }

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
  void archive(Archive& archive) override { archive.values(x_s); }

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
  void archive(Archive& archive) override {
    archive.values(x_s);
    archive.values(x_d);
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
    for (double& value : p) value -= rate * x_options.decay * value;
    for (std::size_t i = 0; i < p.size(); ++i) {
      x_m[i] = beta1 * x_m[i] + (1 - beta1) * g[i];
      x_v[i] = beta2 * x_v[i] + (1 - beta2) * g[i] * g[i];
      p[i] -= rate * (x_m[i] * correct1) / (std::sqrt(x_v[i] * correct2) + x_options.epsilon);
    }
  }
  void archive(Archive& archive) override {
    archive.number(x_power1);
    archive.number(x_power2);
    archive.values(x_m);
    archive.values(x_v);
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
      x_gradient(objective.parameters()),
      x_rate{options.rate} {}

double FirstOrder::rate() const {
  const double start = x_options.rate, end = x_options.last_rate;
  const double part =
      x_options.epochs > 1 ? static_cast<double>(x_epoch) / static_cast<double>(x_options.epochs - 1) : 0.0;
  switch (x_options.schedule) {
    case Schedule::constant: return start;
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
  }
  ++x_epoch;
  return true;
}

}  // namespace nnpipe::optimise
