#include "analysis/defects.hpp"

#include <array>
#include <cmath>
#include <tuple>

#include "analysis/needs.hpp"
#include "crystals.hpp"
#include "potential/registry.hpp"
#include "test.hpp"

using namespace nnpipe;

TEST_CASE("a vacancy in Stillinger-Weber silicon costs four bonds unrelaxed, less relaxed") {
  const auto sw = potential::load(silicon());
  const Frame crystal = repeated(diamond(5.43095), 3);
  const auto vacancy = analysis::vacancy_energy(crystal, *sw, 5, 8, 1);
  // Nothing but bonds of −ε/… : four broken bonds are two atoms' energy, given back one atom's: 4.3363 eV.
  CHECK(vacancy.unrelaxed == Approx(4.3363).epsilon(1e-3));
  CHECK(vacancy.relaxed < vacancy.unrelaxed);
  // 2.82 eV with ε scaled to 2.315 eV (Balamane, Halicioglu, Tiller 1992), in a larger cell.
  CHECK(vacancy.relaxed == Approx(2.82 * 2.1683 / 2.315).epsilon(0.05));
}

TEST_CASE("the unrelaxed (001) surface of silicon breaks two bonds an atom, wherever it is cut") {
  const auto sw = potential::load(silicon());
  const Frame crystal = repeated(diamond(5.43095), 2);
  const double a = 5.43095;
  // Two bonds an atom on two faces, 2 atoms a face and a²: each bond is worth half an atom's energy, of 2.1683 eV.
  const double expected = 2 * 2 * 2.1683 / 2 / (a * a);
  for (const double shift : {0.05, 0.3}) {
    const auto surface = analysis::surface_energy(crystal, *sw, 2, shift, 12);
    CHECK(surface.unrelaxed == Approx(expected).epsilon(1e-3));
    CHECK(surface.relaxed <= surface.unrelaxed + 1e-9);
  }
}

TEST_CASE("the energy of a surface is by the area of the face that is cut, whatever the shape of the cell") {
  const auto sw = potential::load(silicon());
  const double a = 5.43095;
  Frame crystal = repeated(diamond(a), 2);
  Frame upper = crystal;
  crystal.cell.vectors[2] *= 2;
  for (std::size_t i = 0; i < upper.size(); ++i) {
    crystal.elements.push_back(upper.elements[i]);
    crystal.positions.push_back(upper.positions[i] + Vec3{0, 0, 2 * a});
  }
  // (100) and (001) are one face of the cubic crystal, two bonds an atom as above.
  for (const int axis : {0, 2}) {
    CHECK(analysis::surface_energy(crystal, *sw, axis, 0.05, 12).unrelaxed ==
          Approx(2 * 2.1683 / (a * a)).epsilon(1e-3));
  }
}

TEST_CASE("the nearest image of a point is the same in every cell of a lattice") {
  CHECK(analysis::nearest_image(Cell::orthogonal(4, 3, 5)) == Approx(3));
  const double h = 5.43 / 2;
  const Vec3 a{h, h, 0}, b{0, h, h}, c{h, 0, h};
  for (const auto& vectors : {std::array{a, b, c}, {b, a, c}, {a, 3.0 * a + b, c + 5.0 * b - 2.0 * a}}) {
    CHECK(analysis::nearest_image({vectors, {true, true, true}}) == Approx(5.43 / std::sqrt(2.0)));
  }
}

TEST_CASE("the curve of a pair is its potential") {
  const auto lj = potential::load("lj:epsilon=0.0103,sigma=3.4,cutoff=12");
  for (const auto& [r, energy, force] : analysis::dimer_curve(*lj, element_of("Ar"), element_of("Ar"), 3, 6, 7)) {
    const double s6 = std::pow(3.4 / r, 6);
    CHECK(energy == Approx(4 * 0.0103 * (s6 * s6 - s6)).epsilon(1e-12));
    CHECK(force == Approx(24 * 0.0103 / r * (2 * s6 * s6 - s6)).epsilon(1e-11));
  }
}

TEST_CASE("a defect that cannot be made is refused") {
  const auto sw = potential::load(silicon());
  const auto vacancy = [&](const Frame& frame, std::size_t atom) {
    return analysis::vacancy_energy(frame, *sw, atom, 0, 1);
  };
  Frame frame = diamond(5.431);
  CHECK_THROWS_WITH(vacancy(frame, 8), "atom 9 is not there, the frame has 8");
  frame.elements[3] = element_of("C");
  CHECK_THROWS_WITH(vacancy(frame, 0), "a vacancy energy is of one element, the frame has several");
  frame.elements.resize(1);
  frame.positions.resize(1);
  CHECK_THROWS_WITH(vacancy(frame, 0), "a vacancy needs at least 2 atoms, got 1");
  frame = diamond(5.431);
  frame.cell.vectors[1].y = 9;
  CHECK_THROWS_WITH(vacancy(frame, 0),
                    "a vacancy needs a crystal without vacuum, got a gap of 4.927 Å between atoms along b, which the "
                    "potential (3.771 Å) does not reach across");
  frame.cell = {};
  CHECK_THROWS_WITH(analysis::surface_energy(frame, *sw, 2, 0, 10),
                    "a surface needs a crystal, expected a cell periodic in three directions");
  const Element si = element_of("Si");
  for (const auto& [low, high, points] : {std::tuple{0.0, 3.0, 5}, {3.0, 3.0, 5}, {2.0, 3.0, 1}}) {
    CHECK_THROWS_WITH(analysis::dimer_curve(*sw, si, si, low, high, points),
                      "expected 0 < low < high and at least 2 distances");
  }
}
