// Products of matrices with a short inner dimension, where packing as a BLAS does it costs more than the product.
#pragma once

#include <cstddef>
#include <span>

namespace nnpipe::network {

// Adds a · b to columns that lie anywhere: to[s][k] += Σ_i A_ki · b[s · inner + i], k < rows, i < inner. The rows of A
// come in panels of so many, the last one may hold fewer but takes as much room: A_ki is a[(p · inner + i) · panel + j]
// with k = p · panel + j. Panels of usual_panel rows are fast on all machines. Sums over i are in order: the same bits
// for any set of columns.
void add_product(std::size_t rows, std::size_t inner, const double* a, std::size_t panel, const double* b,
                 std::span<double* const> to);
inline constexpr std::size_t usual_panel = 24;

}  // namespace nnpipe::network
