#include "analysis/structure_factor.hpp"

#include <cmath>
#include <numbers>

#include "base/random.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

Frame random_gas(std::uint64_t seed) {
  Frame frame;
  frame.cell = {{Vec3{12, 0, 0}, Vec3{3, 11, 0}, Vec3{-2, 1, 13}}, {true, true, true}};
  Random random{seed};
  for (int i = 0; i < 90; ++i) {
    frame.positions.push_back(frame.cell.cartesian({random.uniform(), random.uniform(), random.uniform()}));
    frame.elements.push_back(element_of(i % 3 == 0 ? "Si" : "O"));
  }
  return frame;
}

}  // namespace

TEST_CASE("an ideal gas has a structure factor of 1 for like atoms, and of 0 between others") {
  analysis::StructureFactor factor{6, 3, 300};
  for (std::uint64_t seed = 1; seed <= 30; ++seed) factor.add(random_gas(seed));
  const auto curves = factor.curves();
  REQUIRE(curves.size() == 4);
  CHECK(curves[0].name == "all");
  CHECK(curves[2].name == "O-Si");
  // Each |ρ|²/N is an exponential number of mean 1: 30 frames of up to 300 vectors.
  for (std::size_t k = 1; k < 3; ++k) {
    CHECK_THAT(curves[0].s[k], WithinAbs(1.0, 0.05));
    CHECK_THAT(curves[1].s[k], WithinAbs(1.0, 0.05));
    CHECK_THAT(curves[2].s[k], WithinAbs(0.0, 0.05));
    CHECK_THAT(curves[3].s[k], WithinAbs(1.0, 0.05));
  }
}

TEST_CASE("a crystal scatters by all its atoms at its reciprocal lattice, and nowhere else") {
  Frame frame;
  const double a = 3.2;
  frame.cell = Cell::orthogonal(4 * a, 4 * a, 4 * a);
  for (int i = 0; i < 64; ++i) {
    frame.positions.push_back({a * (i % 4), a * (i / 4 % 4), a * (i / 16)});
    frame.elements.push_back(element_of("Ar"));
  }
  // Bins of which the first reciprocal lattice vectors, 2π/a, are in the third, alone with others of the box.
  const double g = 2 * std::numbers::pi / a;
  analysis::StructureFactor factor{1.02 * g, 51, 1000};
  factor.add(frame);
  const auto q = factor.wave_numbers();
  const auto s = factor.curves()[0].s;
  REQUIRE(factor.curves().size() == 1);
  for (std::size_t k = 0; k + 1 < s.size(); ++k) CHECK_THAT(s[k], WithinAbs(0.0, 1e-9));
  CHECK_THAT(q.back(), WithinRel(g, 1e-2));
  CHECK(s.back() > 1);
}

TEST_CASE("a structure factor does not mind where atoms are wrapped or the cell begins") {
  Frame frame = random_gas(3), moved = frame;
  for (std::size_t i = 0; i < moved.size(); ++i) {
    moved.positions[i] += Vec3{0.4, -1, 2} + moved.cell.cartesian({static_cast<double>(i % 3), -1, 2});
  }
  analysis::StructureFactor a{5, 20, 100}, b{5, 20, 100};
  a.add(frame);
  b.add(moved);
  for (std::size_t c = 0; c < 4; ++c) {
    for (std::size_t k = 0; k < a.curves()[c].s.size(); ++k) {
      CHECK_THAT(b.curves()[c].s[k], WithinAbs(a.curves()[c].s[k], 1e-9));
    }
  }
}

TEST_CASE("fewer wave vectors than a bin has are taken from all directions") {
  // Pairs of atoms a distance d apart along x: S(q) = 1 + cos(q_x d), over all directions 1 + sin(qd)/(qd). Vectors of
  // one plane alone give 2. 40 vectors in each of 60 frames: a standard deviation of 0.03.
  const double d = 1.5;
  analysis::StructureFactor factor{3.1, 31, 40};
  Random random{5};
  for (int k = 0; k < 60; ++k) {
    Frame frame;
    frame.cell = Cell::orthogonal(25, 25, 25);
    for (int i = 0; i < 40; ++i) {
      const Vec3 r = frame.cell.cartesian({random.uniform(), random.uniform(), random.uniform()});
      for (const Vec3 each : {r, r + Vec3{d, 0, 0}}) {
        frame.positions.push_back(each);
        frame.elements.push_back(element_of("Ar"));
      }
    }
    factor.add(frame);
  }
  // Bins without a vector have no row: the last but one is at 2.95.
  const std::size_t row = factor.wave_numbers().size() - 2;
  const double q = factor.wave_numbers()[row];
  CHECK(q == Approx(2.95).margin(0.06));
  CHECK(factor.curves()[0].s[row] == Approx(1 + std::sin(q * d) / (q * d)).margin(0.1));
}

TEST_CASE("the partials of Ashcroft and Langreth add up to the whole") {
  // N S = N_a S_aa + N_b S_bb + 2 √(N_a N_b) S_ab, in every bin.
  const Frame frame = random_gas(8);
  analysis::StructureFactor factor{5, 10, 50};
  factor.add(frame);
  const auto curves = factor.curves();
  const double si = 30, o = 60;
  for (std::size_t k = 0; k < curves[0].s.size(); ++k) {
    const double sum = o * curves[1].s[k] + 2 * std::sqrt(o * si) * curves[2].s[k] + si * curves[3].s[k];
    CHECK(90 * curves[0].s[k] == Approx(sum).epsilon(1e-9));
  }
}

TEST_CASE("a structure factor needs a cell and the same elements") {
  CHECK_THROWS_WITH((analysis::StructureFactor{0, 10, 10}), ContainsSubstring("expected a positive number"));
  CHECK_THROWS_WITH((analysis::StructureFactor{5, 0, 10}), ContainsSubstring("at least one bin and one wave vector"));
  CHECK_THROWS_WITH((analysis::StructureFactor{5, 10, 0}), ContainsSubstring("at least one bin and one wave vector"));
  analysis::StructureFactor factor{5, 20, 100};
  Frame frame = random_gas(1);
  factor.add(frame);
  for (Element& element : frame.elements) element = element_of("Ge");
  CHECK_THROWS_WITH(factor.add(frame), ContainsSubstring("the elements changed"));
  // A huge cell has more wave vectors than there is time and memory for.
  Frame huge = random_gas(1);
  for (Vec3& vector : huge.cell.vectors) vector = 1e4 * vector;
  analysis::StructureFactor other{5, 20, 100};
  CHECK_THROWS_WITH(other.add(huge), ContainsSubstring("too many wave vectors below 5"));
  frame.cell.periodic[2] = false;
  CHECK_THROWS_WITH(factor.add(frame), ContainsSubstring("periodic in three directions"));
}
