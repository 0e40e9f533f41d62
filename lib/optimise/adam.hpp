// Adam and AdamW: running means of the gradient and of its square.
#pragma once

#include <memory>

#include "optimise/first_order.hpp"

namespace nnpipe::optimise {

// p parameters, g gradient, η learning rate; numbers in brackets are equations of the thesis; powers of g are by
// component.
struct Adam {  // m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², p ← p − η m̂/(√v̂ + ε) (3.29–3.32)
  double beta1 = 0.9, beta2 = 0.999;
  double epsilon = 1e-8;
  double decay = 0;  // AdamW (Loshchilov, Hutter 2019): p ← p − η decay p besides
};

std::unique_ptr<UpdateRule> make_rule(const Adam& options);

extern const Method adam;
extern const Method adamw;

}  // namespace nnpipe::optimise
