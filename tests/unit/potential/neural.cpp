#include "potential/neural/network_potential.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/threads.hpp"
#include "descriptor/calculator.hpp"
#include "io/extxyz.hpp"
#include "models.hpp"
#include "potential/evaluator.hpp"
#include "potential/neural/file.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;

namespace {

// Fourteen atoms in a skewed cell that is smaller than twice the cutoff.
Frame two_element_frame() {
  Random random{17};
  Frame frame;
  frame.cell = {{Vec3{6.1, 0, 0}, Vec3{1.3, 5.7, 0}, Vec3{-0.4, 0.9, 7.2}}, {true, true, true}};
  while (frame.size() < 14) {
    const Vec3 r = frame.cell.cartesian({random.uniform(), random.uniform(), random.uniform()});
    bool free = true;
    for (const auto& other : frame.positions) {
      const Vec3 s = frame.cell.fractional(r - other);
      const Vec3 nearest{s.x - std::round(s.x), s.y - std::round(s.y), s.z - std::round(s.z)};
      free = free && norm(frame.cell.cartesian(nearest)) > 1.4;
    }
    if (!free) continue;
    frame.positions.push_back(r);
    frame.elements.push_back(frame.size() % 3 == 0 ? Element{14} : Element{8});
  }
  return frame;
}

Frame argon_frame() {
  Frame frame = two_element_frame();
  frame.elements.assign(frame.size(), Element{18});
  return frame;
}

double energy_of(const Potential& potential, const Frame& frame) {
  Evaluator evaluator{potential};
  evaluator.set_atoms(frame);
  evaluator.compute(frame.cell, frame.positions, {false, false, false});
  return evaluator.energy();
}

// Fourth-order central difference of f at 0.
template <typename Function>
double slope(Function&& f, double h) {
  return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
}

// r → (1 + ε)r with one entry of ε, cell and atoms alike.
Frame strained(Frame frame, int row, int column, double strain) {
  const auto apply = [&](Vec3 r) {
    const double along = r[column];
    r[row] += strain * along;
    return r;
  };
  for (auto& vector : frame.cell.vectors) vector = apply(vector);
  for (auto& r : frame.positions) r = apply(r);
  return frame;
}

void check_derivatives(const Potential& potential, const Frame& frame) {
  Evaluator evaluator{potential};
  evaluator.set_atoms(frame);
  evaluator.compute(frame.cell, frame.positions, {true, true, true});
  for (std::size_t i = 0; i < frame.size(); ++i) {
    for (int axis = 0; axis < 3; ++axis) {
      const auto shifted = [&](double shift) {
        Frame moved = frame;
        moved.positions[i][axis] += shift;
        return energy_of(potential, moved);
      };
      INFO("atom " << i << " axis " << axis);
      CHECK(evaluator.forces()[i][axis] == Approx(-slope(shifted, 1e-4)).margin(1e-8).epsilon(1e-8));
    }
  }
  const Virial w = evaluator.virial();
  const auto minus_slope = [&](int row, int column) {
    return -slope([&](double strain) { return energy_of(potential, strained(frame, row, column, strain)); }, 2e-5);
  };
  CHECK(w.xx == Approx(minus_slope(0, 0)).margin(1e-7).epsilon(1e-8));
  CHECK(w.yy == Approx(minus_slope(1, 1)).margin(1e-7).epsilon(1e-8));
  CHECK(w.zz == Approx(minus_slope(2, 2)).margin(1e-7).epsilon(1e-8));
  CHECK(w.xy == Approx(minus_slope(0, 1)).margin(1e-7).epsilon(1e-8));
  CHECK(w.xz == Approx(minus_slope(0, 2)).margin(1e-7).epsilon(1e-8));
  CHECK(w.yz == Approx(minus_slope(1, 2)).margin(1e-7).epsilon(1e-8));
  // Rotation invariance: the virial is symmetric.
  CHECK(minus_slope(1, 0) == Approx(w.xy).margin(1e-7).epsilon(1e-8));
}

}  // namespace

TEST_CASE("forces and virial of a network of symmetry functions are derivatives of its energy") {
  check_derivatives(*make_reference_potential(two_element_model()), two_element_frame());
}

TEST_CASE("forces and virial of a network of one distance are derivatives of its energy, however it ends") {
  for (const auto end : {PairEnd::truncated, PairEnd::shifted, PairEnd::force_shifted}) {
    check_derivatives(*make_pair_potential(pair_model(end)), argon_frame());
  }
}

