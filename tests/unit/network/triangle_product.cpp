// The product of a matrix with itself, as normal equations add it up.
#include "network/triangle_product.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "base/simd.hpp"
#include "network/blas.hpp"
#include "test.hpp"
#include "thread_count.hpp"

using namespace nnpipe;

namespace {

// Below the diagonal `after` is `before` and the product XᵀX, X(i, c) = value(i, c); `other` is the same to the last
// bit.
template <typename Value>
void check_triangle(std::size_t n, std::size_t rows, const std::vector<double>& before,
                    const std::vector<double>& after, const std::vector<double>& other, Value&& value) {
  for (std::size_t c = 0; c < n; ++c) {
    for (std::size_t r = c; r < n; ++r) {
      double sum = before[c * n + r];
      for (std::size_t i = 0; i < rows; ++i) sum += value(i, r) * value(i, c);
      REQUIRE_THAT(after[c * n + r], Catch::Matchers::WithinAbs(sum, 1e-12));
      REQUIRE(other[c * n + r] == after[c * n + r]);
    }
  }
}

}  // namespace

TEST_CASE("the lower triangle of a product is added with every instruction set, on any number of threads",
          "[network]") {
  const network::SingleThreadedBlas blas;
  const auto target = GENERATE(from_range(simd_targets()));
  CAPTURE(target);
  set_simd_target(target);
  Random random{5};
  const std::size_t n = GENERATE(0, 1, 8, 23, 25, 130, 161), rows = GENERATE(0, 1, 7, 384, 400), apart = rows + 2;
  std::vector<double> x(n * apart), before(n * n);
  for (double& value : x) value = random.uniform(-1, 1);
  for (double& value : before) value = random.uniform(-1, 1);
  auto after = before, with_threads = before;
  for (const auto& [count, sums] : {std::pair{1, &after}, {4, &with_threads}}) {
    const Threads threads{count};
    network::add_triangle(n, rows, x.data(), apart, sums->data());
  }
  set_simd_target("auto");
  check_triangle(n, rows, before, after, with_threads, [&](std::size_t i, std::size_t c) { return x[c * apart + i]; });
}

TEST_CASE("the lower triangle of a product of rows is that of columns, in one piece or several", "[network]") {
  const network::SingleThreadedBlas blas;
  const auto target = GENERATE(from_range(simd_targets()));
  CAPTURE(target);
  set_simd_target(target);
  Random random{6};
  const std::size_t n = GENERATE(0, 1, 9, 192, 203, 410), rows = GENERATE(0, 1, 7, 384, 400), apart = n + 3;
  const std::size_t first = std::min(n, network::columns_together);
  std::vector<double> x(rows * apart), before(n * n);
  for (double& value : x) value = random.uniform(-1, 1);
  for (double& value : before) value = random.uniform(-1, 1);
  auto whole = before, pieces = before;
  {
    const Threads threads{1};
    network::add_triangle_of_rows(n, rows, x.data(), apart, whole.data(), 0, n);
  }
  {
    const Threads threads{4};
    network::add_triangle_of_rows(n, rows, x.data(), apart, pieces.data(), first, n);
    network::add_triangle_of_rows(n, rows, x.data(), apart, pieces.data(), 0, first);
  }
  set_simd_target("auto");
  check_triangle(n, rows, before, whole, pieces, [&](std::size_t i, std::size_t c) { return x[i * apart + c]; });
}
