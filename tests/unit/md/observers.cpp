#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "io/extxyz.hpp"
#include "md/restart.hpp"
#include "md/safety_watch.hpp"
#include "md/thermo.hpp"
#include "md/trajectory.hpp"
#include "potential/registry.hpp"
#include "refusal.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

// A spring to the origin, one symmetry function "x" an atom: its first coordinate, known from −1 to 1.
class Spring final : public potential::Potential {
 public:
  void compute(AtomsView atoms, NeighboursView, potential::Want want, potential::Result& result) const override {
    for (std::size_t i = 0; i < static_cast<std::size_t>(atoms.local); ++i) {
      result.energy += 0.5 * norm2(atoms.x[i]);
      if (want.forces) result.force[i] -= atoms.x[i];
      if (want.virial) add_outer(result.virial, atoms.x[i], -atoms.x[i]);
    }
  }
  double cutoff() const override { return 1; }
  UnitStyle units() const override { return UnitStyle::lj; }
  std::span<const Element> elements() const override { return x_elements; }
  void extrapolations(AtomsView atoms, NeighboursView, std::vector<potential::Extrapolation>& found) const override {
    for (int i = 0; i < atoms.local; ++i) {
      const double x = atoms.x[static_cast<std::size_t>(i)].x;
      if (std::abs(x) > 1) found.push_back({i, 0, x, -1, 1});
    }
  }
  bool has_range() const override { return true; }
  std::string function_name(int, int) const override { return "x"; }

 private:
  std::vector<Element> x_elements{Element{}};
};

// Two atoms on springs, one of which swings along x between 1.5 and −1.5.
Frame swinging() {
  Frame frame;
  frame.units = UnitStyle::lj;
  frame.elements = {Element{}, Element{}};
  frame.positions = {{0, 0, 0}, {0, 5, 0}};
  frame.velocities = {{1.5, 0, 0}, {0, 0, 0}};
  frame.info = {{"made_by", "someone"}, {"sample", "7"}};
  frame.energy = 3.0;
  return frame;
}

struct Swing {
  explicit Swing(const Frame& frame = swinging()) : start{frame}, state{md::state_of(start)} {
    evaluator.set_atoms(start);
  }
  std::int64_t go(std::int64_t steps, std::vector<md::Observer*> observers) {
    return md::run(state, evaluator, verlet, {0.01, steps}, observers);
  }
  Frame start;
  Spring spring;
  md::State state;
  potential::Evaluator evaluator{spring, 0.3};
  md::VelocityVerlet verlet;
};

constexpr potential::RangeLimit at_once{0, true};

}  // namespace

TEST_CASE("what leaves its range is named once with step, atom, value and how far, and the farthest in the summary") {
  Swing swing;
  std::vector<std::string> said;
  md::SafetyWatch watch{swing.spring, swing.start, 1, {}, [&](const std::string& text) { said.push_back(text); }};
  CHECK(swing.go(628, {&watch}) == 628);
  // sin t passes 1/1.5 at t = 0.7297, so step 73 is the first beyond 1.
  REQUIRE(said.size() == 1);
  CHECK_THAT(said[0], StartsWith("step 73, atom 1 (X): x is 1.00"));
  CHECK_THAT(said[0], EndsWith("% of its range above 1; 1 value of 1 atom is outside"));
  // Beyond 1 from step 73 to 241, beyond −1 from 388 to 555.
  CHECK_THAT(watch.summary(), StartsWith("337 of 629 steps looked at left the training range, farthest at step 157"));
  CHECK_THAT(watch.summary(), ContainsSubstring("25 % of its range above 1"));
}

