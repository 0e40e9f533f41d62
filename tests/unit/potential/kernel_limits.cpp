// The force kernel where models and systems are unlike silicon: each case against the scalar path, on every instruction
// set this machine has.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/text.hpp"
#include "kernel_systems.hpp"
#include "largest.hpp"
#include "potential/committee.hpp"
#include "potential/kernel/kernel.hpp"
#include "potential/kernel/plan.hpp"
#include "potential/neural/network_potential.hpp"
#include "potential/registry.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;
using namespace nnpipe::potential::kernel_tests;
using descriptor::FunctionType;

namespace {

// Double to rounding, single to what float holds. More `slack` where forces are what little is left of many.
void check_on_every_target(const Model& model, const System& system, double slack = 1) {
  const EveryTarget targets;
  const Answer reference = compute(*make_reference_potential(model), system);
  for (const auto& target : targets.names) {
    INFO("target " << target);
    set_simd_target(target);
    check_alike(compute(*make_kernel_potential(model, Precision::full), system), reference, 1e-12 * slack);
    check_alike(compute(*make_kernel_potential(model, Precision::single), system), reference, 1e-4 * slack);
  }
}

descriptor::SymmetryFunction g2(Element centre, Element other, double eta, double r_s, double cutoff) {
  return {FunctionType::g2, centre, other, other, eta, r_s, 0, 1, 1, cutoff, {}};
}

Model model_of(Random& random, const std::vector<descriptor::Set>& sets, const std::vector<std::size_t>& hidden,
               const std::string& activation = "tanh") {
  Model model;
  for (const auto& set : sets) model.elements.push_back(random_element(random, set, hidden, activation));
  return model;
}

// The system beside itself, `times` along each vector.
System beside_itself(const System& one, const std::array<int, 3>& times) {
  System many;
  many.cell = one.cell;
  for (std::size_t d = 0; d < 3; ++d) many.cell.vectors[d] = times[d] * one.cell.vectors[d];
  for (int i = 0; i < times[0]; ++i) {
    for (int j = 0; j < times[1]; ++j) {
      for (int k = 0; k < times[2]; ++k) {
        const Vec3 shift = one.cell.cartesian({double(i), double(j), double(k)});
        for (const Vec3 x : one.positions) many.positions.push_back(x + shift);
        many.species.insert(many.species.end(), one.species.begin(), one.species.end());
      }
    }
  }
  return many;
}

}  // namespace

TEST_CASE("the kernel is tested on every instruction set that this machine has") {
  const EveryTarget targets;
  REQUIRE(!targets.names.empty());
  for (const auto& name : targets.names) {
    set_simd_target(name);
    CHECK(simd_target() == name);
  }
  // Said aloud: which code was tested depends on the machine.
  WARN("instruction sets tested: " << join(targets.names, " "));
}

TEST_CASE("every activation has lanes of its own and agrees with the scalar path, small arguments and large") {
  for (const auto& name : network::activation_names()) {
    INFO(name);
    CHECK(kernel::kind_of(network::Activation{name}) != kernel::ActivationKind::other);
    for (const double size : {1.0, 12.0}) {
      // Two layers of functions that outgrow their argument magnify rounding; e^−u with large weights leaves what a
      // float holds.
      const bool grows = name == "exponential" || name == "square";
      if (name == "exponential" && size > 1) continue;
      Random random{7};
      const std::vector<std::size_t> hidden = grows ? std::vector<std::size_t>{9} : std::vector<std::size_t>{9, 6};
      // Types of a fixed number: a further one would draw other functions, and how far these take the arguments of the
      // activations is chosen with the bounds.
      const auto set = random_set(random, silicon[0], silicon, 6, FunctionType::bessel);
      Model model = model_of(random, {set}, hidden, name);
      // Only the first layer: what comes after it stays of order 1 where the function is bounded.
      auto parameters = model.elements[0].network.parameters();
      for (std::size_t i = 0; i < 6 * 9; ++i) parameters[i] *= size;
      check_on_every_target(model, random_system(random, 40, 1));
    }
  }
}

