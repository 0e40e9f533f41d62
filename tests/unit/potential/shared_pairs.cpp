// Forces on local atoms and ghosts when pairs are shared, for each kind of potential: simulators that keep ghosts of
// their own make the virial of them.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "made_up_vashishta.hpp"
#include "models.hpp"
#include "potential/neural/network_potential.hpp"
#include "potential/registry.hpp"
#include "potential/sum.hpp"
#include "potential/zbl.hpp"
#include "structures.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;

namespace {

const Element silicon = element_of("Si"), oxygen = element_of("O");
constexpr Want shared{.forces = true, .virial = true, .site_energies = true, .shared_pairs = true};

struct Case {
  std::string name;
  PotentialPtr potential;
  std::vector<Element> elements;
};

std::vector<Case> cases() {
  const TemporaryFolder folder;
  const auto file = [&](const std::string& text) { return load(folder.write("parameters", text)); };
  const std::string share = share_folder() + "/potentials/";
  std::vector<Case> all;
  all.push_back({"lj", load("lj:epsilon=0.3,sigma=1.9,cutoff=5,shift"), {silicon, oxygen}});
  all.push_back({"morse", load("morse:depth=0.3,width=1.4,distance=2.2,cutoff=5"), {silicon}});
  all.push_back({"buckingham", load("buckingham:a=800,rho=0.3,c=2,cutoff=5"), {silicon}});
  all.push_back({"zbl", load("zbl:inner=1,outer=2.5"), {silicon, oxygen}});
  all.push_back({"sw", load(share + "Si.sw"), {silicon}});
  all.push_back({"sw, several elements", load(share + "ZnCdSSeTe.sw"), {element_of("Zn"), element_of("S")}});
  all.push_back({"vashishta", load(share + "SiO.1990.vashishta"), {silicon, oxygen}});
  all.push_back({"vashishta, all terms", file(two_element_vashishta), {silicon, oxygen}});
  all.push_back({"network", make_potential(two_element_model()), {silicon, oxygen}});
  auto pairs = pair_model(PairEnd::force_shifted);
  pairs.elements[0].element = silicon;
  all.push_back({"pair network", make_potential(std::move(pairs)), {silicon}});
  std::vector<PotentialPtr> terms;
  terms.push_back(make_potential(two_element_model(2)));
  terms.push_back(load("lj:epsilon=0.3,sigma=1.9,cutoff=4"));
  terms.push_back(file(two_element_vashishta));
  all.push_back({"sum", with_zbl(make_sum(std::move(terms)), {0.8, 2}), {silicon, oxygen}});
  return all;
}

// What one computation gives, local atoms and ghosts apart.
struct Given {
  Result result;
  std::vector<Vec3> force;
  std::vector<double> site_energy;

  Given(const Potential& potential, AtomsView atoms, NeighboursView neighbours, Want want)
      : force(atoms.x.size()), site_energy(static_cast<std::size_t>(atoms.local)) {
    result.force = force;
    result.site_energy = site_energy;
    potential.compute(atoms, neighbours, want, result);
  }
};

std::vector<int> species_of(const Case& each, const Frame& frame, const NeighbourList& list) {
  const auto elements = each.potential->elements();
  std::vector<int> species;
  for (const int owner : list.owner()) {
    const auto at = std::find(elements.begin(), elements.end(), frame.elements[static_cast<std::size_t>(owner)]);
    species.push_back(each.potential->any_element() ? 0 : static_cast<int>(at - elements.begin()));
  }
  return species;
}

void check_near(const Tensor6& got, const Tensor6& wanted, double tolerance) {
  double size = 1;
  for (const double w : components(wanted)) size += std::abs(w);
  for (std::size_t k = 0; k < 6; ++k) {
    CHECK_THAT(components(got)[k], WithinAbs(components(wanted)[k], tolerance * size));
  }
}

}  // namespace

TEST_CASE("with shared pairs energies and virial are the same, forces are once ghosts are folded") {
  for (const auto& each : cases()) {
    CAPTURE(each.name);
    Random random{17};
    // The last cell is smaller than any cutoff.
    for (const double size : {9.0, 3.5}) {
      const Frame frame =
          random_frame(random, skewed_cell(size, {true, true, size > 5}), size > 5 ? 30 : 3, 1.6, each.elements);
      NeighbourList list{each.potential->cutoff(), 0.3};
      list.build(frame.cell, frame.positions);
      const auto species = species_of(each, frame, list);
      const AtomsView atoms{list.positions(), species, list.local()};
      const Given whole{*each.potential, atoms, list.view(), everything},
          half{*each.potential, atoms, list.view(), shared};
      const double scale = 1 + std::abs(whole.result.energy);
      CHECK_THAT(half.result.energy, WithinAbs(whole.result.energy, 1e-12 * scale));
      check_near(half.result.virial, whole.result.virial, 1e-12);
      Virial of_forces;
      for (std::size_t i = 0; i < atoms.x.size(); ++i) add_outer(of_forces, atoms.x[i], half.force[i]);
      check_near(of_forces, whole.result.virial, 1e-11);
      std::vector<Vec3> a(frame.size()), b(frame.size());
      list.fold(whole.force, a);
      list.fold(half.force, b);
      for (std::size_t i = 0; i < frame.size(); ++i) {
        CHECK(norm(a[i] - b[i]) < 1e-12 * (1 + largest(a)));
        CHECK_THAT(half.site_energy[i], WithinAbs(whole.site_energy[i], 1e-12 * scale));
      }
    }
  }
}

TEST_CASE("with shared pairs forces are the slopes of the local atoms' energies, on others, too") {
  for (const auto& each : cases()) {
    CAPTURE(each.name);
    Random random{23};
    const Frame frame = random_frame(random, skewed_cell(7, {false, false, false}), 16, 1.6, each.elements);
    NeighbourList list{each.potential->cutoff(), 0.3};
    list.build(frame.cell, frame.positions);
    const auto species = species_of(each, frame, list);
    // The second half of the atoms are but neighbours.
    constexpr int local = 8;
    const NeighboursView neighbours{list.view().first.first(local + 1), list.view().index};
    std::vector<Vec3> x(list.positions().begin(), list.positions().end());
    const Given given{*each.potential, {x, species, local}, neighbours, shared};
    const double scale = std::max(largest(given.force), 1e-3);
    for (std::size_t i = 0; i < x.size(); ++i) {
      for (int d = 0; d < 3; ++d) {
        const double before = x[i][d];
        const double slope = derivative(
            [&](double h) {
              x[i][d] = before + h;
              const Given moved{*each.potential, {x, species, local}, neighbours, {.forces = false, .virial = false}};
              x[i][d] = before;
              return moved.result.energy;
            },
            5e-4);
        CHECK_THAT(given.force[i][d], WithinAbs(-slope, 1e-5 * scale));
      }
    }
  }
}
