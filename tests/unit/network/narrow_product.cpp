// Products of matrices with a short inner dimension.
#include "network/narrow_product.hpp"

#include <vector>

#include "base/random.hpp"
#include "test.hpp"

using namespace nnpipe;

TEST_CASE("a narrow product is added to its columns and to nothing beside them", "[network]") {
  Random random{3};
  const std::size_t rows = GENERATE(0, 1, 3, 7, 12, 31, 55);
  const std::size_t inner = GENERATE(0, 1, 5, 64);
  const std::size_t columns = GENERATE(0, 1, 2, 3, 4, 11);
  const std::size_t panel = GENERATE(6, 24, 60), panels = (rows + panel - 1) / panel, apart = rows + 1;
  const auto numbers = [&](std::size_t count) {
    std::vector<double> values(count);
    for (double& value : values) value = random.uniform(-1, 1);
    return values;
  };
  const auto a = numbers(panels * inner * panel), b = numbers(columns * inner), before = numbers(columns * apart);
  auto after = before;
  std::vector<double*> to;
  for (std::size_t s = 0; s < columns; ++s) to.push_back(after.data() + s * apart);
  network::add_product(rows, inner, a.data(), panel, b.data(), to);
  for (std::size_t s = 0; s < columns; ++s) {
    for (std::size_t k = 0; k < rows; ++k) {
      double sum = before[s * apart + k];
      for (std::size_t i = 0; i < inner; ++i) {
        sum += a[(k / panel * inner + i) * panel + k % panel] * b[s * inner + i];
      }
      REQUIRE_THAT(after[s * apart + k], Catch::Matchers::WithinAbs(sum, 1e-13));
    }
    REQUIRE(after[s * apart + rows] == before[s * apart + rows]);
  }
}
