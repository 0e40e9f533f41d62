#include "descriptor/scaling.hpp"

#include <cmath>

#include "base/error.hpp"
#include "base/random.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::descriptor;

namespace {

struct Column {
  double low, high, mean, sigma;
};

// Statistics in the obvious two passes, of raw or scaled values.
Column statistics(const std::vector<double>& values) {
  double sum = 0, low = values[0], high = values[0];
  for (const double v : values) {
    sum += v;
    low = std::min(low, v);
    high = std::max(high, v);
  }
  const double mean = sum / static_cast<double>(values.size());
  double squares = 0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  return {low, high, mean, std::sqrt(squares / static_cast<double>(values.size()))};
}

std::vector<double> some_values() {
  Random random{7};
  std::vector<double> values;
  for (int i = 0; i < 1000; ++i) values.push_back(1000 + random.uniform(-0.3, 0.7));
  return values;
}

ColumnScaling learn(const std::vector<double>& values, ScalingMethod method, double low = -1, double high = 1) {
  ScalingLearner learner{{"g"}};
  for (const double v : values) learner.add(std::span{&v, 1});
  return learner.finish(method, low, high).at(0).value();
}

std::vector<double> scaled(const std::vector<double>& values, const ColumnScaling& scaling) {
  std::vector<double> out;
  for (const double v : values) out.push_back(scaling.apply(v));
  return out;
}

}  // namespace

TEST_CASE("each scaling method gives the column the property it is named for") {
  const auto values = some_values();
  const auto raw = statistics(values);
  const auto after = [&](ScalingMethod method, double low = -1, double high = 1) {
    return statistics(scaled(values, learn(values, method, low, high)));
  };
  CHECK(scaled(values, learn(values, ScalingMethod::none)) == values);
  const auto range = after(ScalingMethod::range, 0.1, 0.9);
  CHECK(range.low == Approx(0.1).margin(1e-9));
  CHECK(range.high == Approx(0.9).margin(1e-9));
  const auto center = after(ScalingMethod::center);
  CHECK(center.mean == Approx(0).margin(1e-9));
  CHECK(center.high - center.low == Approx(raw.high - raw.low));
  const auto both = after(ScalingMethod::both, 0, 3);
  CHECK(both.mean == Approx(0).margin(1e-9));
  CHECK(both.high - both.low == Approx(3));
  const auto standard = after(ScalingMethod::standardize);
  CHECK(standard.mean == Approx(0).margin(1e-9));
  CHECK(standard.sigma == Approx(1).epsilon(1e-9));
}

TEST_CASE("whatever the method, the raw range is kept and scaling can be undone") {
  const auto values = some_values();
  const auto raw = statistics(values);
  for (const auto method : {ScalingMethod::none, ScalingMethod::range, ScalingMethod::center, ScalingMethod::both,
                            ScalingMethod::standardize}) {
    const auto scaling = learn(values, method);
    CHECK(scaling.low == raw.low);
    CHECK(scaling.high == raw.high);
    CHECK(scaling.undo(scaling.apply(1000.123)) == Approx(1000.123).epsilon(1e-15));
  }
}

TEST_CASE("a column that is constant, but for rounding, is dropped by every method but none") {
  for (const double noise : {0.0, 1e-15}) {
    ScalingLearner learner{{"constant", "good"}};
    learner.add(std::vector<double>{0.25, 1});
    learner.add(std::vector<double>{0.25 * (1 + noise), 2});
    for (const auto method :
         {ScalingMethod::range, ScalingMethod::center, ScalingMethod::both, ScalingMethod::standardize}) {
      const auto columns = learner.finish(method);
      CHECK_FALSE(columns.at(0).has_value());
      CHECK(columns.at(1).has_value());
    }
    CHECK(learner.finish(ScalingMethod::none).at(0).has_value());
  }
}

TEST_CASE("one row is constant in every column and no row teaches nothing") {
  ScalingLearner learner{{"g"}};
  CHECK_THROWS_WITH(learner.finish(ScalingMethod::center), "no rows to learn a scaling from");
  learner.add(std::vector<double>{1.5});
  CHECK_FALSE(learner.finish(ScalingMethod::center).at(0).has_value());
}

TEST_CASE("the line of a scaling reads back as the same bits") {
  const ColumnScaling scaling{"G2_1", 0.1 + 0.2, 1.0 / 3, -1e-300, 1e99};
  CHECK(parse_column_scaling(to_text(scaling)) == scaling);
  CHECK(to_text(ColumnScaling{"a", 0.5, 2, 0, 1}) == "a subtract=0.5 factor=2 low=0 high=1");
}

TEST_CASE("a malformed scaling says what is wrong") {
  CHECK_THROWS_WITH(parse_column_scaling(" "), "empty scaling, expected NAME subtract=… factor=… low=… high=…");
  CHECK_THROWS_WITH(parse_column_scaling("g subtract=0 factor=0 low=0 high=1"),
                    "scaling of g: factor is 0, which loses the column");
  CHECK_THROWS_WITH(parse_column_scaling("g subtract=0 factor=1 low=2 high=1"), "scaling of g: low 2 is above high 1");
  CHECK_THROWS_WITH(parse_column_scaling("g subtract=0 factor=1 low=2"), "scaling of g: missing high=…");
  CHECK_THROWS_WITH(parse_column_scaling("g subtract=0 factor=1 low=2 high=3 mean=1"),
                    "scaling of g: unknown key 'mean'");
}

TEST_CASE("scaling methods are known by name, in either spelling") {
  CHECK(parse_scaling_method("centre") == ScalingMethod::center);
  CHECK(parse_scaling_method("standardise") == ScalingMethod::standardize);
  for (const auto method : {ScalingMethod::none, ScalingMethod::range, ScalingMethod::center, ScalingMethod::both,
                            ScalingMethod::standardize}) {
    CHECK(parse_scaling_method(to_string(method)) == method);
  }
  CHECK_THROWS_WITH(parse_scaling_method("minmax"), ContainsSubstring("unknown scaling method 'minmax'"));
}
