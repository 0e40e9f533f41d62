// The force kernel against the scalar path, on every instruction set this machine has.
#include "potential/kernel/kernel.hpp"

#include <cmath>
#include <vector>

#include "base/random.hpp"
#include "descriptor/calculator.hpp"
#include "kernel_systems.hpp"
#include "potential/kernel/plan.hpp"
#include "potential/neural/network_potential.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;
using namespace nnpipe::potential::kernel_tests;

TEST_CASE("the kernel agrees with the scalar path to 1e-12 on every target, for random models") {
  const EveryTarget targets;
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    Random random{seed};
    const auto& elements = seed % 2 ? silicon : silica;
    const System system = random_system(random, 5 + random.below(60), elements.size());
    const Model model = random_model(random, elements, 1 + random.below(40));
    const Answer reference = compute(*make_reference_potential(model), system);
    for (const auto& target : targets.names) {
      INFO("seed " << seed << ", target " << target);
      set_simd_target(target);
      check_alike(compute(*make_kernel_potential(model, Precision::full), system), reference, 1e-12);
    }
  }
}

TEST_CASE("kernel forces and virial are the derivatives of the kernel's energy") {
  const EveryTarget targets;
  for (std::uint64_t seed = 31; seed <= 34; ++seed) {
    Random random{seed};
    const auto& elements = seed % 2 ? silicon : silica;
    System system = random_system(random, 24, elements.size());
    const auto potential = make_kernel_potential(random_model(random, elements, 20), Precision::full);
    for (const auto& target : targets.names) {
      INFO("seed " << seed << ", target " << target);
      set_simd_target(target);
      const Answer at = compute(*potential, system);
      const double scale = std::max(1.0, largest(at.forces));
      constexpr double h = 1e-5;
      for (int probe = 0; probe < 4; ++probe) {
        const std::size_t atom = random.below(system.positions.size());
        const int axis = static_cast<int>(random.below(3));
        const auto energy_at = [&](double step) {
          System moved = system;
          moved.positions[atom][axis] += step;
          return compute(*potential, moved).energy;
        };
        CHECK((energy_at(-h) - energy_at(h)) / (2 * h) == Approx(at.forces[atom][axis]).margin(1e-5 * scale));
      }
      // Strain xy: x += ε y.
      const auto strained_energy = [&](double strain) {
        System strained = system;
        for (Vec3& v : strained.cell.vectors) v.x += strain * v.y;
        for (Vec3& x : strained.positions) x.x += strain * x.y;
        return compute(*potential, strained).energy;
      };
      const double virial = (strained_energy(-h) - strained_energy(h)) / (2 * h);
      CHECK(virial == Approx(at.virial.xy).margin(1e-4 * scale));
    }
  }
}

TEST_CASE("kernel forces are the same bits for any number of threads") {
  Random random{41};
  const System system = random_system(random, 700, 2);
  const Model model = random_model(random, silica, 16);
  for (const Precision precision : {Precision::full, Precision::single}) {
    const auto potential = make_kernel_potential(model, precision);
    std::vector<Answer> answers;
    for (const int count : {1, 2, 3, 7}) {
      const Threads threads{count};
      answers.push_back(compute(*potential, system));
    }
    for (const Answer& each : answers) {
      CHECK(each.forces == answers[0].forces);
      CHECK(each.sites == answers[0].sites);
      CHECK(each.energy == answers[0].energy);
      CHECK(each.virial == answers[0].virial);
    }
  }
}

TEST_CASE("the kernel finds the extrapolations that the scalar path finds") {
  Random random{61};
  const System system = random_system(random, 300, 2);
  const Model model = random_model(random, silica, 12);
  NeighbourList list{model.range(), 0};
  list.build(system.cell, system.positions);
  std::vector<int> species;
  for (const int owner : list.owner()) species.push_back(system.species[static_cast<std::size_t>(owner)]);
  std::vector<Extrapolation> ours, theirs;
  make_kernel_potential(model, Precision::mixed)
      ->extrapolations({list.positions(), species, list.local()}, list.view(), ours);
  make_reference_potential(model)->extrapolations({list.positions(), species, list.local()}, list.view(), theirs);
  REQUIRE(!theirs.empty());
  REQUIRE(ours.size() == theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    CHECK(ours[i].atom == theirs[i].atom);
    CHECK(ours[i].function == theirs[i].function);
    CHECK(ours[i].value == Approx(theirs[i].value).epsilon(1e-11));
  }
}

