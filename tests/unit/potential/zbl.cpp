#include "potential/zbl.hpp"

#include <cmath>
#include <sstream>

#include "base/error.hpp"
#include "models.hpp"
#include "potential/committee.hpp"
#include "potential/neural/network_potential.hpp"
#include "potential/registry.hpp"
#include "structures.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;

namespace {

const Element si{14}, o{8};

Frame pair_of(Element a, Element b, double r) {
  Frame frame;
  frame.cell = Cell::orthogonal(10, 10, 10);
  frame.positions = {{1, 2, 3}, {1 + 0.6 * r, 2 + 0.8 * r, 3}};
  frame.elements = {a, b};
  return frame;
}

}  // namespace

TEST_CASE("the repulsion of two atoms is that of LAMMPS's formula") {
  // From the formulas of pair_style zbl, derivatives at the outer radius by 40-digit differences.
  const auto like = make_zbl({0.8, 1.6}), unlike = make_zbl({1.0, 2.0});
  CHECK_THAT(energy_of(*like, pair_of(si, si, 0.1)), WithinRel(13725.180543648779, 1e-13));
  CHECK_THAT(energy_of(*like, pair_of(si, si, 0.5)), WithinRel(451.41228717149395, 1e-13));
  CHECK_THAT(energy_of(*like, pair_of(si, si, 1.0)), WithinRel(32.304645617176084, 1e-12));
  CHECK_THAT(energy_of(*like, pair_of(si, si, 1.5)), WithinRel(0.12961439905244429, 1e-10));
  CHECK_THAT(energy_of(*unlike, pair_of(si, o, 0.3)), WithinRel(1053.9643181471974, 1e-13));
  CHECK_THAT(energy_of(*unlike, pair_of(o, si, 1.7)), WithinRel(0.52348306605061724, 1e-11));
  CHECK(energy_of(*unlike, pair_of(o, si, 2.0)) == 0);
}

TEST_CASE("the repulsion ends smoothly: energy, force and its slope vanish at the outer radius") {
  const auto zbl = make_zbl({0.5, 1.5});
  for (const double below : {1e-2, 1e-3}) {
    const double energy = energy_of(*zbl, pair_of(si, si, 1.5 - below));
    CHECK(energy > 0);
    CHECK(energy < 1e3 * below * below * below);
  }
}

TEST_CASE("forces and virial of a potential with core repulsion are the derivatives of its energy") {
  Random random{3};
  const Frame frame = random_frame(random, skewed_cell(7, {true, true, false}), 24, 0.9, {si, o});
  Model model = two_element_model();
  model.zbl = Zbl{0.7, 1.9};
  check_forces(*make_potential(model), frame, 1e-6);
  check_virial(*make_potential(model), frame, 1e-6);
  check_invariance(*make_potential(model), frame, 1e-10);
  check_threads(*make_potential(model), frame);
  const auto pair = load("lj:epsilon=0.01,sigma=2,cutoff=4,shift+zbl:inner=0.7,outer=1.9");
  check_forces(*pair, frame, 1e-6);
  check_virial(*pair, frame, 1e-6);
}

TEST_CASE("the repulsion adds to a potential what it is alone, and leaves its range of training alone") {
  Random random{4};
  const Frame frame = random_frame(random, skewed_cell(6, {true, true, true}), 12, 1.0, {si, o});
  Model model = two_element_model();
  const auto networks = make_potential(model);
  model.zbl = Zbl{0.8, 1.7};
  const auto both = make_potential(model);
  CHECK(both->cutoff() == networks->cutoff());
  const double repulsion = energy_of(*make_zbl({0.8, 1.7}), frame);
  CHECK(repulsion > 1);
  CHECK_THAT(energy_of(*both, frame), WithinRel(energy_of(*networks, frame) + repulsion, 1e-13));
  Evaluator one{*both}, other{*networks};
  for (Evaluator* each : {&one, &other}) {
    each->set_atoms(frame);
    each->compute(frame.cell, frame.positions, everything);
  }
  CHECK(both->has_range());
  REQUIRE(!other.extrapolations().empty());
  CHECK(one.extrapolations().size() == other.extrapolations().size());
  CHECK(both->function_name(1, 0) == networks->function_name(1, 0));
  model.zbl = Zbl{3, 6};
  CHECK(make_potential(model)->cutoff() == 6);
}

TEST_CASE("a network with core repulsion keeps atoms apart down to 0.1 Å, and refuses them nearer by name") {
  Model model = two_element_model();
  model.zbl = Zbl{0.8, 1.6};
  const auto potential = make_potential(model);
  Evaluator evaluator{*potential};
  double last = 0;
  for (const double r : {1.2, 0.8, 0.4, 0.2, 0.1000001}) {
    const Frame frame = pair_of(si, o, r);
    evaluator.set_atoms(frame);
    evaluator.compute(frame.cell, frame.positions, everything);
    // The second atom is pushed away from the first, harder the nearer it is.
    const double push = dot(evaluator.forces()[1], Vec3{0.6, 0.8, 0});
    CHECK(push > last);
    CHECK(std::isfinite(push));
    last = push;
  }
  Frame frame = pair_of(si, o, 0.05);
  evaluator.set_atoms(frame);
  CHECK_THROWS_WITH(evaluator.compute(frame.cell, frame.positions, everything),
                    "atoms 1 and 2 are 0.05 Å apart, expected 0.1 Å or more");
  // An atom and the other's image go by the atoms' names.
  frame.positions = {{0.02, 5, 5}, {5, 5, 5}, {9.98, 5, 5}};
  frame.elements = {si, o, o};
  evaluator.set_atoms(frame);
  CHECK_THROWS_WITH(evaluator.compute(frame.cell, frame.positions, everything),
                    "atoms 1 and 3 are 0.04 Å apart, expected 0.1 Å or more");
}