TEST_CASE("the energy of a network is the sum of what it predicts for each site, offset included") {
  const auto model = two_element_model();
  const auto frame = two_element_frame();
  const auto potential = make_reference_potential(model);
  Evaluator evaluator{*potential};
  evaluator.set_atoms(frame);
  evaluator.compute(frame.cell, frame.positions, {true, true, true});
  const std::vector<Element> species{Element{14}, Element{8}};
  NeighbourList list{potential->cutoff(), 0};
  list.build(frame.cell, frame.positions);
  double sum = 0;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    const auto& element = model.elements[frame.elements[i] == species[0] ? 0 : 1];
    std::vector<descriptor::Neighbour> neighbours;
    for (int at = list.view().first[i]; at < list.view().first[i + 1]; ++at) {
      const auto j = static_cast<std::size_t>(list.view().index[static_cast<std::size_t>(at)]);
      const auto owner = static_cast<std::size_t>(list.owner()[j]);
      neighbours.push_back({list.positions()[j] - list.positions()[i], frame.elements[owner] == species[0] ? 0 : 1});
    }
    const descriptor::Calculator calculator{element.set, species};
    descriptor::Calculator::Workspace workspace;
    std::vector<double> x(calculator.size());
    calculator.values(neighbours, workspace, x);
    for (std::size_t s = 0; s < x.size(); ++s) x[s] = element.inputs[s].apply(x[s]);
    network::Mlp::Workspace room;
    const double site = element.targets[0].apply(element.network.value(x, room)) + element.energy_offset;
    CHECK(evaluator.site_energies()[i] == Approx(site).epsilon(1e-13));
    sum += site;
  }
  CHECK(evaluator.energy() == Approx(sum).epsilon(1e-13));
  CHECK(energy_of(*potential, frame) == Approx(sum).epsilon(1e-13));
}

TEST_CASE("the energy of a pair network is the sum over pairs of the network's value, less its end") {
  // Two atoms and no cell; a third beyond the cutoff.
  const double r = 2.7, cutoff = 4.5;
  Frame frame;
  frame.elements.assign(3, Element{18});
  frame.positions = {{0, 0, 0}, {r, 0, 0}, {0, 9, 0}};
  const auto model = pair_model(PairEnd::truncated);
  const auto& element = model.elements[0];
  const auto v = [&](double distance) {
    network::Mlp::Workspace room;
    const double x = element.inputs[0].apply(distance);
    return element.targets[0].apply(element.network.value(std::span{&x, 1}, room));
  };
  CHECK(energy_of(*make_potential(model), frame) == Approx(v(r)).epsilon(1e-13));
  const auto shifted = make_potential(pair_model(PairEnd::shifted));
  CHECK(energy_of(*shifted, frame) == Approx(v(r) - v(cutoff)).epsilon(1e-13));
  const double end_slope = slope([&](double h) { return v(cutoff + h); }, 1e-3);
  const auto force_shifted = make_potential(pair_model(PairEnd::force_shifted));
  CHECK(energy_of(*force_shifted, frame) == Approx(v(r) - v(cutoff) - (r - cutoff) * end_slope).epsilon(1e-9));
  frame.positions[1].x = cutoff - 1e-9;
  CHECK(energy_of(*shifted, frame) == Approx(0).margin(1e-8));
  frame.positions[1].x = cutoff + 1e-9;
  CHECK(energy_of(*shifted, frame) == 0);
}

TEST_CASE("energy and forces do not depend on the order of atoms, and follow a translation and a replication") {
  const auto potential = make_reference_potential(two_element_model());
  const auto frame = two_element_frame();
  const double energy = energy_of(*potential, frame);
  Frame other = frame;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    const std::size_t from = (i * 5 + 3) % frame.size();
    other.positions[i] = frame.cell.wrapped(frame.positions[from] + Vec3{11, -3, 0.7});
    other.elements[i] = frame.elements[from];
  }
  CHECK(energy_of(*potential, other) == Approx(energy).epsilon(1e-12));
  Frame doubled = frame;
  for (const auto& r : frame.positions) doubled.positions.push_back(r + frame.cell.vectors[2]);
  doubled.elements.insert(doubled.elements.end(), frame.elements.begin(), frame.elements.end());
  doubled.cell.vectors[2] *= 2;
  CHECK(energy_of(*potential, doubled) == Approx(2 * energy).epsilon(1e-12));
}

