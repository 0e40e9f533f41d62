#include "optimise/adam.hpp"

#include <cmath>
#include <vector>

namespace nnpipe::optimise {

namespace {

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

Adam adam_of(const Method& method, const OptimizerOptions& options, double decay = 0) {
  const auto beta = parameter(method, options, "beta");
  return {beta[0], beta[1], parameter(method, options, "epsilon")[0], decay};
}

}  // namespace

std::unique_ptr<UpdateRule> make_rule(const Adam& options) { return std::make_unique<AdamRule>(options); }

const Method adam{.name = "adam",
                  .words = "Adam",
                  .help = "Steps by running means of the gradient and of its square.",
                  .needs = Needs::batches,
                  .parameters = {{"beta", "B1,B2", "decay of adam's means", {Adam{}.beta1, Adam{}.beta2}},
                                 {"epsilon", "X", "against division by zero", {Adam{}.epsilon}, 1e-300, 1e300}},
                  .few = {2000, 500, 0.001},
                  .many = {2000, 500, 0.001},
                  .make = make_first_order<[](const Method& method, const OptimizerOptions& options) {
                    return adam_of(method, options);
                  }>};

const Method adamw{.name = "adamw",
                   .words = "AdamW",
                   .help = "Adam that also draws the parameters towards 0.",
                   .needs = Needs::batches,
                   .parameters = {{"beta", "B1,B2", "decay of adam's means", {Adam{}.beta1, Adam{}.beta2}},
                                  {"epsilon", "X", "against division by zero", {Adam{}.epsilon}, 1e-300, 1e300},
                                  {"weight-decay", "X", "of adamw", {0.01}, 0, 1e300}},
                   .few = {2000, 500, 0.001},
                   .many = {2000, 500, 0.001},
                   .make = make_first_order<[](const Method& method, const OptimizerOptions& options) {
                     return adam_of(method, options, parameter(method, options, "weight-decay")[0]);
                   }>};

}  // namespace nnpipe::optimise