TEST_CASE("values of symmetry functions agree with the scalar path, for elements with a set and without") {
  const EveryTarget targets;
  Random random{71};
  const System system = random_system(random, 150, 2);
  const std::vector<descriptor::Set> sets{random_set(random, silica[0], silica, 40)};
  const SymmetryFunctions functions{sets, silica};
  CHECK(functions.size(0) == 40);
  CHECK(functions.size(1) == 0);
  NeighbourList list{functions.cutoff(), 0.2};
  list.build(system.cell, system.positions);
  std::vector<int> species;
  for (const int owner : list.owner()) species.push_back(system.species[static_cast<std::size_t>(owner)]);
  const descriptor::Calculator calculator{sets[0], silica};
  descriptor::Calculator::Workspace workspace;
  for (const auto& target : targets.names) {
    set_simd_target(target);
    std::vector<double> values(150 * 41, -7);
    functions.values({list.positions(), species, list.local()}, list.view(), values, 41);
    for (std::size_t i = 0; i < 150; ++i) {
      std::vector<double> expected(40, -7);
      if (system.species[i] == 0) {
        std::vector<descriptor::Neighbour> neighbours;
        for (int e = list.view().first[i]; e < list.view().first[i + 1]; ++e) {
          const auto j = static_cast<std::size_t>(list.view().index[static_cast<std::size_t>(e)]);
          neighbours.push_back({list.positions()[j] - list.positions()[i], species[j]});
        }
        calculator.values(neighbours, workspace, expected);
      }
      for (std::size_t f = 0; f < 40; ++f) {
        CHECK(values[i * 41 + f] == Approx(expected[f]).epsilon(1e-12).margin(1e-12));
      }
      CHECK(values[i * 41 + 40] == -7);
    }
  }
}

TEST_CASE("instruction sets and precisions go by names, and wrong ones say what there is") {
  const EveryTarget targets;
  REQUIRE(!targets.names.empty());
  for (const auto& name : targets.names) {
    set_simd_target(name);
    CHECK(simd_target() == name);
  }
  set_simd_target("auto");
  CHECK(simd_target() == targets.names.front());
  CHECK_THROWS_WITH(set_simd_target("mmx"), ContainsSubstring("unknown instruction set 'mmx', expected auto or one"));
  CHECK(parse_precision("mixed") == Precision::mixed);
  CHECK(parse_precision("double") == Precision::full);
  CHECK(parse_precision("single") == Precision::single);
  CHECK_THROWS_WITH(parse_precision("half"),
                    ContainsSubstring("unknown precision 'half', expected double, mixed or single"));
}

TEST_CASE("exponentials that are multiples or evenly shifted are products, within the error allowed") {
  using namespace nnpipe::potential::kernel;
  const std::vector<Exponential> wanted{{0.005, 0}, {0.03, 0}, {0.1, 0}, {0.3, 0}, {1, 2},
                                        {1, 2.5},   {1, 3},    {1, 3.5}, {0.06, 0}};
  const auto program = make_program(wanted, 6, 64);
  std::vector<std::vector<double>> entry(program.entries);
  const std::vector<double> distances{0.1, 1.7, 3.3, 5.9};
  int exponentials = 0;
  for (const auto& step : program.steps) {
    for (std::size_t i = 0; i < distances.size(); ++i) {
      const double r = distances[i], t = r - step.r_s;
      double value = 0;
      switch (step.way) {
        case ExponentialStep::Way::gaussian: value = std::exp(-step.eta * t * t); break;
        case ExponentialStep::Way::linear: value = std::exp(step.slope * t); break;
        case ExponentialStep::Way::product: value = step.scale * entry.at(step.a).at(i) * entry.at(step.b).at(i); break;
      }
      entry.at(step.entry).push_back(value);
    }
    exponentials += step.way != ExponentialStep::Way::product;
  }
  CHECK(exponentials == 3);
  for (std::size_t e = 0; e < wanted.size(); ++e) {
    for (std::size_t i = 0; i < distances.size(); ++i) {
      const double t = distances[i] - wanted[e].r_s;
      CHECK(entry[e].at(i) == Approx(std::exp(-wanted[e].eta * t * t)).epsilon(1e-13));
    }
  }
}