TEST_CASE("how far outside is a percentage up to ten times the range, and times the range beyond") {
  Swing swing;
  std::vector<std::string> said;
  potential::RangeWatch watch{swing.spring, {}, [&](const std::string& text) { said.push_back(text); }};
  potential::Evaluator evaluator{swing.spring};
  Frame frame;
  frame.units = UnitStyle::lj;
  frame.elements = {element_of("X")};
  frame.positions = {{0, 0, 0}};
  evaluator.set_atoms(frame);
  for (const double x : {1.2, 2.0, 15.0, 51.0}) {
    frame.positions[0].x = x;
    evaluator.compute(frame.cell, frame.positions, {true, false, false});
    CHECK(watch.observe("here", evaluator));
  }
  // The first, and the first that is a whole width outside; however many follow, nothing more.
  REQUIRE(said.size() == 2);
  CHECK_THAT(said[0], ContainsSubstring("x is 1.2, 10 % of its range above 1"));
  CHECK_THAT(said[1], ContainsSubstring("x is 15, 700 % of its range above 1"));
  CHECK_THAT(watch.summary("frames"), ContainsSubstring("x is 51, 25 times its range above 1"));
}

TEST_CASE("what is outside by rounding alone is not outside") {
  Swing swing;
  swing.state.velocities[0] = {};
  for (const double over : {1e-9, 1e-3}) {
    swing.state.positions[0].x = 1 + over;
    swing.evaluator.compute(swing.start.cell, swing.state.positions, {});
    std::vector<std::string> said;
    potential::RangeWatch watch{swing.spring, at_once, [&](const std::string& text) { said.push_back(text); }};
    CHECK(watch.observe("here", swing.evaluator) == (over < 1e-6));
    CHECK(said.empty() == (over < 1e-6));
  }
}

TEST_CASE("a run can end where the training range is left") {
  Swing swing;
  md::SafetyWatch watch{swing.spring, swing.start, 10, {at_once}, [](const std::string&) {}};
  CHECK(swing.go(628, {&watch}) == 80);
  CHECK(watch.stopped());
  CHECK(watch.outside() == 1);
}

TEST_CASE("a run goes on somewhat outside its training range, and ends whole widths outside") {
  for (const double speed : {1.5, 10.5, 20.0}) {
    Frame frame = swinging();
    frame.velocities[0].x = speed;
    Swing swing{frame};
    md::SafetyWatch watch{
        swing.spring, swing.start, 1, {{potential::RangeLimit::far, false}}, [](const std::string&) {}};
    const auto last = swing.go(100, {&watch});
    // Five widths of 2 beyond 1: an amplitude of 11 and more.
    CHECK(watch.stopped() == (speed > 11));
    if (!watch.stopped()) {
      CHECK(last == 100);
      continue;
    }
    // 20 sin t passes 1 at step 6, 11 at step 59.
    CHECK(last == 59);
    CHECK_THAT(watch.reason(), StartsWith("atom 1 (X): x is 11."));
    CHECK_THAT(watch.reason(), EndsWith("% of its range above 1, expected at most 500 %"));
    CHECK(watch.history() == "outside the training range since step 6, last inside at step 5");
    CHECK(watch.last_inside() == 5);
    md::SafetyWatch later{
        swing.spring, swing.start, 1, {{potential::RangeLimit::far, false}}, [](const std::string&) {}};
    later.recall(watch.memory());
    CHECK(later.history() == watch.history());
  }
}

TEST_CASE("a run ends where its temperature runs away") {
  Swing swing;
  CHECK(md::hottest_allowed(swing.state, 0) == Approx(std::max(10.0, 10 * md::temperature(swing.state))));
  CHECK(md::hottest_allowed(swing.state, 7) == Approx(70));
  md::SafetyLimits limits;
  limits.hottest = 0.7;
  md::SafetyWatch watch{swing.spring, swing.start, 1, limits, [](const std::string&) {}};
  // The second atom falls from 5 to the origin and is fastest there.
  swing.go(200, {&watch});
  CHECK(watch.stopped());
  CHECK_THAT(watch.reason(), StartsWith("the temperature is 0.7"));
  CHECK_THAT(watch.reason(), EndsWith("ε/k, expected at most 0.7"));
}

