#include "potential/sum.hpp"

#include <utility>
#include <vector>

#include "io/output.hpp"
#include "models.hpp"
#include "potential/committee.hpp"
#include "potential/evaluator.hpp"
#include "potential/neural/file.hpp"
#include "potential/neural/network_potential.hpp"
#include "potential/registry.hpp"
#include "structures.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;

namespace {

const Element si{14}, o{8};
const std::string lj = "lj:epsilon=0.01,sigma=1.5e+0,cutoff=5,shift";

std::vector<PotentialPtr> list_of(PotentialPtr a, PotentialPtr b) {
  std::vector<PotentialPtr> list;
  list.push_back(std::move(a));
  list.push_back(std::move(b));
  return list;
}

PotentialPtr fitted(std::uint64_t seed) { return make_potential(two_element_model(seed)); }
PotentialPtr committee() { return make_committee(list_of(fitted(1), fitted(2))); }

}  // namespace

TEST_CASE("energy, forces, virial and site energies of a sum are those of its terms, added") {
  Random random{5};
  const Frame frame = random_frame(random, skewed_cell(7, {true, true, true}), 24, 1.2, {si, o});
  const auto a = fitted(1), b = load(lj);
  const auto both = make_sum(list_of(fitted(1), load(lj)));
  CHECK(both->cutoff() == std::max(a->cutoff(), b->cutoff()));
  Evaluator first{*a, 0}, second{*b, 0}, sum{*both, 0};
  for (auto* each : {&first, &second, &sum}) {
    each->set_atoms(frame);
    each->compute(frame.cell, frame.positions, everything);
  }
  CHECK_THAT(sum.energy(), WithinAbs(first.energy() + second.energy(), 1e-12));
  CHECK_THAT(sum.virial().xy, WithinAbs(first.virial().xy + second.virial().xy, 1e-12));
  for (std::size_t i = 0; i < frame.size(); ++i) {
    CHECK_THAT(sum.forces()[i].x, WithinAbs(first.forces()[i].x + second.forces()[i].x, 1e-12));
    CHECK_THAT(sum.site_energies()[i], WithinAbs(first.site_energies()[i] + second.site_energies()[i], 1e-12));
  }
  check_forces(*both, frame, 1e-6);
  check_virial(*both, frame, 1e-6);
  check_threads(*both, frame);
}

TEST_CASE("a sum is for the elements that all its terms have, whatever their order") {
  Model other = two_element_model(3);
  std::swap(other.elements[0], other.elements[1]);
  Random random{6};
  const Frame frame = random_frame(random, skewed_cell(7, {true, true, true}), 16, 1.2, {si, o});
  const auto sum = make_sum(list_of(fitted(1), make_potential(other)));
  CHECK_THAT(energy_of(*sum, frame),
             WithinAbs(energy_of(*fitted(1), frame) + energy_of(*make_potential(other), frame), 1e-12));
  const auto silicon = make_sum(list_of(fitted(1), load(share_folder() + "/potentials/Si.sw")));
  REQUIRE(silicon->elements().size() == 1);
  CHECK(silicon->elements()[0] == si);
  CHECK_THROWS_WITH(
      make_sum(list_of(load(share_folder() + "/potentials/Si.sw"), load(share_folder() + "/potentials/ZnCdSSeTe.sw"))),
      "the terms of the sum have no element in common");
  CHECK_THROWS_WITH(make_sum(list_of(fitted(1), load(lj + ",units=lj"))), ContainsSubstring("units"));
}

TEST_CASE("a sum with a committee is one: its members are the committee's, the other terms the same in each") {
  const auto sum = make_sum(list_of(load(lj), committee()));
  const auto* as_committee = committee_of(*sum);
  REQUIRE(as_committee != nullptr);
  CHECK(as_committee->members() == 2);
  CHECK(committee_of(*make_sum(list_of(load(lj), fitted(1)))) == nullptr);
  Random random{7};
  const Frame frame = random_frame(random, skewed_cell(7, {true, true, true}), 16, 1.2, {si, o});
  NeighbourList neighbours{sum->cutoff(), 0};
  neighbours.build(frame.cell, frame.positions);
  std::vector<int> species;
  for (const int owner : neighbours.owner()) {
    species.push_back(frame.elements[static_cast<std::size_t>(owner)] == sum->elements()[0] ? 0 : 1);
  }
  std::vector<Result> results(2);
  as_committee->compute_members({neighbours.positions(), species, neighbours.local()}, neighbours.view(),
                                {.forces = false, .virial = true}, results);
  for (std::uint64_t m = 0; m < 2; ++m) {
    CHECK_THAT(results[m].energy, WithinAbs(energy_of(*fitted(m + 1), frame) + energy_of(*load(lj), frame), 1e-12));
  }
  CHECK_THROWS_WITH(make_sum(list_of(committee(), committee())),
                    "two terms of the sum are committees, expected one at most");
}

TEST_CASE("a + begins a term only before an inline form or a file that exists") {
  const TemporaryFolder folder;
  folder.write("a+b.sw", "");
  folder.write("a.nnp", "");
  const auto terms = [&](const std::string& spec) { return terms_of(spec, folder.path(".")); };
  CHECK(terms("a+b.sw") == std::vector<std::string>{"a+b.sw"});
  CHECK(terms("a.nnp+a+b.sw") == std::vector<std::string>{"a.nnp", "a+b.sw"});
  CHECK(terms("a.nnp+missing") == std::vector<std::string>{"a.nnp+missing"});
  CHECK(terms("a+b.sw+" + lj + "+zbl:inner=1,outer=2") ==
        std::vector<std::string>{"a+b.sw", lj, "zbl:inner=1,outer=2"});
  CHECK(terms("+" + lj) == std::vector<std::string>{"+" + lj});
  CHECK(is_inline_form(lj));
  CHECK(!is_inline_form("a.nnp"));
}

TEST_CASE("a sum by name is the sum of its terms, core repulsion on the first, files within the folder") {
  const TemporaryFolder folder;
  io::Output output{folder.path("net.nnp")};
  write_model(two_element_model(1), output);
  output.close();
  Random random{8};
  const Frame frame = random_frame(random, skewed_cell(7, {true, true, true}), 16, 1.0, {si, o});
  const auto sum = load("net.nnp+" + lj + "+zbl:inner=0.7,outer=1.9", folder.path("."));
  CHECK_THAT(energy_of(*sum, frame), WithinAbs(energy_of(*fitted(1), frame) + energy_of(*load(lj), frame) +
                                                   energy_of(*load("zbl:inner=0.7,outer=1.9"), frame),
                                               1e-10));
  check_forces(*sum, frame, 1e-5);
  CHECK_THROWS_WITH(load("net.nnp+zbl:inner=0.7,outer=1.9+zbl:inner=0.7,outer=1.9", folder.path(".")),
                    EndsWith("the potential has a core repulsion already"));
}
