// Gradient descent with momentum.
#pragma once

#include <memory>

#include "optimise/first_order.hpp"

namespace nnpipe::optimise {

// p parameters, g gradient, η learning rate; numbers in brackets are equations of the thesis; powers of g are by
// component.
struct Momentum {  // v ← γ v + η g, p ← p − v (3.21)
  double gamma = 0.9;
};

std::unique_ptr<UpdateRule> make_rule(const Momentum& options);

extern const Method momentum;

}  // namespace nnpipe::optimise
