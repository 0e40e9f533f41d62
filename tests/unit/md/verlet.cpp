#include <array>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/threads.hpp"
#include "io/codes/lammps.hpp"
#include "largest.hpp"
#include "md/atom_selection.hpp"
#include "md/ensemble.hpp"
#include "md/restart.hpp"
#include "md/run.hpp"
#include "md/thermo.hpp"
#include "potential/registry.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

const std::string folder = reference_folder() + "/lammps/";

struct Simulation {
  explicit Simulation(double skin = 1.0)
      : start{io::read_lammps_data(folder + "si64.data")},
        potential{potential::load(folder + "Si.sw")},
        state{md::state_of(start)},
        evaluator{*potential, skin} {
    evaluator.set_atoms(start);
  }
  void go(double timestep, std::int64_t steps, std::span<md::Observer* const> observers = {}) {
    md::run(state, evaluator, verlet, {timestep, steps}, observers);
  }
  double energy() const { return evaluator.energy() + md::kinetic_energy(state); }

  Frame start;
  potential::PotentialPtr potential;
  md::State state;
  potential::Evaluator evaluator;
  md::VelocityVerlet verlet;
};

// The largest departure of the total energy from its first value.
class Drift final : public md::Observer {
 public:
  bool see(const md::Moment& moment) override {
    const double energy = moment.evaluator.energy() + md::kinetic_energy(moment.state);
    if (moment.step == 0) x_first = energy;
    x_largest = larger(x_largest, std::abs(energy - x_first));
    return true;
  }
  double largest() const { return x_largest; }

 private:
  double x_first = 0, x_largest = 0;
};

}  // namespace

TEST_CASE("the energy error of Verlet's scheme falls with the square of the time step") {
  std::vector<double> errors;
  for (const double timestep : {0.001, 0.0005, 0.00025}) {
    Simulation simulation;
    Drift drift;
    const std::array<md::Observer*, 1> observers{&drift};
    simulation.go(timestep, static_cast<std::int64_t>(0.2 / timestep + 0.5), observers);
    errors.push_back(drift.largest());
  }
  CHECK_THAT(errors[0] / errors[1], WithinAbs(4.0, 0.4));
  CHECK_THAT(errors[1] / errors[2], WithinAbs(4.0, 0.2));
}

TEST_CASE("turning all velocities round leads back to the start") {
  Simulation simulation;
  const auto before = simulation.state;
  simulation.go(0.001, 200);
  for (Vec3& v : simulation.state.velocities) v = -v;
  simulation.go(0.001, 200);
  double largest = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    largest = larger(largest, norm(simulation.state.positions[i] - before.positions[i]));
    largest = larger(largest, norm(simulation.state.velocities[i] + before.velocities[i]));
  }
  CHECK(largest < 1e-9);
}

TEST_CASE("total momentum stays what it was") {
  Simulation simulation;
  for (Vec3& v : simulation.state.velocities) v += Vec3{1, -2, 3};
  const Vec3 before = md::momentum(simulation.state);
  simulation.go(0.001, 300);
  CHECK(norm(md::momentum(simulation.state) - before) < 1e-9 * norm(before));
}

TEST_CASE("a run is the same to the last bit for one, two and three threads") {
  const int had = thread_count();
  std::vector<md::State> ends;
  for (const int threads : {1, 2, 3}) {
    set_thread_count(threads);
    Simulation simulation;
    simulation.go(0.001, 50);
    ends.push_back(simulation.state);
  }
  set_thread_count(had);
  for (std::size_t k = 1; k < ends.size(); ++k) {
    CHECK(ends[k].positions == ends[0].positions);
    CHECK(ends[k].velocities == ends[0].velocities);
  }
}

TEST_CASE("the skin of the neighbour list changes no trajectory") {
  Simulation narrow{0.1};
  Simulation wide{2.0};
  narrow.go(0.001, 100);
  wide.go(0.001, 100);
  CHECK(narrow.evaluator.list_builds() > wide.evaluator.list_builds());
  double largest = 0;
  for (std::size_t i = 0; i < narrow.state.size(); ++i) {
    largest = larger(largest, norm(narrow.state.positions[i] - wide.state.positions[i]));
  }
  CHECK(largest < 1e-9);
}

TEST_CASE("atoms that leave the cell are wound back for the lists alone") {
  Simulation still;
  Simulation moving;
  const Vec3 drift{200, -150, 100};  // Å/ps: some cells in 0.3 ps
  for (Vec3& v : moving.state.velocities) v += drift;
  still.go(0.001, 300);
  moving.go(0.001, 300);
  std::vector<Vec3> a, b;
  md::unwind(still.state, a);
  md::unwind(moving.state, b);
  double largest = 0;
  double out = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = larger(largest, norm(b[i] - a[i] - 0.3 * drift));
    const Vec3 s = moving.state.cell.fractional(moving.state.positions[i]);
    for (int k = 0; k < 3; ++k) out = larger(out, std::abs(s[k] - 0.5));
  }
  CHECK(largest < 1e-8);
  CHECK(out < 0.5 + 0.1 + 100 * 0.2 / 10.862);  // at most what 100 steps can leave by
  CHECK(moving.energy() - md::kinetic_energy(moving.state) == Approx(still.evaluator.energy()).epsilon(1e-9));
}

