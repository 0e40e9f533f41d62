// What training refuses: data, starts and losses that lead nowhere.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "io/extxyz.hpp"
#include "optimise/kalman.hpp"
#include "optimise/lbfgs.hpp"
#include "optimise/levenberg_marquardt.hpp"
#include "refusal.hpp"
#include "small_tables.hpp"
#include "test.hpp"
#include "train/checkpoint.hpp"
#include "train/frames/fit.hpp"
#include "train/frames/input_transform.hpp"
#include "train/small_frames.hpp"
#include "train/tables/fit.hpp"
#include "train/tables/network_objective.hpp"
#include "train/tables/table_model.hpp"

using namespace nnpipe;
using namespace nnpipe::optimise;
using namespace nnpipe::train;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double endless = std::numeric_limits<double>::infinity();

template <typename Act>
std::string message_of(Act&& act) {
  return refusal_of([&] { act(); });
}

// Residuals of one parameter, all alike: slope and residual are these numbers everywhere.
class Constant : public RowObjective {
 public:
  Constant(double slope, double residual, std::size_t rows = 1) : x_slope{slope}, x_residual{residual}, x_rows{rows} {}
  std::size_t parameters() const override { return 1; }
  std::size_t samples() const override { return 1; }
  double value(std::span<const double>) override { return x_residual; }
  double gradient(std::span<const double>, std::size_t, std::size_t, std::span<double> gradient) override {
    gradient[0] = x_slope;
    return x_residual;
  }
  void shuffle(Random&) override {}
  void archive(Archive&) override {}
  double normal_equations(std::span<const double>, std::span<double> matrix, std::span<double> gradient) override {
    matrix[0] = gradient[0] = x_slope;
    return x_residual;
  }
  void rows(std::span<const double>, std::size_t, std::size_t, std::vector<double>& jacobian,
            std::vector<double>& residuals) override {
    jacobian.assign(x_rows, x_slope);
    residuals.assign(x_rows, x_residual);
  }
  std::size_t row_count(std::size_t) const override { return x_rows; }

 private:
  double x_slope, x_residual;
  std::size_t x_rows;
};

// Columns a, b and c, smooth functions of the row, and the class: 0 or 1.
std::string table(const TemporaryFolder& folder) {
  std::vector<std::vector<double>> rows;
  for (int r = 0; r < 20; ++r) rows.push_back({0.1 * r, std::sin(r), std::cos(r), static_cast<double>(r % 2)});
  write_rows(folder.path("t"), header_of({"a", "b", "c", "class"}, "a b", "c"), rows);
  return folder.path("t");
}

Dataset data_of(const std::string& path, std::vector<std::string> inputs, std::vector<std::string> targets) {
  io::TableReader reader{path};
  return Dataset{reader, std::move(inputs), std::move(targets)};
}

struct Options : FitOptions {
  TableOptions table;
};

struct FrameRun : FitOptions {
  FrameOptions frames;
};

std::string refused(const std::string& path, const Options& options) {
  return message_of([&] {
    io::TableReader reader{path};
    fit_table(reader, options.table, options);
  });
}

}  // namespace

TEST_CASE("optimisers refuse a start whose cost is not finite") {
  std::vector<double> p{0.5};
  Constant none{1, not_a_number};
  CHECK(message_of([&] { LbfgsOptimizer{none}.epoch(p); }) == "the cost of the fit is not finite at its start");
  CHECK(message_of([&] { LevenbergMarquardt{none}.epoch(p); }) == "the cost of the fit is not finite at its start");
  Constant steep{1e12, 1, 2}, far{1, endless};
  CHECK(message_of([&] {
          KalmanFilter{steep, {}}.epoch(p);
        }) == "the residuals of the fit change too much, or are not finite");
  CHECK(message_of([&] { KalmanFilter{far, {}}.epoch(p); }) == "the parameters of the fit are no longer finite");
  CHECK(message_of([] {
          InputMap::decorrelation(std::vector<double>{1, not_a_number, not_a_number, 1}, 1e-9);
        }) == "the covariance of the functions has no eigenvalues");
}

TEST_CASE("normal equations are of a sum of squares") {
  const TemporaryFolder folder;
  const Dataset data = data_of(table(folder), {"a"}, {"b", "c"});
  network::Mlp mlp{{1, 2}, {network::Activation{"identity"}}};
  NetworkObjective objective{data, {0, 1, 2}, mlp, Loss{"cross-entropy"}};
  std::vector<double> matrix(16), gradient(4);
  CHECK(message_of([&] { objective.normal_equations(mlp.parameters(), matrix, gradient); }) ==
        "loss cross-entropy is not a sum of squares, which normal equations need");
}

TEST_CASE("columns that are no numbers, and classes that are none, are refused") {
  const TemporaryFolder folder;
  const auto words =
      folder.write("w", "#! nnpipe-table 1 text\n#! fields a name\n#! text name\n#! data\n1 x\n2 y\n#! end rows=2\n");
  CHECK_THAT(message_of([&] { data_of(words, {"name"}, {"a"}); }),
             EndsWith("column name holds words, expected numbers"));
  const auto path = table(folder);
  CHECK(message_of([&] {
          data_of(path, {"a"}, {"b", "c"}).split_classes();
        }) == "expected one column with the class, got 2 targets");
  write_rows(folder.path("same"), header_of({"a", "class"}, "a", "class"), {{1, 0}, {2, 0}});
  CHECK(message_of([&] { data_of(folder.path("same"), {"a"}, {"class"}).split_classes(); }) ==
        "all rows are of class 0, expected two classes or more");
}

