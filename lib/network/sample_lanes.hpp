// Vector code for one sample on its way through a network: products with the weights, and activations.
#pragma once

#include <cstddef>

#include "network/activation.hpp"

namespace nnpipe::network {

// y += W x. W: rows × columns, column by column; sums in the order of the columns.
void add_product(std::size_t rows, std::size_t columns, const double* w, const double* x, double* y);

// y = Wᵀ x. W as above; x: rows, y: columns.
void transposed_product(std::size_t rows, std::size_t columns, const double* w, const double* x, double* y);

// y = f(y) in place, and f′ of what was there into `slope`, unless that is null. Each value is the same wherever it
// stands. Sigmoid and tanh to a few units in the last place, as the formulas of activation.cpp; others by those.
void activate(Activation activation, std::size_t n, double* y, double* slope);

}  // namespace nnpipe::network
