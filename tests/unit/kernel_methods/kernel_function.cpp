#include "kernel_methods/kernel_function.hpp"

#include "test.hpp"

using namespace nnpipe;

TEST_CASE("the scale of a length is the median distance of points one, two, four … apart") {
  // On a line: 1, 2, 4 between neighbours, 3, 6 two apart; points that are one have no say.
  CHECK(kernel_methods::median_distance(arma::mat{{0, 1, 3, 7}}) == 3);
  CHECK(kernel_methods::median_distance(arma::mat{{0, 0, 0, 5}}) == 5);
  CHECK(kernel_methods::median_distance(arma::mat{{0, 3}, {0, 4}}) == 5);
  CHECK(kernel_methods::median_distance(arma::mat{{2, 2, 2}}) == 1);
}