TEST_CASE("a step that cannot be done is told apart from other errors, and the state before it was good") {
  Swing swing;
  swing.state.velocities[0] = {1000, 0, 0};
  std::int64_t seen = -1;
  class Last final : public md::Observer {
   public:
    explicit Last(std::int64_t& step) : x_step{step} {}
    bool see(const md::Moment& moment) override {
      x_step = moment.step;
      return true;
    }

   private:
    std::int64_t& x_step;
  } observer{seen};
  try {
    swing.go(5, {&observer});
    FAIL("went on");
  } catch (const md::BlownUp& error) {
    CHECK(error.step == 1);
    CHECK(error.status() == ExitStatus::criterion);
    CHECK_THAT(error.what(), StartsWith("step 1: atom 1 moves 10 σ in a step, expected less than 0.3"));
  }
  CHECK(seen == 0);
}

TEST_CASE("a watch that goes on remembers all it knew") {
  const auto potential = potential::load("lj:epsilon=1,sigma=1,cutoff=2.5,units=lj");
  potential::RangeWatch watch{*potential, {}, [](const std::string&) {}};
  const potential::RangeWatch::Memory memory{{12, 5, 3, 0.75, 0.5}, "step 7, atom 2"};
  watch.recall(memory);
  CHECK(watch.memory().numbers == memory.numbers);
  CHECK(watch.memory().worst == memory.worst);
  CHECK(watch.summary("steps") == "5 of 12 steps left the training range, farthest at step 7, atom 2");
}

TEST_CASE("a quiet run leaves nothing to say") {
  Swing swing;
  md::SafetyWatch watch{swing.spring, swing.start, 1, {at_once}, [](const std::string&) {}};
  CHECK(swing.go(50, {&watch}) == 50);
  CHECK(watch.summary().empty());
  CHECK_FALSE(watch.stopped());
}

TEST_CASE("a trajectory holds every so many steps, or the last alone; labels of the start are gone, its keys stay") {
  const TemporaryFolder folder;
  for (const auto& [every, frames] : {std::pair{4, 3}, std::pair{5, 3}, std::pair{0, 1}}) {
    Swing swing;
    md::Trajectory trajectory{folder.path("t.xyz"), swing.start, {.every = every, .last = 10}};
    swing.go(10, {&trajectory});
    trajectory.close();
    io::FrameReader reader{folder.path("t.xyz")};
    Frame frame;
    int count = 0;
    while (reader.next(frame)) {
      CHECK(*frame.find_info("sample") == "7");
      CHECK((frame.find_info("made_by") != nullptr) == (count == 0));
      const int step = every == 0 ? 10 : every * count;
      CHECK(*frame.find_info("step") == std::to_string(step));
      CHECK_THAT(to_double(*frame.find_info("time"), "time"), WithinAbs(0.01 * step, 1e-12));
      CHECK_THAT(*frame.energy, WithinRel(0.5 * (norm2(frame.positions[0]) + norm2(frame.positions[1])), 1e-14));
      CHECK(frame.forces[0] == -frame.positions[0]);
      CHECK(frame.velocities.size() == 2);
      ++count;
    }
    CHECK(count == frames);
  }
}

TEST_CASE("a trajectory that ends early can have its last frame, once") {
  const TemporaryFolder folder;
  Swing swing;
  md::Trajectory trajectory{folder.path("t.xyz"), swing.start, {.every = 50, .last = 200}};
  swing.go(60, {&trajectory});
  trajectory.write({60, 0.6, swing.state, swing.evaluator});
  trajectory.write({60, 0.6, swing.state, swing.evaluator});
  trajectory.close();
  io::FrameReader reader{folder.path("t.xyz")};
  Frame frame;
  while (reader.next(frame)) {
  }
  CHECK(reader.frames() == 3);
  CHECK(*frame.find_info("step") == "60");
}

