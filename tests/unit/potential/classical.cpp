// What must hold for every classical potential: forces and virial are derivatives, the energy does not mind how one
// looks.
#include <cmath>

#include "made_up_vashishta.hpp"
#include "potential/classical/buckingham.hpp"
#include "potential/classical/lennard_jones.hpp"
#include "potential/classical/morse.hpp"
#include "potential/registry.hpp"
#include "structures.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;

namespace {

// Made up, with nothing symmetric that need not be: each triplet has its own angle and strength.
const std::string two_element_sw = R"(# UNITS: metal
Si Si Si 2.1683 2.0951 1.80 21.0 1.20 -0.333333333333 7.049556277 0.6022245584 4.0 0.0 0.0
C  C  C  3.1    1.45   1.95 17.0 1.05 -0.5            6.5         0.55         4.0 0.0 0.0
Si C  C  2.6    1.75   1.85 19.0 1.10 -0.3            6.8         0.58         5.0 1.0 0.0
C  Si Si 2.6    1.75   1.85 12.0 1.30 -0.2            6.8         0.58         5.0 1.0 0.0
Si Si C  2.4    0 0 11.0 0 -0.25 0 0 0 0 0
Si C  Si 2.4    0 0 11.0 0 -0.25 0 0 0 0 0
C  Si C  2.3    0 0 13.0 0 -0.45 0 0 0 0 0
C  C  Si 2.3    0 0 13.0 0 -0.45 0 0 0 0 0
)";

struct Case {
  std::string name;
  PotentialPtr potential;
  std::vector<std::string> elements;
  double cell, nearest;  // edge of the cell, and how near atoms may be, Å
  std::size_t atoms;
  std::vector<double> kinks = {};  // distances, Å, at which V, V′ or V″ has a step one could notice
  UnitStyle units = UnitStyle::metal;
};

std::vector<Case> cases() {
  const TemporaryFolder folder;
  const std::string share = share_folder() + "/potentials/";
  const auto file = [&](const std::string& text) { return load(folder.write("parameters", text)); };
  std::vector<Case> all;
  all.push_back({"lj", load("lj:epsilon=0.0103,sigma=3.405,cutoff=8.5,shift"), {"Ar", "Kr"}, 9, 2.8, 8, {8.5}});
  all.push_back(
      {"lj units", load("lj:epsilon=1,sigma=1,cutoff=2.5,units=lj"), {"X"}, 2.6, 0.9, 8, {2.5}, UnitStyle::lj});
  all.push_back({"morse", load("morse:depth=0.3,width=1.5,distance=2.6,cutoff=6,shift"), {"Cu"}, 6, 2, 10, {6}});
  all.push_back({"buckingham", load("buckingham:a=1000,rho=0.35,c=30,cutoff=7"), {"Ne", "He"}, 7, 2, 10, {7}});
  all.push_back({"sw", load(share + "Si.sw"), {"Si"}, 6.5, 1.9, 12});
  all.push_back({"sw, two elements", file(two_element_sw), {"Si", "C"}, 6, 1.5, 14});
  all.push_back({"vashishta", load(share + "SiO.1990.vashishta"), {"Si", "O"}, 6, 1.5, 12});
  all.push_back({"vashishta, all terms", file(two_element_vashishta), {"Si", "O"}, 6, 1.5, 8, {5, 5.2, 5.5}});
  return all;
}

// Whether no pair is near a kink: finite differences would see it.
bool smooth_at(const Frame& frame, const std::vector<double>& kinks) {
  for (const double kink : kinks) {
    const double margin = 2e-3 * kink;
    NeighbourList list{kink + margin, 0};
    list.build(frame.cell, frame.positions);
    for (std::size_t i = 0; i < frame.size(); ++i) {
      for (int e = list.view().first[i]; e < list.view().first[i + 1]; ++e) {
        const auto j = static_cast<std::size_t>(list.view().index[static_cast<std::size_t>(e)]);
        if (norm(list.positions()[j] - list.positions()[i]) > kink - margin) return false;
      }
    }
  }
  return true;
}

std::vector<Element> elements_of(const Case& c) {
  std::vector<Element> elements;
  for (const auto& symbol : c.elements) elements.push_back(element_of(symbol));
  return elements;
}

Frame frame_for(const Case& c, Random& random, std::array<bool, 3> periodic) {
  for (;;) {
    Frame frame = random_frame(random, skewed_cell(c.cell, periodic), c.atoms, c.nearest, elements_of(c), c.units);
    if (smooth_at(frame, c.kinks)) return frame;
  }
}

// Some hundred atoms on a shaken lattice.
Frame large_frame_for(const Case& c, Random& random) {
  constexpr int edge = 7;
  Frame frame;
  frame.cell = skewed_cell(edge * 1.5 * c.nearest, {true, true, false});
  frame.units = c.units;
  const auto elements = elements_of(c);
  for (int n = 0; n < edge * edge * edge; ++n) {
    const Vec3 site{n % edge + random.uniform(0, 0.3), n / edge % edge + random.uniform(0, 0.3),
                    n / edge / edge + random.uniform(0, 0.3)};
    frame.positions.push_back(frame.cell.cartesian(site / edge));
    frame.elements.push_back(elements[random.below(elements.size())]);
  }
  return frame;
}

