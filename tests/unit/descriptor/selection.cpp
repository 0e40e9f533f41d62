// Rows and columns chosen to stand for all.
#include "descriptor/selection.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "base/random.hpp"
#include "test.hpp"

namespace nnpipe::descriptor {

TEST_CASE("farthest points of a line are its ends, then what lies between them evenly") {
  std::vector<double> line;
  for (int i = 0; i <= 8; ++i) line.push_back(i);
  auto chosen = farthest_points({line, 1}, 5);
  CHECK((chosen[0] == 0 && chosen[1] == 8 && chosen[2] == 4));
  std::sort(chosen.begin(), chosen.end());
  CHECK(chosen == std::vector<std::size_t>{0, 2, 4, 6, 8});
}

TEST_CASE("farthest points leave out what lies near to what there is, and end where nothing is far") {
  const std::vector<double> points{0, 0, 1, 0, 0, 1, 0, 0.01};
  std::vector<double> near;
  for (std::size_t k = 0; k < 4; ++k) {
    near.push_back(rms_distance(Points{points, 2}[k], std::vector<double>{0, 0}));
  }
  CHECK(farthest_points({points, 2}, 4, 0.1, near) == std::vector<std::size_t>{1, 2});
  // Twice the same is taken once.
  CHECK(farthest_points({std::vector<double>{3, 3, 3, 4}, 1}, 4).size() == 2);
}

TEST_CASE("every point is nearer to a farthest point than the last two of these to one another") {
  Random random{5};
  std::vector<double> values(300 * 4);
  for (auto& value : values) value = random.uniform();
  const Points points{values, 4};
  const auto chosen = farthest_points(points, 20);
  REQUIRE(std::set<std::size_t>(chosen.begin(), chosen.end()).size() == 20);
  double apart = 1e9;
  for (std::size_t a = 0; a < 20; ++a) {
    for (std::size_t b = 0; b < a; ++b) apart = std::min(apart, rms_distance(points[chosen[a]], points[chosen[b]]));
  }
  for (std::size_t k = 0; k < points.count(); ++k) {
    double nearest = 1e9;
    for (const auto c : chosen) nearest = std::min(nearest, rms_distance(points[k], points[c]));
    CHECK(nearest <= apart);
  }
}

TEST_CASE("CUR takes columns that span the others and leaves copies") {
  // Columns 0, 1 and 2 are independent; 3 is twice the first, 4 the sum of the others.
  Random random{2};
  constexpr std::size_t rows = 50, n = 5;
  std::vector<double> gram(n * n, 0.0);
  for (std::size_t k = 0; k < rows; ++k) {
    const double a = random.normal(), b = random.normal(), c = random.normal();
    const double row[n] = {a, b, c, 2 * a, b + c};
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) gram[i * n + j] += row[i] * row[j];
    }
  }
  const auto chosen = cur_columns(gram, n, n);
  CHECK(chosen.size() == 3);
  CHECK(std::count(chosen.begin(), chosen.end(), 3) == 1);
  CHECK(std::count(chosen.begin(), chosen.end(), 0) == 0);
  // A column that costs much gives way to its copy.
  const double cost[n] = {1, 1, 1, 10, 1};
  const auto cheap = cur_columns(gram, n, 3, cost);
  CHECK(std::count(cheap.begin(), cheap.end(), 0) == 1);
  CHECK(std::count(cheap.begin(), cheap.end(), 3) == 0);
}

TEST_CASE("CUR of rows takes different directions first, and more rows than columns if wanted") {
  const std::vector<double> rows{5, 0, 0, 4.9, 0, 0, 0, 2, 0, 0, 2.1, 0, 0, 0, 1, 0, 0, 0};
  const auto three = cur_rows({rows, 3}, 3);
  CHECK(three == std::vector<std::size_t>{0, 3, 4});
  const auto all = cur_rows({rows, 3}, 6);
  CHECK(std::set<std::size_t>(all.begin(), all.end()).size() == 6);
}

}  // namespace nnpipe::descriptor
