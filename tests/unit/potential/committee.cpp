// Committees: the kernel that computes the symmetry functions once against the members one by one.
#include "potential/committee.hpp"

#include <algorithm>
#include <vector>

#include "base/random.hpp"
#include "kernel_systems.hpp"
#include "potential/kernel/kernel.hpp"
#include "potential/neural/network_potential.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;
using namespace nnpipe::potential::kernel_tests;

namespace {

// Networks of several sizes on the same functions.
std::vector<Model> members_of(Random& random, const std::vector<Element>& elements, std::size_t count) {
  std::vector<descriptor::Set> sets;
  for (const Element element : elements) sets.push_back(random_set(random, element, elements, 14));
  std::vector<Model> models(count);
  for (std::size_t m = 0; m < count; ++m) {
    for (const auto& set : sets) {
      models[m].elements.push_back(random_element(random, set, std::vector<std::size_t>(1 + m % 2, 4 + 5 * m), "tanh"));
    }
  }
  return models;
}

struct Members {
  std::vector<double> energy;
  std::vector<Virial> virial;
  std::vector<std::vector<Vec3>> forces;
};

Members compute_members(const Committee& committee, const System& system) {
  NeighbourList list{committee.cutoff(), 0.2};
  list.build(system.cell, system.positions);
  std::vector<int> species;
  for (const int owner : list.owner()) species.push_back(system.species[static_cast<std::size_t>(owner)]);
  std::vector<std::vector<Vec3>> all(committee.members(), std::vector<Vec3>(species.size()));
  std::vector<Result> results(committee.members());
  for (std::size_t m = 0; m < all.size(); ++m) results[m].force = all[m];
  committee.compute_members({list.positions(), species, list.local()}, list.view(), {true, true, false}, results);
  Members members;
  for (std::size_t m = 0; m < all.size(); ++m) {
    members.energy.push_back(results[m].energy);
    members.virial.push_back(results[m].virial);
    members.forces.emplace_back(system.positions.size());
    list.fold(all[m], members.forces.back());
  }
  return members;
}

}  // namespace

TEST_CASE("a committee that shares its symmetry functions is the mean of its members, and tells of each") {
  const EveryTarget targets;
  for (const std::size_t count : {2, 3, 5}) {
    Random random{count};
    const auto& elements = count == 3 ? silica : silicon;
    const System system = random_system(random, 150, elements.size());
    const auto models = members_of(random, elements, count);
    for (const auto& target : targets.names) {
      INFO(count << " members, target " << target);
      set_simd_target(target);
      const auto together = make_potential(models);
      const auto* committee = committee_of(*together);
      REQUIRE(committee != nullptr);
      REQUIRE(committee->members() == count);
      const auto members = compute_members(*committee, system);
      Answer mean;
      mean.sites.resize(system.positions.size());
      mean.forces.resize(system.positions.size());
      const double share = 1.0 / static_cast<double>(count);
      for (std::size_t m = 0; m < count; ++m) {
        const Answer alone = compute(*make_kernel_potential(models[m], Precision::full), system);
        Answer member{members.energy[m], members.virial[m], alone.sites, members.forces[m]};
        check_alike(member, alone, 1e-13);
        mean.energy += share * alone.energy;
        mean.virial += share * alone.virial;
        for (std::size_t i = 0; i < mean.sites.size(); ++i) {
          mean.sites[i] += share * alone.sites[i];
          mean.forces[i] += share * alone.forces[i];
        }
      }
      check_alike(compute(*together, system), mean, 1e-12);
    }
  }
}

TEST_CASE("committees give the same bits for any number of threads") {
  Random random{5};
  const System system = random_system(random, 500, 2);
  const auto potential = make_potential(members_of(random, silica, 3));
  std::vector<Members> answers;
  for (const int count : {1, 2, 5}) {
    const Threads threads{count};
    answers.push_back(compute_members(*committee_of(*potential), system));
  }
  for (const auto& each : answers) {
    CHECK(each.forces == answers[0].forces);
    CHECK(each.energy == answers[0].energy);
  }
}

TEST_CASE("models of other functions are a committee too, of members one by one") {
  Random random{9};
  const System system = random_system(random, 60, 1);
  std::vector<Model> models{random_model(random, silicon, 6), random_model(random, silicon, 9)};
  CHECK(!same_functions(models[0], models[1]));
  const auto potential = make_potential(models);
  const auto members = compute_members(*committee_of(*potential), system);
  for (std::size_t m = 0; m < 2; ++m) {
    const Answer alone = compute(*make_potential(models[m]), system);
    CHECK(members.energy[m] == Approx(alone.energy).epsilon(1e-13));
    // Lists of another reach are in another order.
    CHECK(largest_difference(members.forces[m], alone.forces) <= 1e-12 * std::max(1.0, largest(alone.forces)));
  }
  CHECK(committee_of(*make_potential(models[0])) == nullptr);
}

TEST_CASE("committees of any kind are the mean of their members in energy, sites, forces and virial") {
  Random random{21};
  const System system = random_system(random, 80, 1);
  // Other functions, so that members are computed one by one; and a core repulsion under each.
  std::vector<Model> plain{random_model(random, silicon, 6), random_model(random, silicon, 9),
                           random_model(random, silicon, 7)};
  auto repelled = plain;
  for (Model& model : repelled) model.zbl = Zbl{0.8, 2.2};
  auto alike = members_of(random, silicon, 3);
  for (Model& model : alike) model.zbl = Zbl{0.8, 2.2};
  for (const auto& models : {plain, repelled, alike}) {
    Answer mean;
    mean.sites.resize(system.positions.size());
    mean.forces.resize(system.positions.size());
    const double share = 1.0 / static_cast<double>(models.size());
    for (const Model& model : models) {
      const Answer alone = compute(*make_potential(model), system);
      mean.energy += share * alone.energy;
      mean.virial += share * alone.virial;
      for (std::size_t i = 0; i < mean.sites.size(); ++i) {
        mean.sites[i] += share * alone.sites[i];
        mean.forces[i] += share * alone.forces[i];
      }
    }
    check_alike(compute(*make_potential(models), system), mean, 1e-11);
  }
}

TEST_CASE("a committee has members, all of the same elements") {
  CHECK_THROWS_WITH(make_committee({}), "a committee without members");
  CHECK_THROWS_WITH(make_potential(std::vector<Model>{}), "a committee without members");
  Random random{11};
  const std::vector<Model> models{random_model(random, silicon, 6), random_model(random, silica, 6)};
  CHECK_THROWS_WITH(make_potential(models), "the members of the committee have other elements");
}
