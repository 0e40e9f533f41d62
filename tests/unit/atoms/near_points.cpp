#include "atoms/near_points.hpp"

#include <algorithm>
#include <vector>

#include "base/random.hpp"
#include "base/simd.hpp"
#include "test.hpp"

using namespace nnpipe;

TEST_CASE("points near a place are those that a plain loop finds, in its order, on every instruction set") {
  Random random{5};
  constexpr std::size_t points = 300;
  std::vector<int> id(points + PointColumns::padding, -1);
  std::vector<double> x(id.size()), y(id.size()), z(id.size());
  for (std::size_t k = 0; k < points; ++k) {
    id[k] = static_cast<int>(random.below(1000));
    x[k] = random.uniform(0, 4);
    y[k] = random.uniform(0, 4);
    z[k] = random.uniform(0, 4);
  }
  for (const auto& target : simd_targets()) {
    set_simd_target(target);
    for (int trial = 0; trial < 200; ++trial) {
      std::vector<PointRange> ranges;
      for (int begin = 0; begin < static_cast<int>(points);) {
        const int end = std::min<int>(begin + static_cast<int>(random.below(12)), points);
        if (random.below(3) > 0) ranges.push_back({begin, end});
        begin = end + static_cast<int>(random.below(2));
      }
      const Vec3 r{random.uniform(0, 4), random.uniform(0, 4), random.uniform(0, 4)};
      const double reach = random.uniform(0.1, 3), coincident = random.uniform(0, 1);
      std::vector<int> expected;
      std::size_t same = 0;
      for (const auto& [begin, end] : ranges) {
        for (auto k = static_cast<std::size_t>(begin); k < static_cast<std::size_t>(end); ++k) {
          const double d2 = norm2(Vec3{x[k], y[k], z[k]} - r);
          if (d2 < reach * reach) expected.push_back(id[k]);
          if (d2 < coincident * coincident) ++same;
        }
      }
      std::vector<int> found(points + PointColumns::padding);
      const NearPoints near =
          near_points({id.data(), x.data(), y.data(), z.data()}, ranges, r, reach, coincident, found.data());
      found.resize(near.count);
      CHECK(found == expected);
      CHECK(near.same == same);
    }
  }
  set_simd_target("auto");
}
