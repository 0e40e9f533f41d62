// Matrix products on plain memory, column by column: the BLAS's own call, without Armadillo's checks. The caller holds
// a SingleThreadedBlas; a product without one throws std::logic_error.
#pragma once

#include <cstddef>

#include "network/blas.hpp"

namespace nnpipe::network {

enum class Side : char { plain = 'N', transposed = 'T' };

// c = alpha · op(a) op(b) + beta · c: c is m × n, the inner dimension k; ld: distance between columns.
inline void gemm(Side side_a, Side side_b, std::size_t m, std::size_t n, std::size_t k, double alpha, const double* a,
                 std::size_t ld_a, const double* b, std::size_t ld_b, double beta, double* c, std::size_t ld_c) {
  require_single_threaded_blas();
  if (m == 0 || n == 0) return;
  const char op_a = static_cast<char>(side_a), op_b = static_cast<char>(side_b);
  const auto at = [](std::size_t size) { return static_cast<arma::blas_int>(size); };
  const auto rows = at(m), columns = at(n), inner = at(k), first = at(ld_a), second = at(ld_b), third = at(ld_c);
  arma::blas::gemm<double>(&op_a, &op_b, &rows, &columns, &inner, &alpha, a, &first, b, &second, &beta, c, &third);
}

// y = alpha · a x + beta · y: a is m × k. Packs nothing, as a product with one column would.
inline void gemv(std::size_t m, std::size_t k, double alpha, const double* a, std::size_t ld_a, const double* x,
                 double beta, double* y) {
  require_single_threaded_blas();
  if (m == 0) return;
  const char plain = 'N';
  const auto at = [](std::size_t size) { return static_cast<arma::blas_int>(size); };
  const auto rows = at(m), inner = at(k), first = at(ld_a), next = at(1);
  arma::blas::gemv<double>(&plain, &rows, &inner, &alpha, a, &first, x, &next, &beta, y, &next);
}

// Lower triangle of c = alpha · a aᵀ + beta · c: a is n × k.
inline void syrk(std::size_t n, std::size_t k, double alpha, const double* a, std::size_t ld_a, double beta, double* c,
                 std::size_t ld_c) {
  require_single_threaded_blas();
  if (n == 0) return;
  const char lower = 'L', plain = 'N';
  const auto at = [](std::size_t size) { return static_cast<arma::blas_int>(size); };
  const auto rows = at(n), inner = at(k), first = at(ld_a), third = at(ld_c);
  arma::blas::syrk<double>(&lower, &plain, &rows, &inner, &alpha, a, &first, &beta, c, &third);
}

}  // namespace nnpipe::network
