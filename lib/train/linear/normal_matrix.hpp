// Normal equations of a least-squares problem, added up from blocks of rows; and ridge regression on some columns.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "network/blas.hpp"

namespace nnpipe::train {

// H = Σ x xᵀ, b = Σ x y, s = Σ y² over rows (x, y). Memory 8 · columns².
struct NormalMatrix {
  arma::mat h;  // lower triangle until complete() is called
  arma::vec b;
  double squares = 0;

  explicit NormalMatrix(std::size_t columns = 0) : h(columns, columns), b(columns) {}
  std::size_t columns() const { return b.n_elem; }
  // Rows of a block: x is rows × columns, column by column, columns `leading` apart. The same bits for any number of
  // threads and processes that add the same blocks in the same order.
  void add(std::size_t rows, const double* x, std::size_t leading, std::span<const double> y);
  // The upper triangle from the lower.
  void complete();

  // Σ (x·w − y)², w of these columns and 0 elsewhere.
  double residual(std::span<const arma::uword> columns, const arma::vec& weights) const;
  // The same of the first columns, as many as there are weights.
  double residual(const arma::vec& weights) const;
};

// to += factor · from.
void add(NormalMatrix& to, double factor, const NormalMatrix& from);

// Weights of these columns that make wᵀHw − 2bᵀw + ridge Σ (w · scale)² small; `scale`: of every column, > 0.
arma::vec ridge_solution(const NormalMatrix& normal, const arma::vec& scale, double ridge,
                         std::span<const arma::uword> columns);

// The same of the first columns, of any number of them: by one factorization, of which each takes the first part. The
// equations outlive it.
class NestedSolutions {
 public:
  NestedSolutions(const NormalMatrix& normal, const arma::vec& scale, double ridge);
  arma::vec of_first(std::size_t columns) const;

 private:
  const NormalMatrix& x_normal;
  arma::vec x_scale;
  double x_ridge;
  std::size_t x_good = 0;  // columns up to which there is a factor
  arma::mat x_factor;      // L of L Lᵀ, its lower triangle
  arma::vec x_half;        // L⁻¹ b
};

// Orthogonal least squares (Chen, Billings, Luo, Int. J. Control 50, 1873 (1989)) on the normal equations: columns one
// after the other, each time the one that makes the residual smallest together with those before it. `first` are taken
// before all others; columns with scale 0 never. Returns up to `count` columns, `first` included.
std::vector<arma::uword> orthogonal_least_squares(NormalMatrix normal, const arma::vec& scale, double ridge,
                                                  std::span<const arma::uword> first, std::size_t count);

}  // namespace nnpipe::train
