#include "optimise/adadelta.hpp"

#include <cmath>
#include <vector>

namespace nnpipe::optimise {

namespace {

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

}  // namespace

std::unique_ptr<UpdateRule> make_rule(const Adadelta& options) { return std::make_unique<AdadeltaRule>(options); }

const Method adadelta{.name = "adadelta",
                      .words = "Adadelta",
                      .help = "Scales each step by the ratio of past steps to past gradients.",
                      .needs = Needs::batches,
                      .parameters = {{"rho", "X", "decay of adadelta's means", {Adadelta{}.rho}},
                                     {"epsilon", "X", "against division by zero", {Adadelta{}.epsilon}, 1e-300, 1e300}},
                      .few = {2000, 500, 1},
                      .many = {2000, 500, 1},
                      .make = make_first_order<[](const Method& method, const OptimizerOptions& options) {
                        return Adadelta{parameter(method, options, "rho")[0], parameter(method, options, "epsilon")[0]};
                      }>};

}  // namespace nnpipe::optimise
