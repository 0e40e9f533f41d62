#include "train/tables/dataset.hpp"

#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "small_tables.hpp"
#include "test.hpp"
#include "train/split.hpp"

using namespace nnpipe;
using train::Dataset;
using train::split_samples;

namespace {

// Columns a b c with a = 3 · row, b = a + 1, c = a + 2.
std::string three_columns(const TemporaryFolder& folder, std::size_t rows) {
  std::vector<std::vector<double>> values;
  for (std::size_t r = 0; r < rows; ++r) {
    const auto a = 3.0 * static_cast<double>(r);
    values.push_back({a, a + 1, a + 2});
  }
  write_rows(folder.path("t"), header_of({"a", "b", "c"}, "a b", "c"), values);
  return folder.path("t");
}

Dataset load(const std::string& path, std::vector<std::string> inputs, std::vector<std::string> targets) {
  io::TableReader reader{path};
  return Dataset{reader, std::move(inputs), std::move(targets)};
}

}  // namespace

TEST_CASE("a data set holds the chosen columns of every row, in the order chosen") {
  const TemporaryFolder folder;
  const std::size_t rows = 9000;  // more than one piece
  const Dataset data = load(three_columns(folder, rows), {"c", "a"}, {"b"});
  REQUIRE(data.samples() == rows);
  for (const std::size_t r : {std::size_t{0}, std::size_t{4095}, std::size_t{4096}, rows - 1}) {
    const auto a = 3.0 * static_cast<double>(r);
    CHECK(data.input(r)[0] == a + 2);
    CHECK(data.input(r)[1] == a);
    CHECK(data.target(r)[0] == a + 1);
  }
  const std::vector<std::size_t> chosen{5000, 2};
  std::vector<double> x, t;
  data.gather(chosen, x, t);
  CHECK(x == std::vector<double>{15002, 15000, 8, 6});
  CHECK(t == std::vector<double>{15001, 7});
}

TEST_CASE("the memory of a data set is that of its columns, rounded up to a piece") {
  const TemporaryFolder folder;
  CHECK(load(three_columns(folder, 4096), {"a"}, {"b"}).bytes() == 4096 * 2 * sizeof(double));
  CHECK(load(three_columns(folder, 4097), {"a"}, {"b"}).bytes() == 2 * 4096 * 2 * sizeof(double));
}

TEST_CASE("inputs are scaled and dropped without touching the rest") {
  const TemporaryFolder folder;
  Dataset data = load(three_columns(folder, 5000), {"a", "b"}, {"c"});
  const std::vector<descriptor::ColumnScaling> inputs{{"a", 3, 2, 0, 0}, {"b", 0, 10, 0, 0}},
      targets{{"c", 2, 0.5, 0, 0}};
  data.scale_inputs(inputs);
  data.scale_targets(targets);
  CHECK(data.input(4999)[0] == (14997 - 3) * 2);
  CHECK(data.input(4999)[1] == 149980);
  CHECK(data.target(4999)[0] == 14997 * 0.5);
  const std::vector<std::size_t> kept{1};
  data.keep_inputs(kept);
  CHECK(data.inputs() == std::vector<std::string>{"b"});
  CHECK(data.input(4999)[0] == 149980);
  CHECK(data.target(4999)[0] == 14997 * 0.5);
}

TEST_CASE("inputs that are mapped have the unit matrix as their covariance, and targets stay") {
  const TemporaryFolder folder;
  Random random{6};
  constexpr std::size_t rows = 5000;  // more than a piece
  std::vector<std::vector<double>> values;
  for (std::size_t r = 0; r < rows; ++r) {
    const double a = random.normal(), b = 3 + a + 0.1 * random.normal();
    values.push_back({a, b, static_cast<double>(r)});
  }
  write_rows(folder.path("t"), header_of({"a", "b", "c"}, "a b", "c"), values);
  auto data = load(folder.path("t"), {"a", "b"}, {"c"});
  const auto before = data.covariance();
  CHECK(before[0] == Approx(1).epsilon(0.1));
  CHECK(before[1] == before[2]);
  CHECK(before[3] == Approx(before[0] + 0.01).epsilon(0.01));
  data.map_inputs(train::InputMap::decorrelation(before, 0));
  const auto after = data.covariance();
  for (std::size_t s = 0; s < 4; ++s) CHECK(std::abs(after[s] - (s % 3 == 0 ? 1 : 0)) < 1e-9);
  for (std::size_t r = 0; r < rows; r += 999) CHECK(data.target(r)[0] == static_cast<double>(r));
}

TEST_CASE("columns that cannot be are refused") {
  const TemporaryFolder folder;
  const auto path = three_columns(folder, 3);
  CHECK_THROWS_WITH(load(path, {"x"}, {"c"}), ContainsSubstring("no column 'x'"));
  CHECK_THROWS_WITH(load(path, {"a", "c"}, {"c"}), ContainsSubstring("column c is chosen twice"));
}

TEST_CASE("of few frames ten are held out, up to a quarter, of many a tenth") {
  for (const auto& [frames, held_out] : std::vector<std::pair<std::size_t, std::size_t>>{
           {4, 1}, {12, 3}, {40, 10}, {60, 10}, {99, 10}, {100, 10}, {200, 20}, {1000, 100}}) {
    CAPTURE(frames);
    CHECK(split_samples(frames, train::held_out_part(frames), 7).validation.size() == held_out);
  }
}

TEST_CASE("a split holds out the part asked for, every sample once, by the seed alone") {
  const auto split = split_samples(1000, 0.1, 7);
  CHECK(split.validation.size() == 100);
  CHECK(split.training.size() == 900);
  std::vector<std::size_t> all = split.training;
  all.insert(all.end(), split.validation.begin(), split.validation.end());
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i] == i);
  CHECK(std::is_sorted(split.training.begin(), split.training.end()));
  CHECK(split_samples(1000, 0.1, 7).validation == split.validation);
  CHECK(split_samples(1000, 0.1, 8).validation != split.validation);
  // Spread over the data, not one end of it.
  CHECK(std::count_if(split.validation.begin(), split.validation.end(), [](std::size_t s) { return s < 500; }) > 30);
  CHECK(split_samples(5, 0, 1).validation.empty());
}

TEST_CASE("the split of a seed stays what it is") {
  CHECK(split_samples(12, 0.25, 1).validation == std::vector<std::size_t>{0, 1, 9});
}

TEST_CASE("a split that leaves one part empty is refused") {
  CHECK_THROWS_WITH(split_samples(3, 0.1, 1), ContainsSubstring("3 rows are too few"));
  CHECK_THROWS_WITH(split_samples(3, 0.99, 1), ContainsSubstring("nothing is left to train on"));
}
