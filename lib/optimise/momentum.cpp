#include "optimise/momentum.hpp"

#include <vector>

namespace nnpipe::optimise {

namespace {

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

}  // namespace

std::unique_ptr<UpdateRule> make_rule(const Momentum& options) { return std::make_unique<MomentumRule>(options); }

const Method momentum{.name = "momentum",
                      .words = "gradient descent with momentum",
                      .help = "Keeps a part of the last step.",
                      .needs = Needs::batches,
                      .parameters = {{"momentum", "G", "part of the last step that is kept", {Momentum{}.gamma}}},
                      .few = {2000, 500, 0.02},
                      .many = {2000, 500, 0.002, 1},
                      .make = make_first_order<[](const Method& method, const OptimizerOptions& options) {
                        return Momentum{parameter(method, options, "momentum")[0]};
                      }>};

}  // namespace nnpipe::optimise
