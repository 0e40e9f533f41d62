#include "train/linear/normal_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/error.hpp"
#include "base/threads.hpp"
#include "network/gemm.hpp"
#include "network/triangle_product.hpp"

namespace nnpipe::train {

namespace {

// Columns of H that a thread computes at a time.
constexpr std::size_t panel = 128;
// Columns of rows that a thread goes through at a time.
constexpr std::size_t column_block = 64;
// Rows of a product with one column that a thread computes at a time.
constexpr std::size_t slab = 256;
// Columns whose products with y are summed side by side: each sum alone waits for its last addition.
constexpr std::size_t columns_at_once = 8;
// What is left of a column after projection, relative to what it was, that still counts as a direction of its own.
constexpr double least_left = 1e-12;

// to[c] += Σ x y of columns of x, `leading` apart.
void add_products(std::size_t rows, const double* x, std::size_t leading, std::span<const double> y,
                  std::size_t columns, double* to) {
  double sums[columns_at_once] = {};
  if (columns == columns_at_once) {
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns_at_once; ++c) sums[c] += x[c * leading + r] * y[r];
    }
  } else {
    for (std::size_t c = 0; c < columns; ++c) {
      for (std::size_t r = 0; r < rows; ++r) sums[c] += x[c * leading + r] * y[r];
    }
  }
  for (std::size_t c = 0; c < columns; ++c) to[c] += sums[c];
}

}  // namespace

void NormalMatrix::add(std::size_t rows, const double* x, std::size_t leading, std::span<const double> y) {
  if (rows == 0) return;
  const network::SingleThreadedBlas blas;
  const std::size_t n = columns();
  network::add_triangle(n, rows, x, leading, h.memptr());
  parallel_for({n, column_block}, [&](std::size_t, std::size_t first, std::size_t last) {
    for (std::size_t c = first; c < last; c += columns_at_once) {
      add_products(rows, x + c * leading, leading, y, std::min(columns_at_once, last - c), b.memptr() + c);
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
  constexpr std::size_t block_size = std::size_t{1} << 16U;
  double* const sum = to.h.memptr();
  const double* const term = from.h.memptr();
  parallel_for({to.h.n_elem, block_size}, [&](std::size_t, std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) sum[i] += factor * term[i];
  });
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

namespace {

// Solves op(L) x = b in place for the first n rows and columns of L, a lower triangle.
void solve_triangle(network::Side side, std::size_t n, const arma::mat& triangle, arma::vec& x) {
  if (n == 0) return;
  char lower = 'L', op = static_cast<char>(side), plain = 'N';  // LAPACK as Armadillo declares it knows no const
  auto size = static_cast<arma::blas_int>(n), leading = static_cast<arma::blas_int>(triangle.n_rows);
  arma::blas_int one = 1, info = 0;
  arma::lapack::trtrs<double>(&lower, &op, &plain, &size, &one, const_cast<double*>(triangle.memptr()), &leading,
                              x.memptr(), &size, &info);
}

}  // namespace

NestedSolutions::NestedSolutions(const NormalMatrix& normal, const arma::vec& scale, double ridge)
    : x_normal{normal}, x_scale{scale}, x_ridge{ridge}, x_factor(scale.n_elem, scale.n_elem, arma::fill::none) {
  const network::SingleThreadedBlas blas;
  const std::size_t n = scale.n_elem;
  const arma::vec inverse = 1 / scale;
  for (std::size_t c = 0; c < n; ++c) {
    const double* const from = normal.h.colptr(c);
    double* const to = x_factor.colptr(c);
    for (std::size_t r = c; r < n; ++r) to[r] = from[r] * (inverse[r] * inverse[c]);
    to[c] += ridge;
  }
  char lower = 'L';
  auto size = static_cast<arma::blas_int>(n);
  arma::blas_int info = 0;
  arma::lapack::potrf<double>(&lower, &size, x_factor.memptr(), &size, &info);
  x_good = info > 0 ? static_cast<std::size_t>(info) - 1 : n;
  x_half = normal.b.head(x_good) % inverse.head(x_good);
  solve_triangle(network::Side::plain, x_good, x_factor, x_half);
}

arma::vec NestedSolutions::of_first(std::size_t columns) const {
  if (columns > x_good) {
    std::vector<arma::uword> all(columns);
    std::iota(all.begin(), all.end(), arma::uword{0});
    return ridge_solution(x_normal, x_scale, x_ridge, all);
  }
  const network::SingleThreadedBlas blas;
  arma::vec weights = x_half.head(columns);
  solve_triangle(network::Side::transposed, columns, x_factor, weights);
  return weights / x_scale.head(columns);
}

namespace {

// What is left of the scaled columns' products with one another after the projections so far. Those are gathered: the
// matrix is brought up to date after so many of them, by a product of matrices.
class Remainder {
 public:
  Remainder(arma::mat products, const arma::vec& scale)
      : x_n{scale.n_elem}, x_rest{std::move(products)}, x_q(x_n * gathered) {
    const arma::vec inverse = arma::vec{scale}.transform([](double s) { return s > 0 ? 1 / s : 0; });
    parallel_for({x_n, panel}, [&](std::size_t, std::size_t first, std::size_t last) {
      for (std::size_t c = first; c < last; ++c) {
        double* const to = x_rest.colptr(c);
        for (std::size_t r = c; r < x_n; ++r) to[r] *= inverse[r] * inverse[c];
      }
    });
  }

  // Products of all columns with this one.
  void row(std::size_t column, std::vector<double>& row) const {
    double before[gathered];
    for (std::size_t s = 0; s < x_count; ++s) before[s] = x_q[s * x_n + column];
    parallel_for({x_n, slab}, [&](std::size_t, std::size_t first, std::size_t last) {
      const double* const below = x_rest.colptr(column);
      for (std::size_t c = first; c < last; ++c) row[c] = c < column ? x_rest(column, c) : below[c];
      network::gemv(last - first, x_count, -1, x_q.data() + first, x_n, before, 1, row.data() + first);
    });
  }

  // The columns' parts along a direction are taken off.
  void project(std::span<const double> parts) {
    std::copy(parts.begin(), parts.end(), x_q.begin() + static_cast<std::ptrdiff_t>(x_count * x_n));
    if (++x_count < gathered) return;
    x_count = 0;
    using network::Side;
    parallel_for({x_n, panel}, [&](std::size_t, std::size_t first, std::size_t last) {
      network::gemm(Side::plain, Side::transposed, x_n - first, last - first, gathered, -1, x_q.data() + first, x_n,
                    x_q.data() + first, x_n, 1, x_rest.colptr(first) + first, x_n);
    });
  }

 private:
  static constexpr std::size_t gathered = 64;

  std::size_t x_n, x_count = 0;
  arma::mat x_rest;         // lower triangle
  std::vector<double> x_q;  // the columns' parts along each direction gathered, one after the other
};

}  // namespace

std::vector<arma::uword> orthogonal_least_squares(NormalMatrix normal, const arma::vec& scale, double ridge,
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
  Remainder remainder{std::move(normal.h), scale};
  std::vector<double> row(n);
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
    chosen.push_back(best);
    open[best] = 0;
    if (!(left[best] > least_left)) continue;
    remainder.row(best, row);
    const double length = std::sqrt(left[best]), along = right[best] / length;
    for (std::size_t c = 0; c < n; ++c) {
      row[c] /= length;
      right[c] -= row[c] * along;
      left[c] -= row[c] * row[c];
    }
    remainder.project(row);
  }
  return chosen;
}

}  // namespace nnpipe::train
