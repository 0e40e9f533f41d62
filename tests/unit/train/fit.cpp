#include "train/tables/fit.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <vector>

#include "base/error.hpp"
#include "base/threads.hpp"
#include "potential/neural/file.hpp"
#include "potential/pair_data.hpp"
#include "small_tables.hpp"
#include "test.hpp"
#include "train/tables/table_model.hpp"

using namespace nnpipe;
using namespace nnpipe::train;
using potential::InputKind;
using potential::Model;

namespace {

constexpr const char* g2_line = "G2 Si Si eta=0.3 r_s=0 cutoff=6 cutoff-function=cosine";
constexpr const char* g1_line = "G1 Si Si cutoff=6 cutoff-function=cosine";

std::string pairs(const TemporaryFolder& folder, std::size_t rows) {
  potential::PairDataOptions options;
  options.low = 3.2;
  options.high = 8.5125;
  potential::PairData data{options};
  std::vector<std::vector<double>> values(rows, std::vector<double>(2));
  for (auto& row : values) data.next(row);
  write_rows(folder.path("pairs"), data.header(), values);
  return folder.path("pairs");
}

// Three columns, of which b never changes, and a noisy target.
std::string noisy(const TemporaryFolder& folder, std::size_t rows) {
  Random random{3};
  std::vector<std::vector<double>> values;
  for (std::size_t r = 0; r < rows; ++r) {
    const double a = random.uniform(-2, 2), c = random.uniform(0, 100);
    values.push_back({a, 7.5, c, a * a - 0.01 * c + 0.3 * random.normal()});
  }
  write_rows(folder.path("noisy"), header_of({"a", "b", "c", "y"}, "a b c", "y"), values);
  return folder.path("noisy");
}

struct Options : FitOptions {
  TableOptions table;
};

FitResult fitted(const std::string& path, const Options& options) {
  io::TableReader table{path};
  return fit_table(table, options.table, options);
}

double rmse_of(const Model& model, const std::string& path) {
  const auto table = io::read_table(path);
  const auto& element = model.elements.front();
  network::Mlp::Workspace workspace;
  double sum = 0;
  std::vector<double> x(element.inputs.size());
  for (std::size_t r = 0; r < table.rows(); ++r) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i] = element.inputs[i].apply(table.at(r, table.header.column(element.inputs[i].name)));
    }
    const double y = element.targets[0].apply(element.network.value(x, workspace));
    const double t = table.at(r, table.header.column(element.targets[0].name));
    sum += (y - t) * (y - t);
  }
  return std::sqrt(sum / static_cast<double>(table.rows()));
}

Options quick(const std::string& optimizer, std::size_t epochs) {
  Options options;
  options.optimizer.name = optimizer;
  options.epochs = epochs;
  return options;
}

}  // namespace

TEST_CASE("a fit of pairs is a pair potential that knows its range, its cutoff and how it ends there") {
  const TemporaryFolder folder;
  const auto path = pairs(folder, 2000);
  const auto result = fitted(path, quick("lm", 100));
  const auto& element = result.model.elements.front();
  CHECK(result.model.kind == InputKind::distance);
  CHECK(result.model.cutoff == 8.5125);
  CHECK(result.model.pair_end == potential::PairEnd::shifted);
  CHECK(element.element == element_of("Ar"));
  CHECK(element.inputs[0].low >= 3.2);
  CHECK(element.inputs[0].low < 3.21);
  CHECK(element.inputs[0].high > 8.5);
  CHECK(rmse_of(result.model, path) < 2e-5);  // 0.02 meV
}

TEST_CASE("the logged errors are those of the network, also through the conditioning of inputs") {
  const TemporaryFolder folder;
  const auto path = noisy(folder, 500);
  for (const char* optimizer : {"lm", "adam"}) {
    for (const bool plain : {false, true}) {
      auto options = quick(optimizer, 20);
      options.validation = 0;
      options.table.plain_inputs = plain;
      const auto result = fitted(path, options);
      INFO(optimizer << " plain " << plain);
      CHECK(rmse_of(result.model, path) == Approx(result.best.score()).epsilon(1e-9));
    }
  }
}

TEST_CASE("the same seed gives the same model on one, two and three threads, another seed another") {
  const TemporaryFolder folder;
  const auto path = noisy(folder, 3000);
  for (const char* optimizer : {"lm", "adam", "momentum"}) {
    std::vector<network::Mlp> models;
    for (const int threads : {1, 2, 3}) {
      set_thread_count(threads);
      auto options = quick(optimizer, 5);
      if (std::string{optimizer} != "lm") options.optimizer.batch = 1000;
      models.push_back(fitted(path, options).model.elements.front().network);
    }
    set_thread_count(0);
    CHECK(models[0] == models[1]);
    CHECK(models[0] == models[2]);
    auto other = quick(optimizer, 5);
    other.seed = 2;
    CHECK_FALSE(fitted(path, other).model.elements.front().network == models[0]);
  }
}