TEST_CASE("velocities drawn have the temperature asked for, no momentum, and Maxwell's distribution") {
  const Frame frame = io::read_lammps_data(folder + "crist648.data");
  md::State state = md::state_of(frame);
  const Units& units = units_of(frame.units);
  std::array<double, 4> moments{};
  double count = 0;
  Random random{3};
  for (int draw = 0; draw < 200; ++draw) {
    md::set_temperature(state, 700, random);
    REQUIRE_THAT(md::temperature(state), WithinRel(700.0, 1e-12));
    REQUIRE(norm(md::momentum(state)) < 1e-9);
    for (std::size_t i = 0; i < state.size(); ++i) {
      // In units of the width of each mass.
      const double width = std::sqrt(units.boltzmann * 700 / (state.masses[i] * units.mass_velocity2));
      for (int k = 0; k < 3; ++k) {
        const double v = state.velocities[i][k] / width;
        moments[0] += v;
        moments[1] += v * v;
        moments[2] += v * v * v;
        moments[3] += v * v * v * v;
        count += 1;
      }
    }
  }
  // Four standard errors of each moment of a normal distribution.
  CHECK_THAT(moments[0] / count, WithinAbs(0.0, 4 * std::sqrt(1 / count)));
  CHECK_THAT(moments[1] / count, WithinAbs(1.0, 4 * std::sqrt(2 / count) + 1.0 / 648));  // 3N − 3 of 3N
  CHECK_THAT(moments[2] / count, WithinAbs(0.0, 4 * std::sqrt(15 / count)));
  CHECK_THAT(moments[3] / count, WithinAbs(3.0, 4 * std::sqrt(96 / count) + 6.0 / 648));
}

TEST_CASE("the same seed draws the same velocities, another one others, and zero kelvin is rest") {
  const Frame frame = io::read_lammps_data(folder + "si64.data");
  const auto drawn = [&](std::uint64_t seed, double kelvin) {
    md::State state = md::state_of(frame);
    Random random{seed};
    md::set_temperature(state, kelvin, random);
    return state.velocities;
  };
  CHECK(drawn(1, 300) == drawn(1, 300));
  CHECK(drawn(1, 300) != drawn(2, 300));
  CHECK(drawn(1, 0) == std::vector<Vec3>(64));
}

TEST_CASE("a single atom has no temperature, and a mass must be positive") {
  Frame frame;
  frame.elements = {element_of("Ar")};
  frame.positions = {{0, 0, 0}};
  md::State state = md::state_of(frame);
  Random random{1};
  CHECK_THROWS_WITH(md::set_temperature(state, 10, random), ContainsSubstring("a single atom has no temperature"));
  CHECK(md::temperature(state) == 0);
  frame.masses = {0.0};
  CHECK_THROWS_WITH(md::state_of(frame), ContainsSubstring("atom 1 has mass 0, expected more than 0"));
  frame.masses.clear();
  frame.elements = {element_of("X")};
  CHECK_THROWS_WITH(md::state_of(frame),
                    ContainsSubstring("atom 1: X has no mass in metal units, expected a column masses"));
  frame.units = UnitStyle::lj;
  CHECK(md::state_of(frame).masses == std::vector<double>{1});
}

TEST_CASE("a run that blows up ends with the step and the atom, not with numbers") {
  Simulation simulation;
  CHECK_THROWS_WITH(simulation.go(1.0, 100), ContainsSubstring("step 1: atom ") &&
                                                 ContainsSubstring("Å in a step, expected less than 1: the time step"));
}

TEST_CASE("the integrator of an unknown ensemble is refused by name") {
  CHECK(md::make_integrator({})->reservoir() == 0);
  CHECK_THROWS_WITH(md::make_integrator({.name = "nph"}), ContainsSubstring("unknown ensemble 'nph', expected nve"));
  CHECK_THROWS_WITH(md::make_integrator({.name = "nvt"}), ContainsSubstring("the temperature is 0, expected more"));
}

TEST_CASE("a restart of other atoms is refused") {
  const auto potential = potential::load("lj:epsilon=1,sigma=1,cutoff=2.5,units=lj");
  potential::Evaluator evaluator{*potential};
  md::State state;
  state.positions = {{0, 0, 0}};
  const auto integrator = md::make_integrator({});
  CHECK_THROWS_WITH(md::take_up(md::Restart{}, state, evaluator, *integrator),
                    ContainsSubstring("0 atoms in the restart file, 1 in the frame"));
}

