#include "optimise/adagrad.hpp"

#include <cmath>
#include <vector>

namespace nnpipe::optimise {

namespace {

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

}  // namespace

std::unique_ptr<UpdateRule> make_rule(const Adagrad& options) { return std::make_unique<AdagradRule>(options); }

const Method adagrad{.name = "adagrad",
                     .words = "Adagrad",
                     .help = "Divides each step by the root of all squared gradients so far.",
                     .needs = Needs::batches,
                     .parameters = {{"epsilon", "X", "against division by zero", {Adagrad{}.epsilon}, 1e-300, 1e300}},
                     .few = {2000, 500, 0.05},
                     .many = {2000, 500, 0.05},
                     .make = make_first_order<[](const Method& method, const OptimizerOptions& options) {
                       return Adagrad{parameter(method, options, "epsilon")[0]};
                     }>};

}  // namespace nnpipe::optimise