TEST_CASE("early stopping ends the fit, and the parameters of the lowest validation error are kept") {
  const TemporaryFolder folder;
  const auto path = noisy(folder, 60);
  auto options = quick("lm", 400);
  options.hidden = {15};  // far too many for 45 noisy rows: it overfits
  options.validation = 0.25;
  options.patience = 10;
  options.log = folder.path("log");
  const auto result = fitted(path, options);
  CHECK(result.epochs < 400);
  CHECK(result.epochs == result.best.epoch + 10);
  const auto log = io::read_table(options.log);
  REQUIRE(log.rows() == result.epochs + 1);
  const auto column = log.header.column("validation_rmse");
  double lowest = log.at(0, column);
  for (std::size_t r = 0; r < log.rows(); ++r) lowest = std::min(lowest, log.at(r, column));
  CHECK(result.best.score() == lowest);
  CHECK(log.at(result.best.epoch, column) == lowest);
  // Fitting again up to that epoch and no further gives the same network.
  options.epochs = result.best.epoch;
  options.log.clear();
  CHECK(fitted(path, options).model.elements.front().network == result.model.elements.front().network);
}

TEST_CASE("a fit stops as soon as the error asked for is reached") {
  const TemporaryFolder folder;
  auto options = quick("lm", 200);
  options.table.target_rmse = 1e-4;
  const auto result = fitted(pairs(folder, 1000), options);
  CHECK(result.best.score() <= 1e-4);
  CHECK(result.epochs < 100);
}

TEST_CASE("an input that never changes is dropped and named") {
  const TemporaryFolder folder;
  const auto result = fitted(noisy(folder, 200), quick("lm", 3));
  CHECK(result.dropped == std::vector<std::string>{"b"});
  REQUIRE(result.model.elements.front().inputs.size() == 2);
  CHECK(result.model.elements.front().inputs[1].name == "c");
  CHECK(result.model.elements.front().network.inputs() == 2);
}

TEST_CASE("a table with a set makes a potential of its functions, which travel with their inputs") {
  const TemporaryFolder folder;
  Random random{2};
  std::vector<std::vector<double>> rows;
  for (int r = 0; r < 100; ++r) {
    const double a = random.uniform(1, 2), b = random.uniform(-1, 1);
    rows.push_back({b, -4 + a, a});
  }
  auto header = header_of({"G2_1", "energy", "G1_1"}, "G1_1 G2_1", "energy");
  header.units = UnitStyle::metal;
  header.set("element", {"Si"});
  header.set("set", {g1_line, g2_line});
  write_rows(folder.path("t"), header, rows);
  auto options = quick("lm", 3);
  const auto result = fitted(folder.path("t"), options);
  const auto& element = result.model.elements.front();
  CHECK(result.model.kind == InputKind::symmetry_functions);
  REQUIRE(element.set.functions.size() == 2);
  CHECK(to_text(element.set.functions[0]) == g1_line);
  CHECK(element.inputs[0].name == "G1_1");
  options.table.inputs = {"G2_1"};
  const auto one = fitted(folder.path("t"), options);
  REQUIRE(one.model.elements.front().set.functions.size() == 1);
  CHECK(to_text(one.model.elements.front().set.functions[0]) == g2_line);

  header.set("scaling", {"G1_1 subtract=1.5 factor=2 low=1.2 high=1.8", "G2_1 subtract=0 factor=1 low=-1 high=1"});
  for (auto& row : rows) row[2] = (row[2] - 1.5) * 2;
  write_rows(folder.path("t"), header, rows);
  const auto scaled = fitted(folder.path("t"), quick("lm", 3));
  const auto& input = scaled.model.elements.front().inputs[0];
  CHECK(input.factor == 2);
  CHECK(input.low < 1.2);  // widened to what was trained on
  CHECK(input.low >= 1);
}

TEST_CASE("a first-order method learns from a small difference of two symmetry functions") {
  const TemporaryFolder folder;
  Random random{5};
  std::vector<std::vector<double>> rows;
  for (int r = 0; r < 400; ++r) {
    const double common = random.normal(), difference = random.normal();
    rows.push_back({common, common + 0.1 * difference, std::tanh(difference)});
  }
  auto header = header_of({"G1_1", "G2_1", "energy"}, "G1_1 G2_1", "energy");
  header.units = UnitStyle::metal;
  header.set("element", {"Si"});
  header.set("set", {g1_line, g2_line});
  const auto path = folder.path("t");
  write_rows(path, header, rows);
  for (const char* optimizer : {"adam", "momentum", "lbfgs"}) {
    INFO(optimizer);
    auto options = quick(optimizer, 60);
    if (options.optimizer.name == "adam") options.optimizer.rate = 0.02;
    options.hidden = {4};
    options.validation = 0;
    const auto result = fitted(path, options);
    CHECK(rmse_of(result.model, path) == Approx(result.best.score()).margin(1e-9));
    // Goes on from where it was.
    auto more = quick(optimizer, 1);
    more.start = &result.model;
    more.validation = 0;
    more.log = folder.path("log");
    fitted(path, more);
    const auto log = io::read_table(more.log);
    CHECK(log.at(0, log.header.column("train_rmse")) == Approx(result.best.score()).margin(1e-9));
    if (options.optimizer.name == "lbfgs") continue;  // finds its own way out of narrow valleys
    options.table.plain_inputs = true;
    CHECK(result.best.score() < 0.3 * fitted(path, options).best.score());
  }
}

