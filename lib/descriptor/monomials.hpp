// Polynomial features: all products of columns up to a degree.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace nnpipe::descriptor {

// Of columns x, y: x, y, x², x y, y², x³ … up to the degree, those of lower degree first; without the constant.
// Degree 1: the columns themselves.
class Monomials {
 public:
  // Throws Error for no columns, a degree of 0, and more than 100 000 products.
  Monomials(std::size_t columns, std::size_t degree);

  std::size_t columns() const { return x_columns; }
  std::size_t size() const { return x_terms.size(); }
  // values: columns() numbers, products: size() numbers; they do not overlap.
  void expand(std::span<const double> values, std::span<double> products) const;
  // "x", "y", "x*x", "x*y" …
  std::vector<std::string> names(std::span<const std::string> columns) const;

 private:
  // A product of degree 2 or more is that of an earlier one and a column.
  struct Term {
    std::size_t earlier, column;
  };
  std::size_t x_columns;
  std::vector<Term> x_terms;
};

}  // namespace nnpipe::descriptor
