// The product of a matrix with itself, as normal equations add it up.
#pragma once

#include <cstddef>

namespace nnpipe::network {

// Adds the lower triangle of xᵀ x to h, both column by column: x is rows × n, its columns `leading` apart, h is n × n.
// What is above the diagonal of h becomes undefined. With vectors of 512 bits by code of our own, which a BLAS lacks
// where it does not know the processor; else by the BLAS. The caller holds a SingleThreadedBlas. Runs on all threads,
// the same bits for any number of them.
void add_triangle(std::size_t n, std::size_t rows, const double* x, std::size_t leading, double* h);

// The same of rows that stand one behind the other, `leading` apart, and of the columns [first, last) of h alone: each
// of several processes makes some. `first` is 0 or a multiple of `columns_together`, `last` too, or n.
inline constexpr std::size_t columns_together = 192;
void add_triangle_of_rows(std::size_t n, std::size_t rows, const double* x, std::size_t leading, double* h,
                          std::size_t first, std::size_t last);

}  // namespace nnpipe::network
