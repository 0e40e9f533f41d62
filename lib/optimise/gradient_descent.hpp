// Gradient descent, the plainest first-order method.
#pragma once

#include <memory>

#include "optimise/first_order.hpp"

namespace nnpipe::optimise {

// p parameters, g gradient, η learning rate; numbers in brackets are equations of the thesis; powers of g are by
// component.
struct GradientDescent {};  // p ← p − η g (3.20)

std::unique_ptr<UpdateRule> make_rule(const GradientDescent& options);

extern const Method gradient_descent;

}  // namespace nnpipe::optimise
