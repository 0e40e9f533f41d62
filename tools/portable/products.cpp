// The four functions of the BLAS that potentials call, for libraries that other programs load: small products, no
// threads. Matrices are stored column by column; what each computes is told by the BLAS's reference.
#include <algorithm>
#include <cstddef>

namespace {

bool is_plain(const char* side) { return *side == 'N' || *side == 'n'; }

// c[0 … n) *= beta, where 0 overwrites what may not be a number.
void scale(double beta, double* c, std::size_t n) {
  if (beta == 0) std::fill_n(c, n, 0.0);
  if (beta == 0 || beta == 1) return;
  for (std::size_t i = 0; i < n; ++i) c[i] *= beta;
}

void add(double factor, const double* x, std::size_t stride, double* y, std::size_t n) {
  if (stride == 1) {
    for (std::size_t i = 0; i < n; ++i) y[i] += factor * x[i];
  } else {
    for (std::size_t i = 0; i < n; ++i) y[i] += factor * x[i * stride];
  }
}

double dot(const double* x, std::size_t step_x, const double* y, std::size_t step_y, std::size_t n) {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += x[i * step_x] * y[i * step_y];
  return sum;
}

std::size_t size(const int* n) { return static_cast<std::size_t>(std::max(*n, 0)); }

// Where a vector of n elements begins whose stride may be negative.
template <typename Number>
Number* begin_of(Number* x, int n, int stride) {
  return stride < 0 ? x - static_cast<std::ptrdiff_t>(n - 1) * stride : x;
}

}  // namespace

extern "C" {

double ddot_(const int* n, const double* x, const int* step_x, const double* y, const int* step_y) {
  x = begin_of(x, *n, *step_x);
  y = begin_of(y, *n, *step_y);
  double sum = 0;
  for (int i = 0; i < *n; ++i, x += *step_x, y += *step_y) sum += *x * *y;
  return sum;
}

void dgemm_(const char* side_a, const char* side_b, const int* m, const int* n, const int* k, const double* alpha,
            const double* a, const int* ld_a, const double* b, const int* ld_b, const double* beta, double* c,
            const int* ld_c) {
  const std::size_t rows = size(m), inner = size(k), first = size(ld_a), second = size(ld_b);
  for (std::size_t j = 0; j < size(n); ++j) {
    double* const column = c + j * size(ld_c);
    scale(*beta, column, rows);
    const double* const of_b = is_plain(side_b) ? b + j * second : b + j;
    const std::size_t step = is_plain(side_b) ? 1 : second;
    if (is_plain(side_a)) {
      for (std::size_t l = 0; l < inner; ++l) add(*alpha * of_b[l * step], a + l * first, 1, column, rows);
    } else {
      for (std::size_t i = 0; i < rows; ++i) column[i] += *alpha * dot(a + i * first, 1, of_b, step, inner);
    }
  }
}

void dgemv_(const char* side, const int* m, const int* n, const double* alpha, const double* a, const int* ld,
            const double* x, const int* step_x, const double* beta, double* y, const int* step_y) {
  const bool plain = is_plain(side);
  const int rows = plain ? *m : *n, inner = plain ? *n : *m;
  x = begin_of(x, inner, *step_x);
  y = begin_of(y, rows, *step_y);
  for (int i = 0; i < rows; ++i) {
    double& out = y[static_cast<std::ptrdiff_t>(i) * *step_y];
    const double* const row = plain ? a + i : a + static_cast<std::ptrdiff_t>(i) * *ld;
    double sum = 0;
    for (int j = 0; j < inner; ++j) {
      sum += row[static_cast<std::ptrdiff_t>(j) * (plain ? *ld : 1)] * x[static_cast<std::ptrdiff_t>(j) * *step_x];
    }
    out = (*beta == 0 ? 0 : *beta * out) + *alpha * sum;
  }
}

void dsyrk_(const char* triangle, const char* side, const int* n, const int* k, const double* alpha, const double* a,
            const int* ld_a, const double* beta, double* c, const int* ld_c) {
  const bool lower = *triangle == 'L' || *triangle == 'l', plain = is_plain(side);
  const std::size_t order = size(n), inner = size(k), ld = size(ld_a);
  for (std::size_t j = 0; j < order; ++j) {
    const std::size_t from = lower ? j : 0, to = lower ? order : j + 1;
    double* const column = c + j * size(ld_c);
    scale(*beta, column + from, to - from);
    for (std::size_t i = from; i < to; ++i) {
      column[i] += *alpha * (plain ? dot(a + i, ld, a + j, ld, inner) : dot(a + i * ld, 1, a + j * ld, 1, inner));
    }
  }
}

// What Armadillo calls them, whose own library would pass them on.
#define NNPIPE_ALIAS(name, of) decltype(of) name __attribute__((alias(#of)))
NNPIPE_ALIAS(wrapper_ddot_, ddot_);
NNPIPE_ALIAS(wrapper_dgemm_, dgemm_);
NNPIPE_ALIAS(wrapper_dgemv_, dgemv_);
NNPIPE_ALIAS(wrapper_dsyrk_, dsyrk_);
NNPIPE_ALIAS(wrapper2_ddot_, ddot_);
NNPIPE_ALIAS(wrapper2_dgemm_, dgemm_);
NNPIPE_ALIAS(wrapper2_dgemv_, dgemv_);
NNPIPE_ALIAS(wrapper2_dsyrk_, dsyrk_);
#undef NNPIPE_ALIAS

}  // extern "C"
