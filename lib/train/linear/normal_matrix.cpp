#include "train/linear/normal_matrix.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/threads.hpp"
#include "network/gemm.hpp"

namespace nnpipe::train {

namespace {

// Columns of H that a thread computes at a time.
constexpr std::size_t panel = 128;
// Columns of rows that a thread goes through at a time.
constexpr std::size_t column_block = 64;
// Rows of a product with one column that a thread computes at a time.
constexpr std::size_t slab = 512;
// What is left of a column after projection, relative to what it was, that still counts as a direction of its own.
constexpr double least_left = 1e-12;

}  // namespace

void NormalMatrix::add(std::size_t rows, const double* x, std::size_t leading, std::span<const double> y) {
  if (rows == 0) return;
  const network::SingleThreadedBlas blas;
  const std::size_t n = columns();
  using network::Side;
  parallel_for({n, panel}, [&](std::size_t, std::size_t first, std::size_t last) {
    network::gemm(Side::transposed, Side::plain, n - first, last - first, rows, 1, x + first * leading, leading,
                  x + first * leading, leading, 1, h.memptr() + first * n + first, n);
  });
  parallel_for({n, column_block}, [&](std::size_t, std::size_t first, std::size_t last) {
    for (std::size_t c = first; c < last; ++c) {
      double sum = 0;
      for (std::size_t r = 0; r < rows; ++r) sum += x[c * leading + r] * y[r];
      b[c] += sum;
    }
  });
  for (std::size_t r = 0; r < rows; ++r) squares += y[r] * y[r];
}

void NormalMatrix::complete() {
  const std::size_t n = columns();
  constexpr std::size_t tile = 64;
  parallel_for({n, tile}, [&](std::size_t, std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      for (std::size_t j = i + 1; j < n; ++j) h(i, j) = h(j, i);
    }
  });
}

double NormalMatrix::residual(std::span<const arma::uword> chosen, const arma::vec& weights) const {
  double sum = squares;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    double row = 0;
    const double* column = h.colptr(chosen[i]);
    for (std::size_t j = 0; j < chosen.size(); ++j) row += column[chosen[j]] * weights[j];
    sum += weights[i] * (row - 2 * b[chosen[i]]);
  }
  return std::max(0.0, sum);
}

double NormalMatrix::residual(const arma::vec& weights) const {
  const network::SingleThreadedBlas blas;
  const std::size_t n = weights.n_elem;
  std::vector<double> product(n);
  network::gemv(n, n, 1, h.memptr(), columns(), weights.memptr(), 0, product.data());
  double sum = squares;
  for (std::size_t i = 0; i < n; ++i) sum += weights[i] * (product[i] - 2 * b[i]);
  return std::max(0.0, sum);
}

void add(NormalMatrix& to, double factor, const NormalMatrix& from) {
  to.h += factor * from.h;
  to.b += factor * from.b;
  to.squares += factor * from.squares;
}

arma::vec ridge_solution(const NormalMatrix& normal, const arma::vec& scale, double ridge,
                         std::span<const arma::uword> columns) {
  const network::SingleThreadedBlas blas;
  const std::size_t n = columns.size();
  arma::mat h(n, n);
  arma::vec b(n), weights;
  for (std::size_t i = 0; i < n; ++i) {
    const double* from = normal.h.colptr(columns[i]);
    for (std::size_t j = 0; j < n; ++j) h(j, i) = from[columns[j]] / (scale[columns[i]] * scale[columns[j]]);
    b[i] = normal.b[columns[i]] / scale[columns[i]];
    h(i, i) += ridge;
  }
  // Twice the ridge until there is a solution: columns may say the same.
  for (double more = ridge; !arma::solve(weights, h, b, arma::solve_opts::likely_sympd + arma::solve_opts::no_approx);
       more *= 2) {
    if (!(more < 1)) fail("the least-squares problem has no solution");
    h.diag() += more;
  }
  for (std::size_t i = 0; i < n; ++i) weights[i] /= scale[columns[i]];
  return weights;
}

std::vector<arma::uword> orthogonal_least_squares(const NormalMatrix& normal, const arma::vec& scale, double ridge,
                                                  std::span<const arma::uword> first, std::size_t count) {
  const network::SingleThreadedBlas blas;
  const std::size_t n = normal.columns();
  count = std::min(count, n);
  std::vector<double> left(n), right(n);  // what is left of each column's square, and of its product with y
  std::vector<char> open(n, 1);
  for (std::size_t c = 0; c < n; ++c) {
    open[c] = scale[c] > 0 ? 1 : 0;
    left[c] = open[c] ? normal.h(c, c) / (scale[c] * scale[c]) + ridge : 0;
    right[c] = open[c] ? normal.b[c] / scale[c] : 0;
  }
  std::vector<double> q(n * count), row(n);  // q: one direction after the other, the columns' parts along it
  std::vector<arma::uword> chosen;
  while (chosen.size() < count) {
    std::size_t best = n;
    if (chosen.size() < first.size()) {
      best = first[chosen.size()];
    } else {
      double most = 0;
      for (std::size_t c = 0; c < n; ++c) {
        if (!open[c] || !(left[c] > least_left)) continue;
        const double gain = right[c] * right[c] / left[c];
        if (gain > most) {
          most = gain;
          best = c;
        }
      }
    }
    if (best == n) break;
    const std::size_t step = chosen.size();
    chosen.push_back(best);
    open[best] = 0;
    if (!(left[best] > least_left)) {
      std::fill_n(q.data() + step * n, n, 0.0);
      continue;
    }
    const double length = std::sqrt(left[best]);
    const double* h = normal.h.colptr(best);
    std::vector<double> before(step);
    for (std::size_t s = 0; s < step; ++s) before[s] = q[s * n + best];
    // row = h − Q before
    parallel_for({n, slab}, [&](std::size_t, std::size_t from, std::size_t to) {
      for (std::size_t c = from; c < to; ++c) row[c] = scale[c] > 0 ? h[c] / (scale[c] * scale[best]) : 0;
      network::gemv(to - from, step, -1, q.data() + from, n, before.data(), 1, row.data() + from);
    });
    double* direction = q.data() + step * n;
    const double along = right[best] / length;
    for (std::size_t c = 0; c < n; ++c) {
      direction[c] = row[c] / length;
      right[c] -= direction[c] * along;
      left[c] -= direction[c] * direction[c];
    }
  }
  return chosen;
}

}  // namespace nnpipe::train
