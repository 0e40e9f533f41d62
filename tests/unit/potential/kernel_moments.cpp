// The force kernel with functions of moments, and with linear weights, against the scalar path on every instruction
// set.
#include <cmath>
#include <string>
#include <vector>

#include "io/input.hpp"
#include "io/output.hpp"
#include "kernel_systems.hpp"
#include "moment_sets.hpp"
#include "potential/kernel/kernel.hpp"
#include "potential/neural/file.hpp"
#include "potential/neural/network_potential.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;
using namespace nnpipe::potential::kernel_tests;

namespace {

struct Shape {
  std::vector<Element> elements;
  int degree;
  std::size_t channels, functions;
  std::vector<std::size_t> hidden;
  bool linear, others;  // linear weights; functions of other kinds beside them
};

descriptor::Set moment_set(Random& random, const Shape& shape, Element centre) {
  descriptor::Set set{centre, {}};
  if (shape.others) set = random_set(random, centre, shape.elements, 6);
  set.moments = moment_tests::random_basis(random, shape.elements, 4.3, shape.degree, shape.channels, true);
  if (random.below(2) == 0) {
    set.moments->map = descriptor::RadialMap::exponential;
    set.moments->steepness = 2;
    set.moments->cutoff_function = {descriptor::CutoffKind::poly3, 0.1};
  } else if (random.below(2) == 0) {
    set.moments->cutoff_function = {descriptor::CutoffKind::envelope, 0, 5};
  }
  if (random.below(3) == 0) {
    set.moments->power = 1.5;
    set.moments->reference = 2.4;
  }
  moment_tests::add_random_functions(random, set, shape.functions);
  return set;
}

Model moment_model(Random& random, const Shape& shape) {
  Model model;
  for (const Element element : shape.elements) {
    auto part = random_element(random, moment_set(random, shape, element), shape.hidden, "tanh");
    // Products of several moments grow: inputs and output of order 1.
    for (auto& input : part.inputs) input.factor *= 0.02;
    if (shape.linear) {
      for (std::size_t i = 0; i < part.inputs.size(); ++i) part.linear.push_back(random.uniform(-0.5, 0.5));
    }
    model.elements.push_back(std::move(part));
  }
  return model;
}

const std::vector<Element> many{Element{1}, Element{6}, Element{7}, Element{8}, Element{9}};

const std::vector<Shape> shapes{{silicon, 4, 4, 60, {}, false, false},    {silicon, 0, 1, 3, {4}, false, false},
                                {silicon, 2, 5, 30, {6, 3}, true, false}, {silica, 3, 3, 50, {}, true, false},
                                {silica, 4, 2, 40, {5}, false, true},     {many, 2, 3, 30, {4}, true, false},
                                {many, 1, 2, 12, {}, false, true},        {silicon, 8, 2, 25, {}, false, false}};

}  // namespace

TEST_CASE("the kernel agrees with the scalar path for functions of moments, on every target") {
  const EveryTarget targets;
  std::uint64_t seed = 100;
  for (const auto& shape : shapes) {
    Random random{++seed};
    const System system = random_system(random, 60, shape.elements.size());
    const Model model = moment_model(random, shape);
    const Answer reference = compute(*make_reference_potential(model), system);
    for (const auto& target : targets.names) {
      INFO("seed " << seed << ", target " << target);
      set_simd_target(target);
      check_alike(compute(*make_kernel_potential(model, Precision::full), system), reference, 1e-12);
      check_alike(compute(*make_kernel_potential(model, Precision::single), system), reference, 1e-4);
    }
  }
}

TEST_CASE("forces and virial of functions of moments are the derivatives of the kernel's energy") {
  std::uint64_t seed = 200;
  for (const auto& shape : shapes) {
    Random random{++seed};
    System system = random_system(random, 40, shape.elements.size());
    const auto potential = make_kernel_potential(moment_model(random, shape), Precision::full);
    const Answer at = compute(*potential, system);
    const double scale = std::max(1.0, largest(at.forces));
    constexpr double h = 1e-4;
    const auto slope = [&](auto&& energy_at) {
      return (8 * (energy_at(-h) - energy_at(h)) - (energy_at(-2 * h) - energy_at(2 * h))) / (12 * h);
    };
    for (int probe = 0; probe < 4; ++probe) {
      const std::size_t atom = random.below(system.positions.size());
      const int axis = static_cast<int>(random.below(3));
      const double force = slope([&](double step) {
        System moved = system;
        moved.positions[atom][axis] += step;
        return compute(*potential, moved).energy;
      });
      CHECK(std::abs(force - at.forces[atom][axis]) < 1e-7 * scale);
    }
    const double virial = slope([&](double strain) {
      System strained = system;
      for (Vec3& v : strained.cell.vectors) v.x += strain * v.y;
      for (Vec3& x : strained.positions) x.x += strain * x.y;
      return compute(*potential, strained).energy;
    });
    CHECK(std::abs(virial - at.virial.xy) < 1e-6 * scale);
  }
}