TEST_CASE("the thermo table has pressure and volume only where there is a volume") {
  const TemporaryFolder folder;
  for (const bool periodic : {false, true}) {
    Frame frame = swinging();
    if (periodic) frame.cell = Cell::orthogonal(40, 40, 40);
    Swing swing{frame};
    const std::int64_t outside = 2;
    md::ThermoTable thermo{folder.path("t.tab"),
                           5,
                           swing.state,
                           io::Encoding::text,
                           md::default_thermo_columns(swing.state, false, true),
                           &outside};
    swing.go(12, {&thermo});
    thermo.close();
    const auto table = io::read_table(folder.path("t.tab"));
    REQUIRE(table.rows() == 3);
    const auto at = [&](std::size_t row, const char* name) { return table.at(row, table.header.column(name)); };
    CHECK(table.header.units == UnitStyle::lj);
    CHECK(at(2, "step") == 10);
    CHECK_THAT(at(2, "time"), WithinAbs(0.1, 1e-15));
    CHECK_THAT(at(0, "ke"), WithinAbs(1.125, 1e-14));
    CHECK_THAT(at(0, "pe"), WithinAbs(12.5, 1e-14));
    CHECK_THAT(at(1, "etotal"), WithinAbs(13.625, 1e-4));
    CHECK_THAT(at(0, "temp"), WithinAbs(2 * 1.125 / 3, 1e-14));
    CHECK(at(1, "outside") == 2);
    CHECK(table.header.has("press") == periodic);
    if (!periodic) continue;
    // P = (m v² − y F_y) / V, both atoms at rest but for x of the first.
    CHECK_THAT(at(0, "pxx"), WithinAbs(2.25 / 64000, 1e-15));
    CHECK_THAT(at(0, "pyy"), WithinAbs(-25.0 / 64000, 1e-15));
    CHECK_THAT(at(0, "press"), WithinAbs((2.25 - 25) / 3 / 64000, 1e-15));
    CHECK(at(0, "volume") == 64000);
  }
}

TEST_CASE("enthalpy, density and pressure of the thermo table are in the units they are said to be in") {
  const TemporaryFolder folder;
  Frame frame;
  frame.elements = {element_of("Si"), element_of("O")};
  frame.positions = {{0, 0, 0}, {0, 3, 1}};
  frame.velocities = {{10, 0, 0}, {0, -5, 3}};
  frame.cell = Cell::orthogonal(10, 20, 30);
  const auto potential = potential::load("lj:epsilon=0.1,sigma=3,cutoff=6");
  potential::Evaluator evaluator{*potential, 0.3};
  evaluator.set_atoms(frame);
  md::State state = md::state_of(frame);
  md::VelocityVerlet verlet;
  md::ThermoTable thermo{folder.path("t.tab"),
                         1,
                         state,
                         io::Encoding::text,
                         {"etotal", "enthalpy", "press", "volume", "density", "cellalpha", "cellbeta"}};
  const std::array<md::Observer*, 1> observers{&thermo};
  md::run(state, evaluator, verlet, {0.01, 0}, observers);
  thermo.close();
  const auto table = io::read_table(folder.path("t.tab"));
  // 1 eV/Å³ is 1602176.634 bar, 1 g/mol 1.66053907 · 10⁻²⁴ g.
  CHECK(table.at(0, 3) == 6000);
  CHECK_THAT(table.at(0, 1) - table.at(0, 0), WithinRel(table.at(0, 2) / 1602176.634 * 6000, 1e-6));
  double mass = 0;
  for (const double m : state.masses) mass += m;
  CHECK_THAT(table.at(0, 4), WithinRel(mass * 1.66053907 / 6000, 1e-5));
  CHECK_THAT(table.at(0, 5), WithinAbs(90, 1e-12));
}

TEST_CASE("an error in a run names its step") {
  Swing swing;
  class Fail final : public md::Observer {
    bool see(const md::Moment& moment) override {
      if (moment.step == 3) fail("enough");
      return true;
    }
  } observer;
  CHECK_THROWS_WITH(swing.go(5, {&observer}), ContainsSubstring("step 3: enough"));
}

