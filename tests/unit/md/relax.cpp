#include "md/relax.hpp"

#include <cmath>
#include <string>

#include "potential/registry.hpp"
#include "potential/structures.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::md;
using namespace nnpipe::potential;

namespace {

Relaxed relaxed_by(RelaxMethod method, CellFreedom cell, Frame& frame, const Potential& potential) {
  RelaxOptions options;
  options.method = method;
  options.cell = cell;
  options.force_tolerance = 1e-6;
  options.stress_tolerance = 1e-8;
  options.most_steps = 20000;
  return relax(frame, potential, options);
}

}  // namespace

// Near enough to a crystal that there is one minimum to find; any method must find that one.
TEST_CASE("all methods of relaxation end in the same minimum, with the cell fixed and free") {
  const auto silicon = load(share_folder() + "/potentials/Si.sw");
  Random random{17};
  for (const CellFreedom cell : {CellFreedom::fixed, CellFreedom::isotropic, CellFreedom::full}) {
    Frame start;
    start.cell = {{Vec3{5.5, 0.1, 0}, Vec3{-0.1, 5.4, 0.1}, Vec3{0, 0.05, 5.6}}, {true, true, true}};
    const double quarters[8][3] = {{0, 0, 0}, {0, 2, 2}, {2, 0, 2}, {2, 2, 0},
                                   {1, 1, 1}, {1, 3, 3}, {3, 1, 3}, {3, 3, 1}};
    for (const auto& q : quarters) {
      const Vec3 r = start.cell.cartesian({q[0] / 4, q[1] / 4, q[2] / 4});
      start.positions.push_back(r + 0.1 * Vec3{random.normal(), random.normal(), random.normal()});
      start.elements.push_back(element_of("Si"));
    }
    Frame by_lbfgs = start, by_cg = start, by_fire = start;
    const Relaxed lbfgs = relaxed_by(RelaxMethod::lbfgs, cell, by_lbfgs, *silicon);
    const Relaxed cg = relaxed_by(RelaxMethod::cg, cell, by_cg, *silicon);
    const Relaxed fire = relaxed_by(RelaxMethod::fire, cell, by_fire, *silicon);
    for (const Relaxed* end : {&lbfgs, &cg, &fire}) {
      CHECK(end->converged);
      CHECK(end->force <= 1e-6);
      CHECK(end->stress <= 1e-8);
      CHECK(std::abs(end->energy - lbfgs.energy) < 1e-8);
    }
    CHECK(std::abs(by_cg.cell.volume() - by_lbfgs.cell.volume()) < 1e-4);
    CHECK(std::abs(by_fire.cell.volume() - by_lbfgs.cell.volume()) < 1e-4);
    if (cell == CellFreedom::full) CHECK(std::abs(lbfgs.energy / 8 + 4.336601) < 1e-5);
  }
}

TEST_CASE("a crystal under pressure comes to rest where its energy falls by that pressure with the volume") {
  const auto argon = load("lj:epsilon=0.0103,sigma=3.4,cutoff=8,shift");
  const auto crystal = [](double constant) {
    Frame frame;
    frame.cell = Cell::orthogonal(constant, constant, constant);
    for (const Vec3 s : {Vec3{0, 0, 0}, Vec3{0, 0.5, 0.5}, Vec3{0.5, 0, 0.5}, Vec3{0.5, 0.5, 0}}) {
      frame.positions.push_back(constant * s);
      frame.elements.push_back(element_of("Ar"));
    }
    return frame;
  };
  const auto energy_of = [&](double constant) {
    Frame frame = crystal(constant);
    return relax(frame, *argon).energy;
  };
  for (const double pressure : {0.004, -0.0005}) {
    for (const RelaxMethod method : {RelaxMethod::lbfgs, RelaxMethod::cg, RelaxMethod::fire}) {
      for (const CellFreedom cell : {CellFreedom::isotropic, CellFreedom::full}) {
        RelaxOptions options;
        options.method = method;
        options.cell = cell;
        options.pressure = pressure;
        double enthalpy = 0;
        options.seen = [&](std::size_t, double value, double) { enthalpy = value; };
        Frame frame = crystal(5.3);
        const Relaxed end = relax(frame, *argon, options);
        CHECK(end.converged);
        const double volume = frame.cell.volume(), constant = std::cbrt(volume), change = 1e-4;
        const double slope = (energy_of(constant + change) - energy_of(constant - change)) /
                             (std::pow(constant + change, 3) - std::pow(constant - change, 3));
        CHECK(slope == Approx(-pressure).epsilon(1e-4));
        CHECK(enthalpy == Approx(end.energy + pressure * volume).epsilon(1e-9));
      }
    }
  }
}

// Far from any crystal there are many minima: each method must end in one, whichever.
TEST_CASE("every method brings random clusters to rest at an energy below where they began") {
  const auto argon = load("lj:epsilon=0.0103,sigma=3.405,cutoff=25");
  Random random{5};
  const Cell cell{{Vec3{30, 0, 0}, Vec3{0, 30, 0}, Vec3{0, 0, 30}}, {false, false, false}};
  for (int round = 0; round < 5; ++round) {
    Frame start = random_frame(random, Cell{{Vec3{9, 0, 0}, Vec3{0, 9, 0}, Vec3{0, 0, 9}}, {false, false, false}}, 8,
                               2.8, {element_of("Ar")});
    start.cell = cell;
    for (const RelaxMethod method : {RelaxMethod::lbfgs, RelaxMethod::cg, RelaxMethod::fire}) {
      Frame frame = start;
      RelaxOptions options;
      options.method = method;
      options.force_tolerance = 1e-6;
      options.most_steps = 50000;
      const Relaxed end = relax(frame, *argon, options);
      CHECK(end.converged);
      CHECK(end.energy < energy_of(*argon, start));
      CHECK(std::abs(end.energy - energy_of(*argon, frame)) < 1e-10);
    }
  }
}

TEST_CASE("atoms that are fixed, and positions, must fit the cell and the atoms") {
  const auto silicon = load(share_folder() + "/potentials/Si.sw");
  Frame frame;
  frame.cell = Cell::orthogonal(9, 9, 9);
  frame.elements.assign(2, element_of("Si"));
  frame.positions = {{0, 0, 0}, {2.4, 0, 0}};
  RelaxOptions options;
  options.fixed.assign(2, 1);
  options.cell = CellFreedom::full;
  CHECK_THROWS_WITH(relax(frame, *silicon, options), ContainsSubstring("atoms are fixed in a cell that changes"));
  Evaluator evaluator{*silicon};
  evaluator.set_atoms(frame);
  frame.positions.pop_back();
  CHECK_THROWS_WITH(evaluator.compute(frame.cell, frame.positions, {true, false, false}),
                    ContainsSubstring("1 positions for 2 atoms"));
}

TEST_CASE("a cell that is not there cannot be relaxed") {
  const auto silicon = load(share_folder() + "/potentials/Si.sw");
  Frame frame;
  frame.elements = {element_of("Si"), element_of("Si")};
  frame.positions = {{0, 0, 0}, {2.3, 0, 0}};
  CHECK_THROWS_WITH(relaxed_by(RelaxMethod::lbfgs, CellFreedom::full, frame, *silicon),
                    "the cell has no volume, expected one to relax");
}
