#include "descriptor/monomials.hpp"

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "test.hpp"

using namespace nnpipe;
using descriptor::Monomials;

TEST_CASE("monomials of two columns to the third degree are nine, those of lower degree first", "[descriptor]") {
  const std::vector<std::string> columns{"x", "y"};
  const Monomials monomials{2, 3};
  CHECK(monomials.names(columns) ==
        std::vector<std::string>{"x", "y", "x*x", "x*y", "y*y", "x*x*x", "x*x*y", "x*y*y", "y*y*y"});
  std::vector<double> products(monomials.size());
  monomials.expand(std::vector<double>{2, 3}, products);
  CHECK(products == std::vector<double>{2, 3, 4, 6, 9, 8, 12, 18, 27});
}

TEST_CASE("there are as many monomials as choices with repetition, each once and the product its name says",
          "[descriptor]") {
  Random random{7};
  for (std::size_t columns = 1; columns <= 4; ++columns) {
    std::vector<std::string> names;
    std::vector<double> values;
    for (std::size_t c = 0; c < columns; ++c) {
      names.emplace_back(1, static_cast<char>('a' + c));
      values.push_back(random.uniform() + 0.5);
    }
    for (std::size_t degree = 1; degree <= 5; ++degree) {
      const Monomials monomials{columns, degree};
      double expected = 1;  // binomial(columns + degree, degree), the constant among them
      for (std::size_t k = 1; k <= degree; ++k) {
        expected *= static_cast<double>(columns + k) / static_cast<double>(k);
      }
      CHECK(monomials.size() + 1 == static_cast<std::size_t>(std::lround(expected)));
      const auto of = monomials.names(names);
      CHECK(std::set<std::string>(of.begin(), of.end()).size() == monomials.size());
      std::vector<double> products(monomials.size());
      monomials.expand(values, products);
      for (std::size_t t = 0; t < of.size(); ++t) {
        double product = 1;
        for (std::size_t at = 0; at < of[t].size(); at += 2)
          product *= values[static_cast<std::size_t>(of[t][at] - 'a')];
        CHECK(products[t] == Approx(product).epsilon(1e-14));
      }
    }
  }
}

TEST_CASE("a polynomial of too many products is refused before it is made", "[descriptor]") {
  CHECK_THROWS_AS(Monomials(784, 3), Error);
  CHECK_THROWS_WITH(Monomials(100001, 1), "a polynomial of 100001 columns, expected at most 100000");
  CHECK_THROWS_AS(Monomials(0, 2), Error);
  CHECK_THROWS_AS(Monomials(2, 0), Error);
}
