// Precisions of the force kernel: how far from double, and what they conserve.
#include <algorithm>
#include <cmath>
#include <vector>

#include "atoms/lattice.hpp"
#include "atoms/neighbours.hpp"
#include "base/random.hpp"
#include "io/input.hpp"
#include "kernel_systems.hpp"
#include "largest.hpp"
#include "potential/kernel/kernel.hpp"
#include "potential/neural/file.hpp"
#include "potential/neural/network_potential.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;
using namespace nnpipe::potential::kernel_tests;
using descriptor::FunctionType;

namespace {

// 5 G2 an element and 8 G5 a pair of elements, to 6 Å.
Model crystal_model(Random& random, const std::vector<Element>& elements) {
  Model model;
  for (const Element centre : elements) {
    descriptor::Set set{centre, {}};
    for (const Element first : elements) {
      for (const double eta : {0.005, 0.03, 0.1, 0.3, 1.0}) {
        set.functions.push_back({FunctionType::g2, centre, first, first, eta, eta < 1 ? 0 : 2.5, 0, 1, 1, 6, {}});
      }
      for (const Element second : elements) {
        if (second < first) continue;
        for (const double zeta : {1, 2, 4, 16}) {
          for (const double lambda : {1, -1}) {
            set.functions.push_back({FunctionType::g5, centre, first, second, 0.01, 0, 0, zeta, lambda, 6, {}});
          }
        }
      }
    }
    model.elements.push_back(random_element(random, set, {20, 20}, "tanh"));
    for (double& w : model.elements.back().network.parameters()) w *= 0.6;
  }
  return model;
}

// Three cells along each axis, shaken.
System crystal(const Lattice& lattice, const std::vector<Element>& elements, double sigma, Random& random) {
  Frame frame = repeated(lattice, {3, 3, 3});
  rattle(frame, sigma, random);
  System system{frame.cell, frame.positions, {}};
  for (const Element element : frame.elements) system.species.push_back(element == elements[0] ? 0 : 1);
  return system;
}

// See tests/reference/trained.
Model trained_model() {
  io::Input file{reference_folder() + "/trained/si.nnp"};
  return read_model(file);
}

Lattice diamond() {
  LatticeOptions options;
  options.elements = silicon;
  options.constant = 5.431;
  return make_lattice("diamond", options);
}

// Soft repulsion, which keeps a dense cell of atoms apart: E = Σ_j exp[−r²] f_c, a little bent by the network.
Model repulsive_model() {
  Model model;
  descriptor::Set set{silicon[0], {}};
  for (const double eta : {0.5, 1.0}) {
    set.functions.push_back({FunctionType::g2, silicon[0], silicon[0], silicon[0], eta, 0, 0, 1, 1, 4, {}});
  }
  set.functions.push_back({FunctionType::g5, silicon[0], silicon[0], silicon[0], 0.3, 0, 0, 2, 1, 4, {}});
  ElementModel element{silicon[0], set, {}, {}, {{"energy", 0, 20}}, 0};
  for (const auto& name : set.column_names()) element.inputs.push_back({name, 0, 0.2, 0, 1});
  element.network = network::Mlp{{3, 4, 1}, {network::Activation{"tanh"}, network::Activation{"identity"}}};
  Random random{5};
  for (double& w : element.network.parameters()) w = random.uniform(0.1, 0.6);
  model.elements.push_back(element);
  return model;
}

// 20 ps of 1 fs; a sanitizer, which sees nothing new after the first steps, 0.2 ps.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int steps = 200;
#else
constexpr int steps = 20000;
#endif

// The most that energy leaves its start in that time of velocity Verlet at constant energy, eV an atom; speeds in Å/ps.
double largest_drift(const Model& model, Precision precision, System system, double speed) {
  const auto potential = make_kernel_potential(model, precision);
  Random random{81};
  const std::size_t atoms = system.positions.size();
  std::vector<Vec3> velocity(atoms);
  for (Vec3& v : velocity) v = speed * Vec3{random.normal(), random.normal(), random.normal()};
  NeighbourList list{potential->cutoff(), 1};
  std::vector<Vec3> all, force(atoms);
  double first = 0, worst = 0;
  constexpr double step = 0.001, acceleration = 1 / (28.0855 * 1.0364269e-4);  // ps; eV/Å to Å/ps² for silicon
  for (int n = 0; n <= steps; ++n) {
    list.update(system.cell, system.positions);
    const std::vector<int> species(list.owner().size());
    all.assign(species.size(), {});
    Result result;
    result.force = all;
    potential->compute({list.positions(), species, list.local()}, list.view(), {true, false, false}, result);
    std::fill(force.begin(), force.end(), Vec3{});
    list.fold(all, force);
    double kinetic = 0;
    for (std::size_t i = 0; i < atoms; ++i) {
      if (n > 0) velocity[i] += 0.5 * step * acceleration * force[i];
      kinetic += 0.5 / acceleration * norm2(velocity[i]);
    }
    const double energy = (result.energy + kinetic) / static_cast<double>(atoms);
    if (n == 0) first = energy;
    worst = larger(worst, std::abs(energy - first));
    for (std::size_t i = 0; i < atoms; ++i) {
      velocity[i] += 0.5 * step * acceleration * force[i];
      system.positions[i] += step * velocity[i];
    }
  }
  return worst;
}

}  // namespace

