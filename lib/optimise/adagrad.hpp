// Adagrad: steps shortened by the sum of squared gradients.
#pragma once

#include <memory>

#include "optimise/first_order.hpp"

namespace nnpipe::optimise {

// p parameters, g gradient, η learning rate; numbers in brackets are equations of the thesis; powers of g are by
// component.
struct Adagrad {  // s ← s + g², p ← p − η g/√(s + ε) (3.24)
  double epsilon = 1e-8;
};

std::unique_ptr<UpdateRule> make_rule(const Adagrad& options);

extern const Method adagrad;

}  // namespace nnpipe::optimise
