// Pools by recipes, and what is left of them.
#include "descriptor/prune.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.hpp"
#include "base/random.hpp"
#include "descriptor/recipes.hpp"
#include "test.hpp"

namespace nnpipe::descriptor {

namespace {

FunctionPool pool_of_lines(const std::vector<std::string>& lines) {
  FunctionPool pool{element_of("Si"), {}};
  for (const auto& line : lines) pool.functions.push_back({parse_symmetry_function(line), Recipe::shells});
  return pool;
}

const FunctionPool three = pool_of_lines({"G5 Si Si Si eta=0.1 zeta=16 lambda=1 cutoff=5",
                                          "G2 Si Si eta=0.1 r_s=0 cutoff=5", "G2 Si Si eta=0.2 r_s=0 cutoff=5"});

}  // namespace

TEST_CASE("every recipe gives functions of all pairs and triples that there are, each once") {
  Frame water;
  water.elements = {element_of("O"), element_of("H"), element_of("H")};
  water.positions = {{0, 0, 0}, {0.96, 0, 0}, {-0.24, 0.93, 0}};
  Survey survey;
  survey.add(water);
  for (const auto recipe : {Recipe::shells, Recipe::thesis, Recipe::gastegger, Recipe::imbalzano}) {
    CHECK(parse_recipe(to_string(recipe)) == recipe);
    const auto pools = pool_of(survey, {}, {recipe});
    REQUIRE(pools.size() == 2);
    for (const auto& pool : pools) {
      std::set<SymmetryFunction> seen;
      int radial = 0, angular = 0;
      for (const auto& entry : pool.functions) {
        CHECK(seen.insert(entry.function).second);
        CHECK(entry.function.centre == pool.centre);
        CHECK(entry.function.cutoff <= 5);
        // Reads back equal, so that a set file can hold it.
        CHECK(parse_symmetry_function(to_text(entry.function)) == entry.function);
        ++(is_angular(entry.function.type) ? angular : radial);
      }
      CHECK(radial >= 7);
      CHECK(angular >= 8);
    }
  }
  CHECK_THROWS_AS(parse_recipe("soup"), Error);
}

TEST_CASE("widths of Imbalzano's recipe around the atom go from the cutoff to an eighth of it in even ratios") {
  Frame pair;
  pair.elements = {element_of("Si"), element_of("Si")};
  pair.positions = {{0, 0, 0}, {2.3, 0, 0}};
  Survey survey;
  survey.add(pair);
  DesignOptions options;
  options.cutoff = 6;
  std::vector<double> etas;
  const auto pools = pool_of(survey, options, {Recipe::imbalzano});
  for (const auto& entry : pools[0].functions) {
    if (entry.function.type == FunctionType::g2 && entry.function.r_s == 0) etas.push_back(entry.function.eta);
  }
  REQUIRE(etas.size() == 9);
  CHECK(etas.front() == Approx(1 / 36.0).epsilon(1e-3));
  CHECK(etas.back() == Approx(64 / 36.0).epsilon(1e-3));
  for (std::size_t m = 1; m < 9; ++m) CHECK(etas[m] / etas[m - 1] == Approx(std::pow(8, 0.25)).epsilon(2e-3));
}

TEST_CASE("of two functions that say the same the dearer goes, and says with which it correlates") {
  Random random{4};
  std::vector<double> values;
  for (int k = 0; k < 200; ++k) {
    const double a = random.normal(), b = random.normal();
    values.insert(values.end(), {a + 3, -2 * a + 1e-4 * b, b});
  }
  const auto judged = prune(three, values, {});
  CHECK(judged[0].verdict == Verdict::correlated);
  CHECK(judged[0].partner == 1);
  CHECK(judged[0].correlation == Approx(-1).margin(1e-6));
  CHECK(judged[1].verdict == Verdict::kept);
  CHECK(judged[2].verdict == Verdict::kept);
  const auto set = set_of(element_of("Si"), judged);
  CHECK(set.functions.size() == 2);
}

TEST_CASE("functions without a range go, and so does what is more than the size") {
  Random random{4};
  std::vector<double> values;
  for (int k = 0; k < 200; ++k)
    values.insert(values.end(), {random.normal(), 5 + 1e-5 * random.normal(), random.normal()});
  auto judged = prune(three, values, {});
  CHECK(judged[1].verdict == Verdict::no_range);
  CHECK(judged[1].low == Approx(5).margin(1e-3));
  for (const bool cur : {true, false}) {
    PruneOptions one;
    one.size = 1;
    one.cur = cur;
    judged = prune(three, values, one);
    const auto kept = [](const Judged& j) { return j.verdict == Verdict::kept; };
    CHECK(std::count_if(judged.begin(), judged.end(), kept) == 1);
    // CUR weighs costs.
    if (cur) CHECK(judged[2].verdict == Verdict::kept);
    CHECK(std::count_if(judged.begin(), judged.end(),
                        [](const Judged& j) { return j.verdict == Verdict::redundant; }) == 1);
  }
}

}  // namespace nnpipe::descriptor