TEST_CASE("a restart gives the state all that was written of it") {
  const TemporaryFolder made;
  const auto potential = potential::load("lj:epsilon=1,sigma=1,cutoff=2.5,units=lj");
  potential::Evaluator evaluator{*potential, 0.3};
  Frame frame;
  frame.units = UnitStyle::lj;
  frame.cell = Cell::orthogonal(6, 7, 8);
  frame.elements = {Element{}, Element{}};
  frame.masses = {1, 2};
  frame.positions = {{1, 2, 3}, {2.5, 2, 3}};
  evaluator.set_atoms(frame);
  md::Restart before;
  before.step = 17;
  before.cell = Cell::orthogonal(6.1, 7.1, 8.1);
  before.list_cell = Cell::orthogonal(6.05, 7.05, 8.05);
  before.positions = {{1.1, 2.1, 3.1}, {2.6, 2.2, 3.3}};
  before.list_positions = {{1.2, 2.1, 3.1}, {2.7, 2.2, 3.3}};
  before.velocities = {{0.1, 0.2, 0.3}, {-0.4, 0.5, -0.6}};
  before.wound = {{1, -2, 3}, {0, 4, -5}};
  before.trajectory = {1000, 10};
  before.thermo = {500, 5};
  before.watch = {{1, 2, 3, 4, 5}, "there"};
  md::write_restart(made.path("r"), before);
  const auto read = md::read_restart(made.path("r"));
  REQUIRE(read);
  md::State state;
  state.units = UnitStyle::lj;
  state.cell = frame.cell;
  state.positions = frame.positions;
  state.velocities = {{}, {}};
  state.wound = {{}, {}};
  state.masses = frame.masses;
  md::take_up(*read, state, evaluator, *md::make_integrator({}));
  CHECK(state.cell == before.cell);
  CHECK(state.positions == before.positions);
  CHECK(state.velocities == before.velocities);
  CHECK(state.wound == before.wound);
  CHECK(evaluator.list_cell() == before.list_cell);
  CHECK(std::vector<Vec3>(evaluator.list_positions().begin(), evaluator.list_positions().end()) ==
        before.list_positions);
  CHECK(read->step == 17);
  CHECK(read->trajectory.bytes == 1000);
  CHECK(read->trajectory.records == 10);
  CHECK(read->thermo.bytes == 500);
  CHECK(read->thermo.records == 5);
  CHECK(read->watch.numbers == before.watch.numbers);
  CHECK(read->watch.worst == "there");
  made.write("more", made.read("r") + "x");
  CHECK_THROWS_WITH(md::read_restart(made.path("more")), ContainsSubstring("goes on after its end"));
}

TEST_CASE("a restart file that is damaged is refused with its name") {
  const TemporaryFolder made;
  const auto path = made.path("run.restart");
  const auto message = [&](const std::string& text) {
    made.write("run.restart", text);
    try {
      md::read_restart(path);
    } catch (const Error& error) {
      return std::string{error.what()}.substr(path.size());
    }
    return std::string{"no error"};
  };
  md::Restart restart;
  restart.settings = {{"steps", "10"}};
  md::write_restart(path, restart);
  const std::string good = made.read("run.restart");
  CHECK(message(good) == "no error");
  CHECK(message("") == ": a restart file ends too early");
  CHECK(message("hello\n") == ": not a restart file, expected '#! nnpipe-restart 1' in its first line");
  CHECK(message("#! nnpipe-restart 1\nsteps 10\n") == ": a restart file is damaged: 'steps 10'");
  auto changed = good;
  const auto data = good.find("#! data\n") + 8;
  changed[data] = 13;  // numbers of a cell, of which there are 12
  CHECK(message(changed) == ": a restart file is damaged");
  changed = good;
  changed[changed.find("10")] = '2';
  CHECK_THAT(message(changed), StartsWith(": a restart file is damaged: its hash differs"));
  // Two cells of 12 numbers, then the bytes of the trajectory.
  changed = good;
  const double less = -1;
  std::memcpy(&changed[data + 2 * (8 + 12 * 8) + 8], &less, sizeof less);
  made.write("run.restart", changed);
  CHECK_THROWS_WITH(md::read_restart(path), path + ": a restart file is damaged: it speaks of -1 bytes or frames");
}

TEST_CASE("atoms beyond a plane that is no number are refused") {
  Frame frame;
  frame.elements = {element_of("Si")};
  frame.positions = {{0, 0, 1}};
  CHECK(md::select_atoms(frame, "z>0.5") == std::vector<char>{1});
  CHECK_THROWS_WITH(md::select_atoms(frame, "z>half"), "expected a number in 'z>half'");
}
