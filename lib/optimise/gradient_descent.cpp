#include "optimise/gradient_descent.hpp"

#include <vector>

namespace nnpipe::optimise {

namespace {

class GradientDescentRule final : public UpdateRule {
 public:
  void step(std::span<double> p, std::span<const double> g, double rate) override {
    for (std::size_t i = 0; i < p.size(); ++i) p[i] -= rate * g[i];
  }
  void archive(Archive&) override {}
};

}  // namespace

std::unique_ptr<UpdateRule> make_rule(const GradientDescent&) { return std::make_unique<GradientDescentRule>(); }

const Method gradient_descent{
    .name = "gd",
    .words = "gradient descent",
    .help = "Steps against the gradient, scaled by the learning rate.",
    .needs = Needs::batches,
    .parameters = {},
    .few = {2000, 500, 0.1},
    .many = {2000, 500, 0.01, 1},
    .make = make_first_order<[](const Method&, const OptimizerOptions&) { return GradientDescent{}; }>};

}  // namespace nnpipe::optimise
