// Pools of candidates of linear fits: their shapes, which candidates they have, which of them are worth more rows.
#include <algorithm>
#include <numeric>

#include "linear_frames.hpp"
#include "test.hpp"
#include "train/linear/moment_rows.hpp"
#include "train/linear/pool_shape.hpp"
#include "train/linear/promising.hpp"

using namespace nnpipe;
using namespace nnpipe::train;

TEST_CASE("half of a large pool is promising, with all candidates that are no products", "[train]") {
  Random random{23};
  std::vector<Frame> frames;
  for (int f = 0; f < 120; ++f) frames.push_back(labelled(small::frame(random), random));
  const auto data = data_of(frames, false);
  const LinearTask task{data, {1e-3, 20e-3, 0}, UnitStyle::metal, 1};
  const auto pools = make_pools(silica, small_pool());
  std::vector<std::size_t> all(frames.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const auto some = promising(task, pools, all);
  const auto is_product = [](const Candidate& candidate) { return candidate.kind == Candidate::Kind::product; };
  const auto products = [&](const MomentPool& pool) {
    return std::count_if(pool.candidates.begin(), pool.candidates.end(), is_product);
  };
  const MomentRows before{pools}, after{some};
  const auto near = neighbourhoods(data.frame(0), before.cutoff());
  REQUIRE(some.size() == 2);
  for (std::size_t e = 0; e < some.size(); ++e) {
    const std::size_t whole = pools[e].candidates.size(), left = some[e].candidates.size();
    CHECK(left < whole);
    CHECK(products(some[e]) > 0);
    CHECK(left - static_cast<std::size_t>(products(some[e])) == whole - static_cast<std::size_t>(products(pools[e])));
    // They have the values that they had, in the same order.
    const auto old = before.values(data.frame(0), near, e), now = after.values(data.frame(0), near, e);
    std::size_t at = 0;
    for (std::size_t c = 0; c < left; ++c) {
      while (at < whole && old[at] != Approx(now[c]).epsilon(1e-12)) ++at;
      REQUIRE(at < whole);
    }
  }
  CHECK(some[0].candidates.size() + some[1].candidates.size() >= promising_columns(pools));
  // Few frames: choosing on some of them would gain nothing.
  const auto few = data_of({frames[0], frames[1]}, false);
  const LinearTask small_task{few, {1e-3, 20e-3, 0}, UnitStyle::metal, 1};
  CHECK(promising(small_task, pools, {0, 1})[0].candidates.size() == pools[0].candidates.size());
}

TEST_CASE("products are made of the invariants that were chosen first", "[train]") {
  Random random{31};
  std::vector<Frame> frames;
  for (int f = 0; f < 40; ++f) frames.push_back(labelled(small::frame(random), random));
  const auto data = data_of(frames, false);
  const LinearTask task{data, {1e-3, 20e-3, 0}, UnitStyle::metal, 1};
  auto options = small_pool();
  options.candidates = 0;
  std::vector<std::size_t> all(frames.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  constexpr std::size_t columns = 100;
  const auto pools = with_products_of_best(task, make_pools(silica, options), all, columns);
  REQUIRE(pools.size() == 2);
  std::size_t count = 0;
  for (const auto& pool : pools) {
    std::size_t products = 0, highest = 0;
    double rank = 0;
    for (const auto& candidate : pool.candidates) {
      if (candidate.kind != Candidate::Kind::product) {
        CHECK(products == 0);  // behind all others
        CHECK(candidate.rank == 0);
        continue;
      }
      ++products;
      CHECK(candidate.rank > rank);
      rank = candidate.rank;
      REQUIRE(candidate.factors.size() == 2);
      CHECK(candidate.factors[0] <= candidate.factors[1]);
      highest = std::max(highest, candidate.factors[1]);
      for (const auto factor : candidate.factors) {
        REQUIRE(factor < pool.candidates.size());
        CHECK((pool.candidates[factor].kind == Candidate::Kind::power ||
               pool.candidates[factor].kind == Candidate::Kind::bispectrum));
      }
    }
    CHECK(rank == 1);
    CHECK(products > pool.candidates.size() / 3);
    CHECK(highest < pool.candidates.size() - products);
    count += pool.candidates.size();
  }
  CHECK(count <= columns);
  CHECK(count + 10 > columns);
  CHECK_NOTHROW(MomentRows{pools});
}

TEST_CASE("shapes of pools have fewer channels of each element where there are more", "[train]") {
  for (const auto& shape : pool_shapes(1)) {
    CHECK(shape.bispectra == 0);
    const auto one = pool_options(shape, 5, 1, 1000), three = pool_options(shape, 5, 3, 3000);
    CHECK(one.degrees == shape.degrees);
    CHECK(three.radial() >= 1);
    CHECK(2 * three.radial() <= one.radial());
    CHECK(three.bispectrum_radial <= three.radial());
    CHECK(three.candidates == 1000);
    CHECK(one.degree() == three.degree());
  }
}

TEST_CASE("several elements have shapes of their own, with bispectra of all their channels", "[train]") {
  const auto shapes = pool_shapes(3);
  CHECK(shapes.front().name == pool_shapes(1).front().name);
  CHECK(shapes.size() > pool_shapes(1).size());
  std::size_t own = 0;
  for (const auto& shape : shapes) {
    if (shape.bispectra == 0) continue;
    ++own;
    const auto options = pool_options(shape, 4, 3, 3000);
    CHECK(options.degrees == shape.degrees);
    CHECK(options.bispectrum_radial == options.radial());
    CHECK(options.candidates == 1000);
    CHECK(options.bispectra < options.candidates);
  }
  CHECK(own >= 2);
}

TEST_CASE("a pool has as many bispectra as it may, those of the lowest order", "[train]") {
  PoolOptions options;
  options.degrees = {3, 3, 3};
  options.candidates = 0;
  const auto bispectra_of = [&](std::size_t most) {
    options.bispectra = most;
    std::vector<Candidate> some;
    const auto pools = make_pools(silica, options);
    for (const auto& candidate : pools[0].candidates) {
      if (candidate.kind == Candidate::Kind::bispectrum) some.push_back(candidate);
    }
    return some;
  };
  const auto all = bispectra_of(0), few = bispectra_of(50);
  REQUIRE(all.size() > 200);
  REQUIRE(few.size() == 50);
  CHECK(bispectra_of(all.size() + 1).size() == all.size());
  std::size_t highest = 0, lower = 0;
  for (const auto& candidate : few) highest = std::max(highest, candidate.order);
  for (const auto& candidate : all) lower += candidate.order < highest ? 1U : 0U;
  CHECK(lower < 50);  // none of a lower order is left out
  for (std::size_t i = 1; i < few.size(); ++i) CHECK(few[i - 1].degree <= few[i].degree);
}

TEST_CASE("invariants of more neighbours of an element than there are have no place in a pool", "[train]") {
  PoolOptions options;
  options.degrees = {2, 2};
  options.candidates = 0;
  const auto all = make_pools(silica, options);
  options.most_neighbours = {{0, 1}, {3, 3}};  // an oxygen has one silicon beside it, and no other oxygen
  const auto some = make_pools(silica, options);
  CHECK(some[1].candidates.size() == all[1].candidates.size());
  std::size_t powers = 0;
  for (const auto& candidate : some[0].candidates) {
    CHECK(candidate.kind != Candidate::Kind::bispectrum);
    if (candidate.kind != Candidate::Kind::power) continue;
    ++powers;
    CHECK(candidate.degree[0] == 0);
    CHECK(candidate.channel[0] % 2 == 1);
    CHECK(candidate.channel[1] % 2 == 1);
  }
  CHECK(powers == 3);
}