constexpr std::array periodicities{std::array{true, true, true}, std::array{true, false, true},
                                   std::array{false, false, false}};

}  // namespace

TEST_CASE("forces of classical potentials are the negative gradient of the energy") {
  Random random{1};
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    for (const auto& periodic : periodicities) check_forces(*c.potential, frame_for(c, random, periodic), 1e-8);
  }
}

TEST_CASE("the virial of classical potentials is minus the derivative by strain") {
  Random random{2};
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    for (const auto& periodic : periodicities) check_virial(*c.potential, frame_for(c, random, periodic), 1e-8);
  }
}

TEST_CASE("the energy of classical potentials does not mind translation, rotation, order and replication") {
  Random random{3};
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    for (const auto& periodic : periodicities) check_invariance(*c.potential, frame_for(c, random, periodic), 1e-11);
  }
}

TEST_CASE("classical potentials give the same bits on any number of threads") {
  Random random{4};
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    check_threads(*c.potential, large_frame_for(c, random));
  }
}

TEST_CASE("a site energy takes half of each pair and all of each triplet of its centre") {
  // Three Si atoms, the first in the middle: by hand from (2.10) and (2.11).
  const auto potential = load(share_folder() + "/potentials/Si.sw");
  Frame frame;
  frame.elements.assign(3, {14});
  frame.positions = {{0, 0, 0}, {2.4, 0, 0}, {-0.5, 2.5, 0.3}};
  Evaluator evaluator{*potential};
  evaluator.set_atoms(frame);
  evaluator.compute(frame.cell, frame.positions, everything);
  const double epsilon = 2.1683, sigma = 2.0951, cut = 1.8 * sigma;
  const auto v2 = [&](double r) {
    if (r >= cut) return 0.0;
    return epsilon * 7.049556277 * (0.6022245584 * std::pow(sigma / r, 4) - 1) * std::exp(sigma / (r - cut));
  };
  const auto v3 = [&](Vec3 a, Vec3 b) {
    if (norm(a) >= cut || norm(b) >= cut) return 0.0;
    const double angle = dot(a, b) / (norm(a) * norm(b)) + 0.333333333333;
    return 21.0 * epsilon * angle * angle * std::exp(1.2 * sigma / (norm(a) - cut) + 1.2 * sigma / (norm(b) - cut));
  };
  const auto& x = frame.positions;
  for (std::size_t i = 0; i < 3; ++i) {
    const Vec3 a = x[(i + 1) % 3] - x[i], b = x[(i + 2) % 3] - x[i];
    const double want = 0.5 * (v2(norm(a)) + v2(norm(b))) + v3(a, b);
    CHECK_THAT(evaluator.site_energies()[i], WithinRel(want, 1e-12));
  }
}

TEST_CASE("pair potentials are what their formulas say, shifted or not") {
  const auto two = [](double r) {
    Frame frame;
    frame.elements.assign(2, {18});
    frame.positions = {{0, 0, 0}, {0, 0, r}};
    return frame;
  };
  const double r = 3.9;
  const double lj = 4 * 0.0103 * (std::pow(3.4 / r, 12) - std::pow(3.4 / r, 6));
  const double lj_end = 4 * 0.0103 * (std::pow(3.4 / 8, 12) - std::pow(3.4 / 8, 6));
  CHECK_THAT(energy_of(*load("lj:epsilon=0.0103,sigma=3.4,cutoff=8"), two(r)), WithinRel(lj, 1e-13));
  CHECK_THAT(energy_of(*load("lj:epsilon=0.0103,sigma=3.4,cutoff=8,shift"), two(r)), WithinRel(lj - lj_end, 1e-13));
  CHECK(energy_of(*load("lj:epsilon=0.0103,sigma=3.4,cutoff=8"), two(8.0)) == 0);
  const double morse = 0.4 * std::pow(1 - std::exp(-1.3 * (r - 2.5)), 2) - 0.4;
  CHECK_THAT(energy_of(*load("morse:depth=0.4,width=1.3,distance=2.5,cutoff=6"), two(r)), WithinRel(morse, 1e-13));
  const double buckingham = 900 * std::exp(-r / 0.3) - 40 / std::pow(r, 6);
  CHECK_THAT(energy_of(*load("buckingham:a=900,rho=0.3,c=40,cutoff=6"), two(r)), WithinRel(buckingham, 1e-13));
}

TEST_CASE("energy and forces of Stillinger-Weber and Vashishta go to zero at the cutoff without a step") {
  const std::string share = share_folder() + "/potentials/";
  for (const auto& [file, symbol] : {std::pair{"Si.sw", "Si"}, std::pair{"SiO.1990.vashishta", "O"}}) {
    const auto potential = load(share + file);
    for (const double gap : {1e-3, 1e-6, 1e-9, 1e-13, 0.0, -1e-9}) {
      Frame frame;
      frame.elements.assign(2, element_of(symbol));
      frame.positions = {{0, 0, 0}, {potential->cutoff() - gap, 0, 0}};
      Evaluator evaluator{*potential};
      evaluator.set_atoms(frame);
      evaluator.compute(frame.cell, frame.positions, everything);
      CHECK(std::abs(evaluator.energy()) <= 1e-4 * std::abs(gap) + 1e-15);
      CHECK(norm(evaluator.forces()[0]) <= 0.1 * std::abs(gap) + 1e-15);
    }
  }
}