TEST_CASE("thermo columns are chosen by name: edges, tilts and angles of the cell are those LAMMPS gives") {
  TemporaryFolder folder;
  Frame frame;
  frame.units = UnitStyle::lj;
  frame.elements = {Element{}, Element{}};
  frame.positions = {{1, 0, 0}, {0, 2, 0}};
  frame.masses = {1, 2};
  // LAMMPS's lx 4, ly 5, lz 6, xy 1, xz −2, yz 0.5, turned about an axis.
  const auto turned = [](Vec3 r) { return Vec3{0.6 * r.x - 0.8 * r.z, r.y, 0.8 * r.x + 0.6 * r.z}; };
  frame.cell = {{turned({4, 0, 0}), turned({1, 5, 0}), turned({-2, 0.5, 6})}, {true, true, true}};
  Swing swing{frame};
  const std::vector<std::string> names{"lx",    "ly",    "lz",        "xy",       "xz",        "yz",     "cella",
                                       "cellb", "cellc", "cellalpha", "cellbeta", "cellgamma", "density"};
  md::ThermoTable thermo{folder.path("t.tab"), 1, swing.state, io::Encoding::text, names};
  swing.go(0, {&thermo});
  thermo.close();
  const auto table = io::read_table(folder.path("t.tab"));
  CHECK(table.header.fields == names);
  const std::vector<double> wanted{4, 5, 6, 1, -2, 0.5, 4, std::sqrt(26), std::sqrt(40.25),
                                   // cos α = b · c/bc, cos β = a · c/ac
                                   std::acos((1 * -2 + 5 * 0.5) / std::sqrt(26 * 40.25)) * 180 / 3.14159265358979324,
                                   std::acos(-2 / std::sqrt(40.25)) * 180 / 3.14159265358979324,
                                   std::atan2(5, 1) * 180 / 3.14159265358979324, 3.0 / 120};
  for (std::size_t c = 0; c < wanted.size(); ++c) CHECK_THAT(table.at(0, c), WithinAbs(wanted[c], 1e-12));
  CHECK_THROWS_WITH(md::check_thermo_columns({"temp", "Temp"}), ContainsSubstring("unknown column 'Temp'"));
  CHECK_THROWS_WITH(md::check_thermo_columns({"temp", "pe", "temp"}),
                    ContainsSubstring("column 'temp' is given twice"));
  frame.cell = {};
  Swing open{frame};
  CHECK_THROWS_WITH((md::ThermoTable{folder.path("u.tab"), 1, open.state, io::Encoding::text, {"press"}}),
                    ContainsSubstring("column press needs a volume"));
}

TEST_CASE("a restart file of other settings is refused by the setting that differs, wherever it stands") {
  const std::vector<std::pair<std::string, std::string>> settings{{"timestep", "0.001"}, {"skin", "nan"}, {"fix", "1"}};
  const auto plain = [](const std::string& name) { return name == "fix" ? std::string{"selection"} : std::string{}; };
  const auto message = [&](std::vector<std::pair<std::string, std::string>> kept) {
    md::Restart restart;
    restart.settings = std::move(kept);
    return refusal_of([&] { md::check_settings("run.restart", restart, settings, plain); });
  };
  CHECK(message({{"fix", "1"}, {"skin", "nan"}, {"timestep", "0.001"}}) == "no error");
  CHECK(message({{"timestep", "0.002"}, {"skin", "nan"}, {"fix", "1"}}) ==
        "run.restart: is of a run with --timestep '0.002', expected '0.001'; to begin anew, remove it");
  CHECK(message({{"timestep", "0.001"}, {"skin", "2"}, {"fix", "1"}}) ==
        "run.restart: is of a run with --skin '2', expected none; to begin anew, remove it");
  CHECK(message({{"timestep", "0.001"}, {"skin", "nan"}, {"fix", ""}}) ==
        "run.restart: is of a run with another selection; to begin anew, remove it");
  CHECK(message({{"skin", "nan"}, {"fix", "1"}}) ==
        "run.restart: does not record --timestep: another version wrote it; remove it to begin anew");
}
