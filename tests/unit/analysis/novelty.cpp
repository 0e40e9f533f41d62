// Novelty of sites, disagreement of committees, and pools that keep few of many frames.
#include "analysis/novelty.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/pool.hpp"
#include "analysis/spread.hpp"
#include "base/random.hpp"
#include "test.hpp"

namespace nnpipe::analysis {

namespace {

Frame chain(double distance) {
  Frame frame;
  frame.elements = {element_of("Si"), element_of("Si"), element_of("Si")};
  frame.positions = {{0, 0, 0}, {distance, 0, 0}, {2 * distance, 0, 0}};
  return frame;
}

descriptor::SetFile two_functions() {
  return descriptor::parse_set_file(
      "nnpipe-sf 1\nunits metal\nG2 Si Si eta=1 r_s=2 cutoff=5 cutoff-function=cosine\n"
      "G2 Si Si eta=1 r_s=3 cutoff=5 cutoff-function=cosine\n",
      "two");
}

}  // namespace

TEST_CASE("a value outside its range is measured in widths, at its ends it is inside") {
  const Range range{1, 3};
  CHECK(range.outside(1) == 0);
  CHECK(range.outside(3 + 1e-12) == 0);
  CHECK(range.outside(4) == Approx(0.5));
  CHECK(range.outside(0) == Approx(0.5));
  CHECK(Range{2, 2}.outside(3) == Approx(0.5));
  CHECK(std::isfinite(Range{0, 0}.outside(1)));
}

TEST_CASE("distances of remembered sites are those of the plain sum over all") {
  Random random{3};
  constexpr std::size_t functions = 5;
  const std::vector<Range> ranges{{0, 2}, {-1, 1}, {0, 0.1}, {5, 5}, {-3, 7}};
  SiteMemory memory{functions};
  std::vector<std::vector<double>> all;
  CHECK(std::isinf(memory.to(std::vector<double>(functions, 0), ranges).least));
  for (int n = 0; n < 37; ++n) {
    std::vector<double> q(functions);
    for (std::size_t s = 0; s < functions; ++s) q[s] = random.uniform(ranges[s].low, ranges[s].high);
    memory.add(q);
    all.push_back(q);
  }
  for (int trial = 0; trial < 10; ++trial) {
    std::vector<double> q(functions);
    for (auto& value : q) value = random.uniform(0, 1);
    double least = 1e9, mean = 0;
    for (const auto& p : all) {
      double d = 0;
      for (std::size_t s = 0; s < functions; ++s) d += std::pow((q[s] - p[s]) * ranges[s].factor(), 2);
      d = std::sqrt(d / functions);
      least = std::min(least, d);
      mean += d / static_cast<double>(all.size());
    }
    const auto got = memory.to(q, ranges);
    CHECK(got.least == Approx(least).epsilon(1e-5));
    CHECK(got.mean == Approx(mean).epsilon(1e-5));
  }
}

TEST_CASE("what is remembered is not new, and what lies between is less far than what lies beyond") {
  Novelty novelty{two_functions()};
  for (const double d : {2.2, 2.6}) novelty.remember(novelty.describe(chain(d), "here"));
  const auto look = [&](double d) {
    auto sites = novelty.describe(chain(d), "here");
    novelty.appraise(sites);
    double least = 0, outside = 0;
    for (const auto& site : sites.sites) {
      least = std::max(least, site.distance.least);
      outside = std::max(outside, site.outside);
    }
    return std::pair{least, outside};
  };
  CHECK(look(2.2).first == Approx(0).margin(1e-6));
  CHECK(look(2.2).second == 0);
  CHECK(look(2.4).first > 0.05);
  CHECK(look(1.8).first > look(2.4).first);
  CHECK(look(1.8).second > 0.1);
}

TEST_CASE("a fingerprint does not depend on where atoms lie and how they are numbered") {
  Novelty novelty{two_functions()};
  Frame frame = chain(2.3);
  const auto before = novelty.fingerprint(novelty.describe(frame, "here"));
  CHECK(before.size() == 6);
  std::swap(frame.positions[0], frame.positions[1]);
  for (auto& x : frame.positions) x = {x.y + 1, x.x, x.z};
  const auto after = novelty.fingerprint(novelty.describe(frame, "here"));
  for (std::size_t k = 0; k < 6; ++k) CHECK(after[k] == Approx(before[k]));
}

TEST_CASE("spread is the standard deviation, or largest less least") {
  CHECK(spread_of(std::vector<double>{1, 2, 3, 6}, SpreadKind::deviation) == Approx(std::sqrt(3.5)));
  CHECK(spread_of(std::vector<double>{1, 2, 3, 6}, SpreadKind::range) == Approx(5));
  const std::vector<Vec3> forces{{1, 0, 0}, {-1, 0, 0}};
  CHECK(spread_of(forces, SpreadKind::deviation) == Approx(1));
  CHECK(spread_of(forces, SpreadKind::range) == Approx(2));
}

TEST_CASE("a pool keeps the worst, whatever their order, and the first of equals") {
  PoolOptions options;
  options.method = PoolMethod::worst;
  options.wanted = 3;
  Pool pool{options};
  const std::vector<double> ranks{1, 7, 3, 9, 7, 7, 2};
  for (std::size_t k = 0; k < ranks.size(); ++k) pool.add({k + 1, {}, ranks[k], {}});
  std::vector<std::size_t> numbers;
  for (const auto& c : pool.finish()) numbers.push_back(c.number);
  CHECK(numbers == std::vector<std::size_t>{2, 4, 5});
  CHECK_THROWS_WITH(parse_pool_method("best"),
                    ContainsSubstring("expected farthest, cur, random or worst, got 'best'"));
}

TEST_CASE("a pool takes at random from all of the stream alike") {
  std::vector<int> taken(40, 0);
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    PoolOptions options;
    options.method = PoolMethod::random;
    options.wanted = 10;
    options.seed = seed;
    Pool pool{options};
    for (std::size_t k = 0; k < 40; ++k) pool.add({k + 1, {}, 0, {}});
    for (const auto& c : pool.finish()) ++taken[c.number - 1];
  }
  // 100 each, with a standard deviation of 8.7.
  CHECK(*std::min_element(taken.begin(), taken.end()) > 60);
  CHECK(*std::max_element(taken.begin(), taken.end()) < 140);
}

TEST_CASE("farthest points of a stream longer than the pool still cover it") {
  Random random{8};
  PoolOptions options;
  options.wanted = 9;
  options.most_frames = 40;
  options.scale = [](auto&) {};
  options.there = {{0.5, 0.5}};
  Pool pool{options};
  std::vector<std::vector<double>> all;
  for (std::size_t k = 0; k < 1000; ++k) {
    all.push_back({random.uniform(), random.uniform()});
    pool.add({k + 1, {}, 0, all.back()});
  }
  const auto chosen = pool.finish();
  REQUIRE(chosen.size() == 9);
  CHECK(std::is_sorted(chosen.begin(), chosen.end(), [](const auto& a, const auto& b) { return a.number < b.number; }));
  // No point of the square is farther than 0.35 (rms 0.25) from one that was chosen or was there; optimal is some 0.24.
  for (const auto& point : all) {
    double nearest = std::hypot(point[0] - 0.5, point[1] - 0.5);
    for (const auto& c : chosen) nearest = std::min(nearest, std::hypot(point[0] - c.point[0], point[1] - c.point[1]));
    CHECK(nearest < 0.35);
  }
}

}  // namespace nnpipe::analysis
