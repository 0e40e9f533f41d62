#include "analysis/phonon.hpp"

#include <cmath>
#include <numbers>
#include <string>

#include "analysis/elastic.hpp"
#include "base/error.hpp"
#include "base/units.hpp"
#include "crystals.hpp"
#include "md/relax.hpp"
#include "potential/registry.hpp"
#include "refusal.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

Frame primitive_diamond(double a) {
  Frame frame;
  frame.cell = {{Vec3{0, a / 2, a / 2}, Vec3{a / 2, 0, a / 2}, Vec3{a / 2, a / 2, 0}}, {true, true, true}};
  frame.elements = {element_of("Si"), element_of("Si")};
  frame.positions = {{0, 0, 0}, {a / 4, a / 4, a / 4}};
  return frame;
}

}  // namespace

TEST_CASE("three branches are acoustic at the zone centre, and the optical ones of diamond are threefold") {
  const auto sw = potential::load(silicon());
  const analysis::Phonons phonons{primitive_diamond(5.43095), *sw};
  const auto gamma = phonons.frequencies({0, 0, 0});
  REQUIRE(gamma.size() == 6);
  for (int k = 0; k < 3; ++k) CHECK(std::abs(gamma[static_cast<std::size_t>(k)]) < 0.02);
  CHECK(gamma[3] == Approx(gamma[5]).epsilon(1e-5));
  // 595 cm⁻¹ = 17.83 THz of Stillinger-Weber silicon (Broughton, Li, Phys. Rev. B 35, 9120 (1987) draw it near 18).
  CHECK(gamma[3] == Approx(17.8).epsilon(0.02));
}

TEST_CASE("two masses on one spring swing by their reduced mass") {
  const auto sw = potential::load(silicon());
  Frame frame = primitive_diamond(5.43095);
  const analysis::Phonons equal{frame, *sw};
  const double mass = frame.mass(0);
  frame.masses = {mass / 2, 3 * mass};
  const analysis::Phonons unequal{frame, *sw};
  // ν² ~ 1/m + 1/M for the optical branches at the zone centre.
  const double ratio = std::sqrt((2 + 1.0 / 3) / 2);
  for (std::size_t k = 3; k < 6; ++k) {
    CHECK(unequal.frequencies({0, 0, 0})[k] == Approx(ratio * equal.frequencies({0, 0, 0})[k]).epsilon(1e-4));
  }
}

TEST_CASE("frequencies of a larger cell's zone centre are those the smaller cell has at its folded points") {
  const auto sw = potential::load(silicon());
  const analysis::Phonons primitive{primitive_diamond(5.43095), *sw};
  const analysis::Phonons cubic{diamond(5.43095), *sw};
  // The X point folds onto Γ of the cubic cell.
  const auto x = primitive.frequencies({0.5, 0.5, 0});
  const auto folded = cubic.frequencies({0, 0, 0});
  for (const double frequency : x) {
    double nearest = 1e9;
    for (const double other : folded) nearest = std::min(nearest, std::abs(other - frequency));
    CHECK(nearest < 1e-3);
  }
}

TEST_CASE("long waves travel with the speed of sound of the elastic constants") {
  const auto lj = potential::load("lj:epsilon=0.0103,sigma=3.4,cutoff=8,shift");
  Frame frame = fcc(5.2);
  md::RelaxOptions options;
  options.cell = md::CellFreedom::isotropic;
  REQUIRE(md::relax(frame, *lj, options).converged);
  const analysis::Phonons phonons{frame, *lj};
  const double q = 0.02;
  const auto branches = phonons.frequencies({q, 0, 0});
  // Transverse twice, longitudinal once; v = 2πν a/(2πq).
  CHECK(branches[0] == Approx(branches[1]).epsilon(1e-4));
  CHECK(branches[2] > branches[1]);
  // Along [100] of a cubic crystal at no pressure: ρv² = c11 and, twice, c44. ν = v q/a; dispersion takes (πq)²/6 of
  // it.
  const auto c = analysis::moduli(analysis::elastic_constants(frame, *lj));
  const double a = std::cbrt(frame.cell.volume()), density = 4 * frame.mass(0) / frame.cell.volume();
  const double acceleration = units_of(UnitStyle::metal).force_to_acceleration();
  CHECK(branches[2] == Approx(std::sqrt(c.c11 / density * acceleration) * q / a).epsilon(2e-3));
  CHECK(branches[0] == Approx(std::sqrt(c.c44 / density * acceleration) * q / a).epsilon(2e-3));
  const auto half = phonons.frequencies({q / 2, 0, 0});
  CHECK(branches[2] / half[2] == Approx(2).epsilon(2e-3));
}