TEST_CASE("sets of one function, of any type, and of none are computed") {
  for (std::size_t type = 0; type < static_cast<std::size_t>(descriptor::FunctionType::pair); ++type) {
    INFO("type " << type);
    Random random{type + 1};
    descriptor::Set set{silicon[0], {}};
    do {
      set = random_set(random, silicon[0], silicon, 1);
    } while (static_cast<std::size_t>(set.functions[0].type) != type);
    check_on_every_target(model_of(random, {set}, {3}), random_system(random, 20, 1));
  }
  // Oxygen sees nothing: a network without inputs gives a constant.
  Random random{3};
  const Model model = model_of(
      random, {random_set(random, silica[0], silica, 5), {silica[1], {g2(silica[1], silica[1], 1, 0, 0.5)}}}, {4});
  check_on_every_target(model, random_system(random, 30, 2));
}

TEST_CASE("light atoms at short distances, with narrow functions, are computed") {
  Random random{11};
  const Element h{1};
  descriptor::Set set{h, {}};
  for (const double r_s : {0.5, 0.7, 0.9, 1.1}) set.functions.push_back(g2(h, h, 40, r_s, 1.6));
  for (const double zeta : {1, 4, 32}) set.functions.push_back({FunctionType::g4, h, h, h, 2, 0, 0, zeta, -1, 1.6, {}});
  System system = random_system(random, 50, 1);
  // From 1.6 Å apart to 0.6.
  for (Vec3& v : system.cell.vectors) v = 0.375 * v;
  for (Vec3& x : system.positions) x = 0.375 * x;
  check_on_every_target(model_of(random, {set}, {8}), system);
}

TEST_CASE("five elements, each with a set of its own and some that see only a few others, are computed") {
  const std::vector<Element> five{Element{1}, Element{6}, Element{7}, Element{8}, Element{14}};
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    INFO("seed " << seed);
    Random random{seed};
    std::vector<descriptor::Set> sets;
    for (std::size_t e = 0; e < five.size(); ++e) {
      const std::vector<Element> seen(five.begin(), five.begin() + static_cast<std::ptrdiff_t>(e) + 1);
      sets.push_back(random_set(random, five[e], seen, 4 + 9 * e));
    }
    check_on_every_target(model_of(random, sets, {6, 4}), random_system(random, 90, five.size()));
  }
}

TEST_CASE("atoms without neighbours, alone and among others, are computed") {
  Random random{21};
  const Model model = model_of(random, {random_set(random, silicon[0], silicon, 12)}, {5});
  const Cell box{{Vec3{60, 0, 0}, Vec3{0, 60, 0}, Vec3{0, 0, 60}}, {true, false, true}};
  check_on_every_target(model, {box, {{1, 2, 3}}, {0}});
  System system{box, {}, {}};
  for (int i = 0; i < 20; ++i) {
    // Every second one has a companion.
    system.positions.push_back({3.0 * i, 10.0 * (i % 3), 30.0 * (i % 2)});
    if (i % 2) system.positions.push_back(system.positions.back() + Vec3{1.2, 1.0, 0.9});
  }
  system.species.assign(system.positions.size(), 0);
  check_on_every_target(model, system);
  const Answer alone = compute(*make_kernel_potential(model, Precision::full), {box, {{1, 2, 3}}, {0}});
  CHECK(largest(alone.forces) == 0);
}

TEST_CASE("an atom of more than a thousand neighbours is computed") {
  Random random{31};
  const Cell cell{{Vec3{3, 0, 0}, Vec3{0.4, 3, 0}, Vec3{-0.3, 0.2, 3}}, {true, true, true}};
  const System system{cell, {{0.1, 0, 0}, {1.6, 1.5, 0.1}, {1.5, 0.1, 1.6}, {0, 1.6, 1.4}}, {0, 0, 0, 0}};
  const Element si = silicon[0];
  descriptor::Set set{si, {g2(si, si, 0.02, 0, 12), g2(si, si, 0.5, 6, 12)}};
  set.functions.push_back({FunctionType::g5, si, si, si, 0.02, 0, 0, 3, -1, 12, {}});
  set.functions.push_back({FunctionType::g5, si, si, si, 0.02, 0, 0, 16, 1, 12, {}});
  set.functions.push_back({FunctionType::g4, si, si, si, 0.02, 0, 0, 2, 1, 12, {}});
  // Without a hidden layer: one of so large values would be saturated, and the forces 0.
  const Model model = model_of(random, {set}, {});
  NeighbourList list{12, 0};
  list.build(system.cell, system.positions);
  CHECK(list.view().first[1] > 1000);
  check_on_every_target(model, system, 10);
}