TEST_CASE("single precision stays within 1e-5 of the size of the forces on every target, for random models") {
  const EveryTarget targets;
  for (std::uint64_t seed = 51; seed <= 58; ++seed) {
    Random random{seed};
    const auto& elements = seed % 2 ? silicon : silica;
    const System system = random_system(random, 60, elements.size());
    const Model model = random_model(random, elements, 24);
    const Answer reference = compute(*make_reference_potential(model), system);
    const double scale = std::max(1.0, largest(reference.forces));
    for (const auto& target : targets.names) {
      INFO("seed " << seed << ", target " << target);
      set_simd_target(target);
      const Answer single = compute(*make_kernel_potential(model, Precision::single), system);
      CHECK(largest_difference(single.forces, reference.forces) <= 1e-5 * scale);
      CHECK(std::abs(single.energy - reference.energy) <= 1e-5 * std::max(1.0, std::abs(reference.energy)));
    }
  }
}

TEST_CASE("mixed precision takes single and stays within 1e-5 eV/Å of double, in silicon and in quartz") {
  for (const bool quartz : {false, true}) {
    INFO((quartz ? "quartz" : "silicon"));
    const auto& elements = quartz ? silica : silicon;
    LatticeOptions options;
    if (!quartz) options.elements = elements;
    if (!quartz) options.constant = 5.431;
    Random random{91};
    const System system = crystal(make_lattice(quartz ? "alpha-quartz" : "diamond", options), elements, 0.1, random);
    const Model model = crystal_model(random, elements);
    const Answer full = compute(*make_kernel_potential(model, Precision::full), system);
    const Answer mixed = compute(*make_kernel_potential(model, Precision::mixed), system);
    CHECK(largest(full.forces) > 0.02);
    CHECK(largest_difference(mixed.forces, full.forces) < 1e-5);
    CHECK(largest_difference(mixed.forces, full.forces) > 0);
    CHECK(std::abs(mixed.energy - full.energy) < 1e-5 * static_cast<double>(system.positions.size()));
  }
}

TEST_CASE("mixed precision stays within 1e-5 eV/Å of double for a trained network, in cold silicon and in hot") {
  const EveryTarget targets;
  const Model model = trained_model();
  for (const auto& target : targets.names) {
    set_simd_target(target);
    const auto full = make_kernel_potential(model, Precision::full),
               mixed = make_kernel_potential(model, Precision::mixed),
               single = make_kernel_potential(model, Precision::single);
    // Displacements at 300 K and, at the edge of melting, at 1500 K.
    for (const double sigma : {0.075, 0.17}) {
      INFO(target << ", sigma " << sigma);
      double of_mixed = 0, of_single = 0, force = 0;
      for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        Random random{seed};
        const System system = crystal(diamond(), silicon, sigma, random);
        const Answer exact = compute(*full, system);
        force = std::max(force, largest(exact.forces));
        of_mixed = std::max(of_mixed, largest_difference(compute(*mixed, system).forces, exact.forces));
        of_single = std::max(of_single, largest_difference(compute(*single, system).forces, exact.forces));
      }
      CHECK(force > 1);
      CHECK(of_mixed < 1e-5);
      // This network does not bear single precision: that is what it is here for.
      CHECK(of_single > 1e-5);
      CHECK(of_single < 1e-4 * force);
    }
  }
}

TEST_CASE("energy is conserved over 20 ps in every precision as in double") {
  const Threads one{1};
  Random random{81};
  const System soft = random_system(random, 64, 1);
  const double full = largest_drift(repulsive_model(), Precision::full, soft, 5);
  CHECK(full < 1e-3);  // the time step's own wobble
  CHECK(largest_drift(repulsive_model(), Precision::mixed, soft, 5) < 1.2 * full);
  CHECK(largest_drift(repulsive_model(), Precision::single, soft, 5) < 1.2 * full);
}

TEST_CASE("a trained network conserves the energy of silicon at 300 K over 20 ps in every precision as in double") {
  const Threads one{1};
  const Frame frame = repeated(diamond(), {2, 2, 2});
  const System silicon_64{frame.cell, frame.positions, std::vector<int>(frame.size())};
  constexpr double speed = 4.2;  // √(2 k_B 300 K/m): half of it goes to the bonds
  const double full = largest_drift(trained_model(), Precision::full, silicon_64, speed);
  CHECK(full < 1e-4);
  CHECK(largest_drift(trained_model(), Precision::mixed, silicon_64, speed) < 1.2 * full);
  CHECK(largest_drift(trained_model(), Precision::single, silicon_64, speed) < 1.2 * full);
}
