#include "descriptor/monomials.hpp"

#include "base/error.hpp"

namespace nnpipe::descriptor {

namespace {

constexpr std::size_t most_products = 100000;

}  // namespace

Monomials::Monomials(std::size_t columns, std::size_t degree) : x_columns{columns} {
  if (columns == 0 || degree == 0) fail("a polynomial has columns and a degree, got {} and {}", columns, degree);
  if (columns > most_products) fail("a polynomial of {} columns, expected at most {}", columns, most_products);
  for (std::size_t c = 0; c < columns; ++c) x_terms.push_back({c, c});
  // Each product of one degree times the columns from its last one on gives each of the next degree once.
  for (std::size_t k = 2, first = 0; k <= degree; ++k) {
    const std::size_t last = x_terms.size();
    for (std::size_t t = first; t < last; ++t) {
      for (std::size_t c = x_terms[t].column; c < columns; ++c) {
        if (x_terms.size() == most_products) {
          fail("the polynomial of degree {} in {} columns has more than {} products", degree, columns, most_products);
        }
        x_terms.push_back({t, c});
      }
    }
    first = last;
  }
}

void Monomials::expand(std::span<const double> values, std::span<double> products) const {
  for (std::size_t c = 0; c < x_columns; ++c) products[c] = values[c];
  for (std::size_t t = x_columns; t < x_terms.size(); ++t) {
    products[t] = products[x_terms[t].earlier] * values[x_terms[t].column];
  }
}

std::vector<std::string> Monomials::names(std::span<const std::string> columns) const {
  std::vector<std::string> names{columns.begin(), columns.end()};
  for (std::size_t t = x_columns; t < x_terms.size(); ++t) {
    names.push_back(names[x_terms[t].earlier] + '*' + columns[x_terms[t].column]);
  }
  return names;
}

}  // namespace nnpipe::descriptor
