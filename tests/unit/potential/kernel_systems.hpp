// Random systems and random models of all there is, for tests of the force kernel.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "atoms/neighbours.hpp"
#include "base/random.hpp"
#include "base/simd.hpp"
#include "base/threads.hpp"
#include "potential/kernel/kernel.hpp"
#include "potential/neural/network_potential.hpp"
#include "test.hpp"

namespace nnpipe::potential::kernel_tests {

inline const std::vector<Element> silica{Element{14}, Element{8}};
inline const std::vector<Element> silicon{Element{14}};

struct System {
  Cell cell;
  std::vector<Vec3> positions;
  std::vector<int> species;
};

struct Answer {
  double energy = 0;
  Virial virial;
  std::vector<double> sites;
  std::vector<Vec3> forces;
};

inline Answer compute(const Potential& potential, const System& system) {
  NeighbourList list{potential.cutoff(), 0.4};
  list.build(system.cell, system.positions);
  std::vector<int> species;
  for (const int owner : list.owner()) species.push_back(system.species[static_cast<std::size_t>(owner)]);
  Answer answer;
  std::vector<Vec3> all(species.size());
  answer.sites.resize(system.positions.size());
  answer.forces.resize(system.positions.size());
  Result result{0, {}, answer.sites, all};
  potential.compute({list.positions(), species, list.local()}, list.view(), {true, true, true}, result);
  list.fold(all, answer.forces);
  answer.energy = result.energy;
  answer.virial = result.virial;
  return answer;
}

// Atoms at random in a skewed cell, no two nearer than 1.6 Å.
inline System random_system(Random& random, std::size_t atoms, std::size_t kinds) {
  const double edge = std::cbrt(static_cast<double>(atoms) * 16);
  System system;
  system.cell = {{Vec3{edge, 0, 0}, Vec3{0.2 * edge, edge, 0}, Vec3{-0.1 * edge, 0.15 * edge, edge}},
                 {true, true, true}};
  while (system.positions.size() < atoms) {
    const Vec3 site = system.cell.cartesian({random.uniform(), random.uniform(), random.uniform()});
    const bool free = std::none_of(system.positions.begin(), system.positions.end(), [&](Vec3 other) {
      for (int i = -1; i <= 1; ++i) {
        for (int j = -1; j <= 1; ++j) {
          for (int k = -1; k <= 1; ++k) {
            const Vec3 image = other + system.cell.cartesian({double(i), double(j), double(k)});
            if (norm(site - image) < 1.6) return true;
          }
        }
      }
      return false;
    });
    if (!free) continue;
    system.positions.push_back(site);
    system.species.push_back(static_cast<int>(random.below(kinds)));
  }
  return system;
}

template <typename Values>
const auto& one_of(Random& random, const Values& from) {
  return from[random.below(from.size())];
}

inline void make_compact(Random& random, descriptor::SymmetryFunction& f) {
  const std::vector<double> radii{3.1, 4.5}, lows{-2, 0, 1.1, 2};
  f.cutoff = one_of(random, radii);
  f.low = one_of(random, lows);
  f.shape = {one_of(random, descriptor::compact_kinds), random.below(2) == 0};
  if (!is_angular(f.type)) return;
  const std::vector<std::pair<double, double>> angles{{0, 180}, {40, 120}, {-70, 70}, {100, 260}};
  std::tie(f.angle_low, f.angle_high) = one_of(random, angles);
}

// Functions of all types before `end`, with parameters that share, and parameters that do not.
inline descriptor::Set random_set(Random& random, Element centre, const std::vector<Element>& elements,
                                  std::size_t size, descriptor::FunctionType end = descriptor::FunctionType::pair) {
  const std::vector<double> radii{3.1, 4.5, 4.5}, etas{0, 0.02, 0.3, 1.1}, centres{0, 0, 1.2},
      zetas{1, 2, 3, 4, 6, 8, 16, 21, 2.5};
  descriptor::Set set{centre, {}};
  // A set has no function twice.
  const auto add = [&set](const descriptor::SymmetryFunction& f) {
    if (std::find(set.functions.begin(), set.functions.end(), f) == set.functions.end()) set.functions.push_back(f);
  };
  while (set.functions.size() < size) {
    descriptor::SymmetryFunction f;
    f.type = static_cast<descriptor::FunctionType>(random.below(static_cast<std::size_t>(end)));
    f.centre = centre;
    if (!is_weighted(f.type)) f.first = one_of(random, elements);
    if (is_angular(f.type) && !is_weighted(f.type)) f.second = one_of(random, elements);
    if (f.second.number > 0 && f.second < f.first) std::swap(f.first, f.second);
    if (is_compact(f.type)) {
      make_compact(random, f);
      add(f);
      continue;
    }
    if (has_exponential(f.type)) {
      f.eta = one_of(random, etas);
      f.r_s = one_of(random, centres);
    }
    if (has_kappa(f.type)) f.kappa = random.uniform(0.5, 2);
    if (is_angular(f.type)) {
      f.zeta = one_of(random, zetas);
      f.lambda = one_of(random, std::vector<double>{1, -1, 0.6});
    }
    f.cutoff = one_of(random, radii);
    f.cutoff_function.kind = descriptor::cutoff_kinds[1 + random.below(descriptor::cutoff_kinds.size() - 1)];
    if (f.cutoff_function.kind == descriptor::CutoffKind::envelope) {
      f.cutoff_function.p = 2 + static_cast<int>(random.below(8));
    }
    if (has_inner(f.cutoff_function.kind) && random.below(2) == 0) f.cutoff_function.inner = 0.3;
    if (random.below(2) == 0) f.cutoff_function = {};
    add(f);
  }
  return set;
}

inline ElementModel random_element(Random& random, descriptor::Set set, const std::vector<std::size_t>& hidden,
                                   const std::string& activation) {
  ElementModel element{set.centre, set, {}, {}, {{"energy", random.uniform(-1, 1), random.uniform(0.5, 2)}}, -3.5};
  for (const auto& name : set.column_names()) {
    element.inputs.push_back({name, random.uniform(-0.5, 0.5), random.uniform(0.5, 1), 0, 1});
  }
  std::vector<std::size_t> sizes{element.inputs.size()};
  std::vector<network::Activation> activations;
  for (const std::size_t nodes : hidden) {
    sizes.push_back(nodes);
    activations.emplace_back(activation);
  }
  sizes.push_back(1);
  activations.emplace_back("identity");
  element.network = network::Mlp{sizes, activations};
  for (double& w : element.network.parameters()) w = random.uniform(-0.5, 0.5);
  return element;
}

inline Model random_model(Random& random, const std::vector<Element>& elements, std::size_t functions) {
  // Those of RuNNer's files alone outgrow their argument and magnify rounding, or wave: each has a test of its own.
  auto activations = network::activation_names();
  std::erase_if(activations, [](const auto& name) {
    return name == "exponential" || name == "square" || name == "gaussian" || name == "cosine";
  });
  Model model;
  for (const Element element : elements) {
    const std::vector<std::vector<std::size_t>> shapes{{7}, {17, 5}, {3, 30, 2}, {}};
    model.elements.push_back(random_element(random, random_set(random, element, elements, functions),
                                            one_of(random, shapes), one_of(random, activations)));
  }
  return model;
}

inline double largest(const std::vector<Vec3>& forces) {
  double result = 0;
  for (const Vec3 f : forces) {
    for (const double each : {f.x, f.y, f.z}) {
      // Written so that NaN stays.
      if (!(std::abs(each) <= result)) result = std::abs(each);
    }
  }
  return result;
}

inline double largest_difference(const std::vector<Vec3>& a, const std::vector<Vec3>& b) {
  std::vector<Vec3> difference;
  for (std::size_t i = 0; i < a.size(); ++i) difference.push_back(a[i] - b[i]);
  return largest(difference);
}

inline void check_alike(const Answer& answer, const Answer& reference, double tolerance) {
  const double force = std::max(1.0, largest(reference.forces));
  CHECK(largest_difference(answer.forces, reference.forces) <= tolerance * force);
  for (std::size_t i = 0; i < reference.sites.size(); ++i) {
    CHECK(std::abs(answer.sites[i] - reference.sites[i]) <= tolerance * std::max(1.0, std::abs(reference.sites[i])));
  }
  CHECK(std::abs(answer.energy - reference.energy) <= tolerance * std::max(1.0, std::abs(reference.energy)));
  const double virial[6] = {reference.virial.xx, reference.virial.yy, reference.virial.zz,
                            reference.virial.xy, reference.virial.xz, reference.virial.yz};
  const double other[6] = {answer.virial.xx, answer.virial.yy, answer.virial.zz,
                           answer.virial.xy, answer.virial.xz, answer.virial.yz};
  const double scale = force * static_cast<double>(reference.sites.size());
  for (int i = 0; i < 6; ++i) CHECK(std::abs(virial[i] - other[i]) <= tolerance * scale);
}

// What lies outside the training range by the kernel and by the scalar path, value for value.
inline void check_extrapolations(const Model& model, const System& system, std::size_t fewest, double tolerance) {
  NeighbourList list{model.range(), 0.4};
  list.build(system.cell, system.positions);
  std::vector<int> species;
  for (const int owner : list.owner()) species.push_back(system.species[static_cast<std::size_t>(owner)]);
  const AtomsView atoms{list.positions(), species, list.local()};
  std::vector<Extrapolation> ours, theirs;
  make_kernel_potential(model, Precision::full)->extrapolations(atoms, list.view(), ours);
  make_reference_potential(model)->extrapolations(atoms, list.view(), theirs);
  REQUIRE(theirs.size() >= fewest);
  REQUIRE(ours.size() == theirs.size());
  for (std::size_t k = 0; k < ours.size(); ++k) {
    CHECK(ours[k].atom == theirs[k].atom);
    CHECK(ours[k].function == theirs[k].function);
    CHECK(std::abs(ours[k].value - theirs[k].value) <= tolerance * std::max(1.0, std::abs(theirs[k].value)));
  }
}

// Leaves the machine's best target behind.
struct EveryTarget {
  std::vector<std::string> names = simd_targets();
  ~EveryTarget() { set_simd_target("auto"); }
};

struct Threads {
  int before = thread_count();
  explicit Threads(int count) { set_thread_count(count); }
  ~Threads() { set_thread_count(before); }
};

}  // namespace nnpipe::potential::kernel_tests