TEST_CASE("functions of many radii in one set are computed") {
  Random random{41};
  descriptor::Set set{silica[0], {}}, other{silica[1], {}};
  for (int i = 0; i < 12; ++i) {
    const double cutoff = 2 + 0.37 * i;
    set.functions.push_back(g2(silica[0], silica[i % 2], 0.3, 0, cutoff));
    set.functions.push_back(
        {i % 3 ? FunctionType::g5 : FunctionType::g4, silica[0], silica[1], silica[0], 0.05, 0, 0, 2, 1, cutoff, {}});
    other.functions.push_back(
        {FunctionType::g5, silica[1], silica[1], silica[1], 0.05, 0, 0, 4, -1, 6.5 - 0.3 * i, {}});
  }
  for (auto& f : set.functions) {
    if (f.second < f.first) std::swap(f.first, f.second);
  }
  check_on_every_target(model_of(random, {set, other}, {7}), random_system(random, 60, 2));
}

TEST_CASE("more atoms than all blocks at once hold have each what they have in a small cell") {
  // 68 640 atoms: the kernel takes 65 536 at a time, the classical potentials 16 384.
  Random random{21};
  const std::array<int, 3> times{11, 12, 13};
  constexpr std::size_t copies = std::size_t{11} * 12 * 13;
  System one = random_system(random, 40, 2);
  const System many = beside_itself(one, times);
  REQUIRE(many.positions.size() > 65536);
  std::vector<descriptor::Set> sets;
  for (const Element centre : silica) {
    sets.push_back({centre, {g2(centre, silica[0], 1, 1, 3), g2(centre, silica[1], 0.5, 0, 2.5)}});
  }
  const Model model = model_of(random, sets, {3});
  std::vector<std::pair<std::string, PotentialPtr>> all;
  all.emplace_back("kernel", make_kernel_potential(model, Precision::full));
  all.emplace_back("committee of kernels", make_kernel_potential(std::vector{model, model}, Precision::full));
  all.emplace_back("scalar path", make_reference_potential(model));
  std::vector<PotentialPtr> members;
  for (const double sigma : {1.4, 1.5}) {
    members.push_back(load("lj:cutoff=3,epsilon=0.1,sigma=" + to_text(sigma)));
  }
  all.emplace_back("committee", make_committee(std::move(members)));
  all.emplace_back("wall", load("zbl:inner=1,outer=2.5"));
  all.emplace_back("Stillinger-Weber", load(share_folder() + "/potentials/Si.sw"));
  for (const auto& [name, potential] : all) {
    INFO(name);
    const bool alike = potential->elements().size() == 1 || potential->any_element();
    System small = one, large = many;
    if (alike) {
      std::fill(small.species.begin(), small.species.end(), 0);
      std::fill(large.species.begin(), large.species.end(), 0);
    }
    const Answer known = compute(*potential, small), found = compute(*potential, large);
    CHECK_THAT(found.energy, WithinRel(copies * known.energy, 1e-10));
    CHECK_THAT(found.virial.xx, WithinRel(copies * known.virial.xx, 1e-8));
    double farthest = 0, largest = 0;
    for (std::size_t i = 0; i < found.sites.size(); ++i) {
      const std::size_t same = i % small.positions.size();
      farthest = std::max(
          {farthest, norm(found.forces[i] - known.forces[same]), std::abs(found.sites[i] - known.sites[same])});
      largest = larger(largest, norm(found.forces[i]));
    }
    CHECK(largest > 0);
    CHECK(farthest < 1e-8 * largest);
  }
}

TEST_CASE("extrapolations of an element with more functions than the last are found") {
  Random random{22};
  std::vector<descriptor::Set> sets{random_set(random, silica[0], silica, 11),
                                    random_set(random, silica[1], silica, 3)};
  const Model model = model_of(random, sets, {3});
  check_extrapolations(model, random_system(random, 50, 2), 21, 1e-12);
}