TEST_CASE("columns of a table with several targets are fitted together, each in its own scale") {
  const TemporaryFolder folder;
  Random random{2};
  std::vector<std::vector<double>> rows;
  for (int r = 0; r < 300; ++r) {
    const double x = random.uniform(-1, 1);
    rows.push_back({x, std::sin(3 * x), 1e4 + 1e3 * x * x});
  }
  write_rows(folder.path("t"), header_of({"x", "u", "v"}, "x", "u v"), rows);
  auto options = quick("lm", 100);
  options.log = folder.path("log");
  const auto result = fitted(folder.path("t"), options);
  CHECK(result.model.kind == InputKind::columns);
  const auto log = io::read_table(options.log);
  CHECK(log.header.fields == std::vector<std::string>{"epoch", "train_rmse", "train_rmse_u", "train_rmse_v",
                                                      "validation_rmse", "validation_rmse_u", "validation_rmse_v",
                                                      "seconds"});
  const auto last = log.rows() - 1;
  CHECK(log.at(last, 2) < 1e-3);
  CHECK(log.at(last, 3) < 1);
}

TEST_CASE("a fit goes on from the network of a model, and refuses one that does not match") {
  const TemporaryFolder folder;
  const auto path = pairs(folder, 1000);
  for (const char* optimizer : {"lm", "adam"}) {
    const auto first = fitted(path, quick(optimizer, 30));
    auto options = quick(optimizer, 10);
    options.start = &first.model;
    options.log = folder.path("log");
    const auto second = fitted(path, options);
    CHECK(io::read_table(options.log).at(0, 2) == Approx(first.best.score()).epsilon(1e-9));
    CHECK(second.best.score() <= first.best.score() * (1 + 1e-9));
    CHECK(second.model.elements.front().targets == first.model.elements.front().targets);
  }
  const auto other = fitted(noisy(folder, 100), quick("lm", 2));
  auto options = quick("lm", 2);
  options.start = &other.model;
  CHECK_THROWS_WITH(fitted(path, options), ContainsSubstring("the start is a model of another kind"));
}

TEST_CASE("a model that was fitted reads back as it was written") {
  const TemporaryFolder folder;
  const auto result = fitted(pairs(folder, 300), quick("lm", 5));
  io::Output output{folder.path("m.nnp")};
  potential::write_model(result.model, output);
  output.close();
  io::Input input{folder.path("m.nnp")};
  CHECK(potential::read_model(input).elements.front().network == result.model.elements.front().network);
}

TEST_CASE("hidden layers and their activations are as many as asked for") {
  FitOptions options;
  options.hidden = {7, 5};
  options.activations = {"tanh", "relu"};
  const auto mlp = make_network(options, 3, 2);
  CHECK(mlp.sizes() == std::vector<std::size_t>{3, 7, 5, 2});
  CHECK(mlp.activations()[1].name() == "relu");
  CHECK(mlp.activations()[2].name() == "identity");
  options.activations = {"tanh", "tanh", "tanh"};
  CHECK_THROWS_WITH(make_network(options, 3, 2), ContainsSubstring("one for each of 2 hidden layers, got 3"));
  options.hidden = std::vector<std::size_t>{};
  options.activations = {"sigmoid"};
  CHECK(make_network(options, 3, 2).layers() == 1);
}

TEST_CASE("tables that do not say what to fit, or contradict themselves, are refused") {
  auto header = header_of({"a", "energy"}, "a", "energy");
  header.set("targets", {});
  CHECK_THROWS_WITH(table_model(header), ContainsSubstring("name them with --targets; it has: a energy"));
  header.set("targets", {"energy"});
  header.set("kind", {"pair"});
  CHECK_THROWS_WITH(table_model(header), ContainsSubstring("0 lines 'cutoff', expected one"));
  header.set("cutoff", {"5"});
  header.set("element", {"Ar"});
  CHECK_THROWS_WITH(table_model(header), ContainsSubstring("no units, which a potential needs"));
  header.units = UnitStyle::lj;
  CHECK(table_model(header).model.kind == InputKind::distance);
  CHECK(table_model(header).model.pair_end == potential::PairEnd::truncated);
}
