// Products of matrices with a short inner dimension, where packing as a BLAS does it costs more than the product.
#pragma once

#include <cstddef>
#include <span>

namespace nnpipe::network {

// Adds a · b to columns that lie anywhere: to[s][k] += Σ_i a[i · leading + k] · b[s · inner + i], k < rows, i < inner.
// Sums over i are in order: the same bits for any set of columns.
void add_product(std::size_t rows, std::size_t inner, const double* a, std::size_t leading, const double* b,
                 std::span<double* const> to);

}  // namespace nnpipe::network