TEST_CASE("a crystal under pressure that its shear does not bear has imaginary frequencies, told as negative ones") {
  // Simple cubic with a spring to the nearest neighbours alone: of a wave along x at the edge of the zone m ω² is 4 φ″
  // along x and 4 φ′/a across it, which is below zero for atoms nearer than the minimum of φ.
  const double epsilon = 0.0103, sigma = 3.4, a = 3.6;
  const auto lj = potential::load("lj:epsilon=0.0103,sigma=3.4,cutoff=4.5,shift");
  const Frame frame = crystal(a, "Ar", {{0, 0, 0}});
  const double s6 = std::pow(sigma / a, 6);
  const double slope = 4 * epsilon * (-12 * s6 * s6 + 6 * s6) / a;
  const double curvature = 4 * epsilon * (156 * s6 * s6 - 42 * s6) / (a * a);
  REQUIRE(slope < 0);
  const auto hertz = [&](double m_square) {
    const double square = m_square / frame.mass(0) * units_of(UnitStyle::metal).force_to_acceleration();
    return std::sqrt(square) / (2 * std::numbers::pi);
  };
  analysis::PhononOptions options;
  options.displacement = 0.001;
  const auto branches = analysis::Phonons{frame, *lj, options}.frequencies({0.5, 0, 0});
  REQUIRE(branches.size() == 3);
  CHECK(branches[0] == Approx(-hertz(-4 * slope / a)).epsilon(1e-4));
  CHECK(branches[1] == Approx(-hertz(-4 * slope / a)).epsilon(1e-4));
  CHECK(branches[2] == Approx(hertz(4 * curvature)).epsilon(1e-4));
}

TEST_CASE("a path has each corner once") {
  const auto path = analysis::wave_vector_path({{0, 0, 0}, {0.5, 0, 0}, {0.5, 0.5, 0}}, 5);
  REQUIRE(path.size() == 11);
  CHECK(path[5] == Vec3{0.5, 0, 0});
}

TEST_CASE("phonons need a crystal, and a path somewhere to go") {
  const auto sw = potential::load(silicon());
  const auto message = [&](const Frame& frame) { return refusal_of([&] { analysis::Phonons{frame, *sw}; }); };
  Frame frame = primitive_diamond(5.43095);
  frame.cell.periodic[1] = false;
  CHECK(message(frame) == "phonons need a crystal, expected a cell periodic in three directions");
  frame.cell = {};
  CHECK(message(frame) == "phonons need a crystal, expected a cell periodic in three directions");
  CHECK_THROWS_WITH(analysis::wave_vector_path({}, 5), "a path needs a wave vector and at least one step");
  CHECK_THROWS_WITH(analysis::wave_vector_path({{0, 0, 0}}, 0), "a path needs a wave vector and at least one step");
  analysis::PhononOptions still;
  still.displacement = 0;
  still.supercell = {1, 1, 1};
  CHECK_THROWS_WITH((analysis::Phonons{primitive_diamond(5.43095), *sw, still}.frequencies({0, 0, 0})),
                    "the dynamical matrix cannot be diagonalised");
}
