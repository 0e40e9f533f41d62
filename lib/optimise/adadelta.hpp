// Adadelta: steps in proportion to the steps before.
#pragma once

#include <memory>

#include "optimise/first_order.hpp"

namespace nnpipe::optimise {

// p parameters, g gradient, η learning rate; numbers in brackets are equations of the thesis; powers of g are by
// component.
struct Adadelta {  // s ← ρ s + (1 − ρ) g², Δ = g √(d + ε)/√(s + ε), d ← ρ d + (1 − ρ) Δ², p ← p − η Δ (3.28); η = 1
  double rho = 0.9;
  double epsilon = 1e-6;
};

std::unique_ptr<UpdateRule> make_rule(const Adadelta& options);

extern const Method adadelta;

}  // namespace nnpipe::optimise