TEST_CASE("specifications of a core repulsion say what is wrong") {
  CHECK_THROWS_WITH(load("lj:epsilon=1,sigma=1,cutoff=2+zbl:inner=1"), EndsWith("parameter 'outer' is missing"));
  CHECK_THROWS_WITH(load("zbl:inner=2,outer=1"), "potential 'zbl:inner=2,outer=1': expected 0 <= inner < outer");
  CHECK_THROWS_WITH(load("zbl:inner=1,outer=2+zbl:inner=1,outer=2"),
                    EndsWith("the potential has a core repulsion already"));
  CHECK_THROWS_WITH(load("lj:epsilon=1,sigma=1,cutoff=2,units=lj+zbl:inner=1,outer=2"),
                    EndsWith("the potential below zbl: units lj, expected metal"));
  Model model = two_element_model();
  model.zbl = Zbl{2, 1};
  CHECK_THROWS_WITH(model.check(), "zbl: expected 0 <= inner < outer, got inner 2 and outer 1");
  model.zbl = Zbl{1, 2};
  model.units = UnitStyle::lj;
  CHECK_THROWS_WITH(model.check(), "zbl: units lj, expected metal");
}

TEST_CASE("pairs of elements have radii of their own, others the common ones or none") {
  const Zbl by_pair{0, 0, {{si, si, 0.8, 1.6}, {o, si, 1.0, 2.0}}};
  const auto repulsion = make_zbl(by_pair);
  CHECK(repulsion->cutoff() == 2);
  for (const double r : {0.3, 0.9, 1.3}) {
    CHECK(energy_of(*repulsion, pair_of(si, si, r)) == energy_of(*make_zbl({0.8, 1.6}), pair_of(si, si, r)));
    CHECK(energy_of(*repulsion, pair_of(si, o, r)) == energy_of(*make_zbl({1.0, 2.0}), pair_of(si, o, r)));
    CHECK(energy_of(*repulsion, pair_of(o, o, r)) == 0);
  }
  CHECK(energy_of(*repulsion, pair_of(si, si, 1.7)) == 0);
  const auto rest = make_zbl(Zbl{0.4, 0.9, by_pair.pairs});
  CHECK(energy_of(*rest, pair_of(o, o, 0.5)) == energy_of(*make_zbl({0.4, 0.9}), pair_of(o, o, 0.5)));
  Random random{5};
  const Frame frame = random_frame(random, skewed_cell(7, {true, true, false}), 24, 0.9, {si, o});
  check_forces(*repulsion, frame, 1e-6);
  check_virial(*repulsion, frame, 1e-6);
}

TEST_CASE("a committee with core repulsion stays one, and each member has the repulsion") {
  Random random{6};
  const Frame frame = random_frame(random, skewed_cell(7, {true, true, true}), 16, 1.0, {si, o});
  std::vector<Model> models{two_element_model(), two_element_model()};
  for (double& weight : models[1].elements[0].network.parameters()) weight *= 0.9;
  for (auto& model : models) {
    model.zbl = Zbl{0, 0, {{si, si, 0.9, 1.9}, {si, o, 0.8, 1.7}, {o, o, 0.9, 1.8}}};
    model.shortest = {{si, si, 1.9}};
  }
  const auto potential = make_potential(models);
  const auto* committee = committee_of(*potential);
  REQUIRE(committee != nullptr);
  CHECK(committee->members() == 2);
  CHECK(potential->shortest_distance(0, 0) == 1.9);
  CHECK(potential->shortest_distance(0, 1) == 0);
  Evaluator together{*potential};
  together.set_atoms(frame);
  together.compute(frame.cell, frame.positions, everything);
  double mean = 0;
  for (const auto& model : models) mean += 0.5 * energy_of(*make_potential(model), frame);
  CHECK_THAT(together.energy(), WithinRel(mean, 1e-12));
  std::vector<std::vector<Vec3>> forces(2, std::vector<Vec3>(together.atoms().x.size()));
  std::vector<Result> results(2);
  for (std::size_t m = 0; m < 2; ++m) results[m].force = forces[m];
  committee->compute_members(together.atoms(), together.neighbours(), {}, results);
  for (std::size_t m = 0; m < 2; ++m) {
    CHECK_THAT(results[m].energy, WithinRel(energy_of(*make_potential(models[m]), frame), 1e-12));
  }
}