TEST_CASE("a fit of classes needs columns and an optimiser for them, and a fit that diverges ends") {
  const TemporaryFolder folder;
  const auto path = table(folder);
  Options options;
  options.epochs = 2;
  options.table.classify = true;
  options.table.targets = {"class"};
  options.optimizer.name = "lm";
  CHECK_THAT(refused(path, options), EndsWith("optimizer lm is for sums of squares, not for classes"));
  options.table.classify = false;
  options.optimizer.name = "gd";
  options.optimizer.rate = 1e300;
  CHECK_THAT(refused(path, options), EndsWith("the fit diverged in epoch 1: the error is not finite"));
  auto header = header_of({"r", "energy"}, "r", "energy");
  header.units = UnitStyle::metal;
  header.set("kind", {"pair"});
  header.set("cutoff", {"5"});
  header.set("element", {"Ar"});
  write_rows(folder.path("pairs"), header, {{3, 0}, {4, 1}, {4.5, 1}});
  Options classes;
  classes.table.classify = true;
  classes.validation = 0;
  CHECK_THAT(refused(folder.path("pairs"), classes), EndsWith("a potential has no classes"));
}

TEST_CASE("a start of several networks, or of other functions, is none for a table") {
  const TemporaryFolder folder;
  auto header = header_of({"G1_1", "energy"}, "G1_1", "energy");
  header.units = UnitStyle::metal;
  header.set("element", {"Si"});
  header.set("set", {"G1 Si Si cutoff=6"});
  write_rows(folder.path("t"), header, {{3, 0}, {4, 1}, {4.5, 1}, {5, 3}});
  Options options;
  options.validation = 0;
  options.epochs = 1;
  io::TableReader reader{folder.path("t")};
  auto start = fit_table(reader, options.table, options).model;
  options.start = &start;
  start.elements.front().set.functions.front().cutoff = 5;
  CHECK_THAT(refused(folder.path("t"), options), EndsWith("the start has other symmetry functions than the table"));
  start.elements.push_back(start.elements.front());
  CHECK_THAT(refused(folder.path("t"), options), EndsWith("the start has 2 networks, expected one"));
}

TEST_CASE("inputs that are chosen must be among those the table describes") {
  auto header = header_of({"G1_1", "energy", "x"}, "G1_1", "energy");
  header.units = UnitStyle::metal;
  header.set("element", {"Si"});
  header.set("set", {"G1 Si Si cutoff=6"});
  CHECK(message_of([&] { table_model(header, {"x"}); }) == "input x is none of the table's symmetry functions");
  header.set("element", {});
  header.set("set", {});
  header.set("scaling", {"G1_1 subtract=0 factor=2 low=0 high=1"});
  CHECK(message_of([&] { table_model(header, {"x"}); }) == "input x is not scaled, unlike the inputs the table names");
}

TEST_CASE("a checkpoint that ends after its first line is refused") {
  const TemporaryFolder folder;
  const auto path = folder.write("fit.check", "nnpipe-checkpoint 3\n");
  CHECK(message_of([&] { Checkpoint{{path, 0}, "fit"}.restore(); }) == path + ": the checkpoint is not complete");
}

TEST_CASE("frames without atoms, or without those of an element, teach nothing") {
  FrameData data{small::set(), {true, false, false, {}}};
  CHECK(message_of([&] { data.add(Frame{}, "a.xyz: frame 1"); }) == "a.xyz: frame 1: the frame has no atoms");
  Random random{1};
  const auto teacher = small::model(small::set(), {3}, "tanh", random);
  Frame frame = small::frame(random);
  small::label(frame, teacher);
  const auto some = small::data({frame}, teacher, {});
  CHECK(message_of([&] { some.learn(1, {}); }) == "no atom of element O in the training frames");
}

TEST_CASE("a fit of frames refuses starts and labels that do not fit it") {
  const TemporaryFolder folder;
  Random random{2};
  auto start = small::model(small::set(), {3}, "tanh", random);
  Frame frame = small::frame(random);
  small::label(frame, start);
  const auto refused_frames = [&](const FrameRun& options, double factor = 1) {
    Frame labelled = frame;
    *labelled.energy *= factor;
    io::FrameWriter writer{folder.path("frames.xyz")};
    for (int k = 0; k < 3; ++k) writer.write(labelled);
    writer.close();
    return message_of([&] {
      io::FrameReader frames{folder.path("frames.xyz")};
      fit_frames(frames, small::set(), options.frames, options);
    });
  };
  FrameRun options;
  options.validation = 0;
  options.epochs = 1;
  options.optimizer.name = "adam";
  CHECK(refused_frames(options) == "no error");
  CHECK_THAT(refused_frames(options, 1e250),
             ContainsSubstring("frame 1: an energy of ") && ContainsSubstring(", expected a size up to"));
  auto unlabelled = options;
  unlabelled.frames.labels.energies = false;
  CHECK(refused_frames(unlabelled) == "nothing to fit: neither energies nor forces nor stress");
  auto regular = options;
  regular.optimizer.name = "kalman";
  regular.l2 = 1;
  CHECK(refused_frames(regular) == "kalman has no L2: its first covariance holds the parameters");
  options.start = &start;
  options.frames.zbl = potential::Zbl{0.5, 1};
  CHECK(refused_frames(options) == "the start has another core repulsion, or none");
  options.frames.zbl.reset();
  start.elements.pop_back();
  CHECK(refused_frames(options) == "the start has 1 networks, the set 2 elements");
}
