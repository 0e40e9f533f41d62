#include "analysis/table_errors.hpp"

#include <cmath>
#include <vector>

#include "analysis/classification.hpp"
#include "base/error.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;
using potential::InputKind;
using potential::Model;

namespace {

// V(r) = 2 + 3 (r − 4) · 0.5 as a "network" without hidden layer: y = x, x = (r − 4) · 0.5.
Model line(InputKind kind) {
  Model model;
  model.kind = kind;
  model.cutoff = 8;
  model.elements.resize(1);
  auto& element = model.elements.front();
  element.inputs = {{"r", 4, 0.5, 3, 8}};
  element.targets = {{"energy", 2, 3}};
  element.network = network::Mlp{{1, 1}, {network::Activation{"identity"}}};
  element.network.parameters()[0] = 1;
  return model;
}

std::string table(const TemporaryFolder& folder, const std::string& notes, const std::string& fields,
                  const std::string& rows, int count) {
  return folder.write("t", "#! nnpipe-table 1 text\n" + notes + "#! fields " + fields + "\n#! data\n" + rows +
                               "#! end rows=" + std::to_string(count) + "\n");
}

std::vector<analysis::TargetErrors> errors_of(const Model& model, const std::string& path) {
  io::TableReader reader{path};
  return analysis::table_errors(model, reader);
}

}  // namespace

TEST_CASE("errors on a table of pairs are those of energy and slope, in meV") {
  const TemporaryFolder folder;
  // The model says 2 and 5 eV, slope 1.5 eV/Å.
  const auto path = table(folder, "#! units metal\n#! inputs r\n", "energy slope r", "2.003 1.5 4\n4.996 1.502 6\n", 2);
  const auto errors = errors_of(line(InputKind::distance), path);
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].quantity == "energy");
  CHECK(errors[0].unit == "meV");
  CHECK(errors[0].statistics.rmse() == Approx(std::sqrt((9.0 + 16.0) / 2)));
  CHECK(errors[0].statistics.max() == Approx(4));
  CHECK(errors[1].quantity == "slope");
  CHECK(errors[1].unit == "meV/Å");
  CHECK(errors[1].statistics.mae() == Approx(1));
}

TEST_CASE("errors of a regression are in the table's own numbers") {
  const TemporaryFolder folder;
  const auto path = table(folder, "#! units metal\n#! inputs r\n", "energy slope r", "2.003 1.5 4\n", 1);
  const auto errors = errors_of(line(InputKind::columns), path);
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].unit == "-");
  CHECK(errors[0].statistics.rmse() == Approx(0.003));
}

TEST_CASE("a table scaled as the model scales is taken as it is, one scaled otherwise refused") {
  const TemporaryFolder folder;
  const std::string head = "#! units metal\n#! inputs r\n#! scaling r subtract=4 factor=";
  const auto same = table(folder, head + "0.5 low=3 high=8\n", "r energy", "1 5.001\n", 1);
  CHECK(errors_of(line(InputKind::distance), same)[0].statistics.rmse() == Approx(1));
  const auto other = table(folder, head + "0.6 low=3 high=8\n", "r energy", "1 5\n", 1);
  CHECK_THROWS_WITH(errors_of(line(InputKind::distance), other), ContainsSubstring("scales input r differently"));
}

TEST_CASE("tables a model cannot be tested on are refused") {
  const TemporaryFolder folder;
  const Model model = line(InputKind::distance);
  CHECK_THROWS_WITH(errors_of(model, table(folder, "#! units lj\n", "r energy", "1 5\n", 1)),
                    ContainsSubstring("units differ: the table has lj, the model has metal"));
  CHECK_THROWS_WITH(errors_of(model, table(folder, "#! units metal\n", "r force", "1 5\n", 1)),
                    ContainsSubstring("no column 'energy'"));
  CHECK_THROWS_WITH(errors_of(model, table(folder, "#! units metal\n", "r energy", "", 0)),
                    ContainsSubstring("no rows"));
}

TEST_CASE("a table tests one network, and classes where it tells some apart") {
  const TemporaryFolder folder;
  Model two = line(InputKind::columns);
  two.units = UnitStyle::none;
  two.elements.push_back(two.elements.front());
  const auto path = table(folder, "", "r y energy", "", 0);
  CHECK_THROWS_WITH(errors_of(two, path), EndsWith("the model has 2 networks, a table tests one"));
  Model model = line(InputKind::columns);
  model.units = UnitStyle::none;
  const auto classify = [&] {
    io::TableReader reader{path};
    return analysis::classify(model, reader);
  };
  CHECK_THROWS_WITH(classify(), EndsWith("the network is not a classifier"));
  model.elements.front().targets = {{"y:0", 0, 1}, {"y:1", 0, 1}};
  model.elements.front().network = network::Mlp{{1, 2}, {network::Activation{"identity"}}};
  CHECK_THROWS_WITH(classify(), EndsWith("the table has no rows to test on"));
}

TEST_CASE("classes are counted by what rows are, then by what they are taken for") {
  const TemporaryFolder folder;
  Model model = line(InputKind::columns);
  model.units = UnitStyle::none;
  // Outputs 0 and x = (r − 4)/2: class 1 above r = 4.
  model.elements.front().targets = {{"y:0", 0, 1}, {"y:1", 0, 1}};
  model.elements.front().network = network::Mlp{{1, 2}, {network::Activation{"identity"}}};
  model.elements.front().network.parameters()[1] = 1;
  io::TableReader reader{table(folder, "", "r y", "6 0\n6 0\n6 1\n2 0\n", 4)};
  const auto result = analysis::classify(model, reader);
  REQUIRE(result.classes == 2);
  CHECK(result.of(0, 0) == 1);
  CHECK(result.of(0, 1) == 2);
  CHECK(result.of(1, 0) == 0);
  CHECK(result.of(1, 1) == 1);
  CHECK(result.accuracy() == 0.5);
  const double likely = std::log(1 + std::exp(-1.0)), unlikely = std::log(1 + std::exp(1.0));
  REQUIRE(result.cross_entropy);
  CHECK(*result.cross_entropy == Approx((2 * likely + 2 * unlikely) / 4).epsilon(1e-12));
}