TEST_CASE("a network potential gives the same bits on any number of threads") {
  const auto potential = make_reference_potential(two_element_model());
  Frame frame = two_element_frame();
  for (int copy = 1; copy < 20; ++copy) {
    for (std::size_t i = 0; i < 14; ++i) {
      frame.positions.push_back(frame.positions[i] + double(copy) * frame.cell.vectors[0]);
      frame.elements.push_back(frame.elements[i]);
    }
  }
  frame.cell.vectors[0] *= 20;
  const auto forces = [&](int threads) {
    const int before = thread_count();
    set_thread_count(threads);
    Evaluator evaluator{*potential};
    evaluator.set_atoms(frame);
    evaluator.compute(frame.cell, frame.positions, {true, true, true});
    set_thread_count(before);
    return std::vector<Vec3>(evaluator.forces().begin(), evaluator.forces().end());
  };
  CHECK(forces(1) == forces(3));
}

TEST_CASE("functions outside their training range are found, with value and range") {
  auto model = two_element_model();
  const auto frame = two_element_frame();
  for (auto& element : model.elements) {
    for (auto& input : element.inputs) {
      input.low = -1e9;
      input.high = 1e9;
    }
  }
  const auto found_in = [&](const Model& each) {
    const auto potential = make_reference_potential(each);
    CHECK(potential->has_range());
    Evaluator evaluator{*potential};
    evaluator.set_atoms(frame);
    evaluator.compute(frame.cell, frame.positions, {});
    return evaluator.extrapolations();
  };
  CHECK(found_in(model).empty());
  model.elements[1].inputs[1].high = -1;
  const auto found = found_in(model);
  const auto oxygens = std::count(frame.elements.begin(), frame.elements.end(), Element{8});
  REQUIRE(static_cast<std::ptrdiff_t>(found.size()) == oxygens);
  for (const auto& each : found) {
    CHECK(frame.elements[static_cast<std::size_t>(each.atom)] == Element{8});
    CHECK(each.function == 1);
    CHECK(each.value >= 0);
    CHECK(each.high == -1);
  }
  CHECK(make_reference_potential(model)->function_name(1, 1) == "G5 O Si Si eta=0.05 zeta=1 lambda=-1 cutoff=5");
}

TEST_CASE("a pair nearer than any in training is an extrapolation, the gap below the cutoff is none") {
  auto model = pair_model(PairEnd::shifted);
  model.elements[0].inputs[0].high = 4.49;
  Frame frame;
  frame.elements.assign(3, Element{18});
  frame.positions = {{0, 0, 0}, {1.9, 0, 0}, {-4.495, 0, 0}};
  const auto potential = make_potential(model);
  Evaluator evaluator{*potential};
  evaluator.set_atoms(frame);
  evaluator.compute(frame.cell, frame.positions, {});
  const auto found = evaluator.extrapolations();
  REQUIRE(found.size() == 2);
  CHECK(found[0].atom == 0);
  CHECK(found[1].atom == 1);
  CHECK(found[0].value == Approx(1.9));
  CHECK(found[0].low == 2);
  CHECK(potential->function_name(0, 0) == "distance Ar Ar");
}

TEST_CASE("a network of plain columns is no potential") {
  auto model = pair_model(PairEnd::truncated);
  model.kind = InputKind::columns;
  CHECK_THROWS_WITH(make_potential(model), "the network was fitted to columns of a table: it is not a potential");
}

TEST_CASE("a published network has the energy and forces that n2p2 computes for it") {
  io::Input file{reference_folder() + "/n2p2/si.nnp"};
  const auto model = read_model(file);
  io::FrameReader reader{reference_folder() + "/n2p2/si.xyz"};
  Frame frame;
  REQUIRE(reader.next(frame));
  for (const auto& potential : {make_reference_potential(model), make_potential(model)}) {
    Evaluator evaluator{*potential};
    evaluator.set_atoms(frame);
    evaluator.compute(frame.cell, frame.positions, {true, false, false});
    CHECK(evaluator.energy() == Approx(*frame.energy).epsilon(1e-13));
    // The largest force is 0.15; n2p2 prints 16 digits.
    for (std::size_t i = 0; i < frame.size(); ++i) CHECK(norm(evaluator.forces()[i] - frame.forces[i]) < 1e-13);
  }
}