TEST_CASE("a crystal and its supercell have the same energies of functions of moments an atom") {
  Random random{5};
  const auto potential = make_kernel_potential(moment_model(random, shapes[3]), Precision::full);
  const System system = random_system(random, 12, 2);
  System twice = system;
  twice.cell.vectors[1] = 2.0 * twice.cell.vectors[1];
  for (std::size_t i = 0; i < 12; ++i) {
    twice.positions.push_back(system.positions[i] + system.cell.vectors[1]);
    twice.species.push_back(system.species[i]);
  }
  const Answer one = compute(*potential, system), two = compute(*potential, twice);
  for (std::size_t i = 0; i < 24; ++i) {
    CHECK(two.sites[i] == Approx(one.sites[i % 12]).epsilon(1e-11));
    CHECK(norm(two.forces[i] - one.forces[i % 12]) < 1e-10 * std::max(1.0, largest(one.forces)));
  }
}

TEST_CASE("functions of moments give the same bits for any number of threads") {
  Random random{41};
  const System system = random_system(random, 500, 2);
  const Model model = moment_model(random, shapes[3]);
  for (const Precision precision : {Precision::full, Precision::single}) {
    const auto potential = make_kernel_potential(model, precision);
    std::vector<Answer> answers;
    for (const int count : {1, 2, 5}) {
      const Threads threads{count};
      answers.push_back(compute(*potential, system));
    }
    for (const Answer& each : answers) {
      CHECK(each.forces == answers[0].forces);
      CHECK(each.energy == answers[0].energy);
      CHECK(each.virial == answers[0].virial);
    }
  }
}

TEST_CASE("members of a committee share functions of moments, and its mean is that of its members") {
  Random random{43};
  std::vector<Model> models;
  for (int m = 0; m < 3; ++m) {
    Random same{44};
    models.push_back(moment_model(same, shapes[2]));
    for (double& w : models.back().elements[0].network.parameters()) w = random.uniform(-0.5, 0.5);
    for (double& w : models.back().elements[0].linear) w = random.uniform(-0.5, 0.5);
  }
  const System system = random_system(random, 40, 1);
  const Answer mean = compute(*make_kernel_potential(models, Precision::full), system);
  Answer sum;
  sum.forces.resize(mean.forces.size());
  for (const auto& model : models) {
    const Answer each = compute(*make_reference_potential(model), system);
    sum.energy += each.energy / 3;
    for (std::size_t i = 0; i < sum.forces.size(); ++i) sum.forces[i] += each.forces[i] / 3;
  }
  CHECK(mean.energy == Approx(sum.energy).epsilon(1e-12));
  CHECK(largest_difference(mean.forces, sum.forces) < 1e-11 * std::max(1.0, largest(sum.forces)));
}

TEST_CASE("a potential file holds moments and linear weights, and reads back equal") {
  Random random{51};
  for (const std::size_t s : {2U, 4U, 5U}) {
    const Model model = moment_model(random, shapes[s]);
    const TemporaryFolder folder;
    const auto path = folder.path("m.nnp");
    {
      io::Output output{path};
      write_model(model, output);
      output.close();
    }
    io::Input input{path};
    const Model again = read_model(input);
    REQUIRE(again.elements.size() == model.elements.size());
    for (std::size_t e = 0; e < model.elements.size(); ++e) {
      CHECK(again.elements[e].set == model.elements[e].set);
      CHECK(again.elements[e].linear == model.elements[e].linear);
    }
    CHECK(again.range() == model.range());
  }
}

TEST_CASE("linear weights that do not fit the inputs are refused") {
  Random random{52};
  Model model = moment_model(random, shapes[2]);
  model.elements[0].linear.pop_back();
  CHECK_THROWS_WITH(model.check(), ContainsSubstring("29 linear weights, but 30 inputs"));
}

TEST_CASE("extrapolations of functions of moments are those of the scalar path") {
  Random random{61};
  const Model model = moment_model(random, shapes[3]);
  const System system = random_system(random, 80, 2);
  check_extrapolations(model, system, 1, 1e-12);
}

TEST_CASE("values of functions of moments leave the rows of other elements alone") {
  Random random{61};
  const Model model = moment_model(random, shapes[3]);
  const System system = random_system(random, 80, 2);
  NeighbourList list{model.range(), 0.2};
  list.build(system.cell, system.positions);
  std::vector<int> species;
  for (const int owner : list.owner()) species.push_back(system.species[static_cast<std::size_t>(owner)]);
  const AtomsView atoms{list.positions(), species, list.local()};
  // Oxygen has no set here: its rows are left alone.
  const std::vector<descriptor::Set> sets{model.elements[0].set};
  const SymmetryFunctions functions{sets, silica};
  std::vector<double> values(80 * functions.size(0), -7);
  functions.values(atoms, list.view(), values, functions.size(0));
  for (std::size_t i = 0; i < 80; ++i) {
    const bool left_alone = std::all_of(values.begin() + static_cast<std::ptrdiff_t>(i * functions.size(0)),
                                        values.begin() + static_cast<std::ptrdiff_t>((i + 1) * functions.size(0)),
                                        [](double value) { return value == -7; });
    CHECK(left_alone == (system.species[i] == 1));
  }
}
