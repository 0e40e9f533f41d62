#include "analysis/reciprocal_path.hpp"

#include <cmath>
#include <string>

#include "test.hpp"

using namespace nnpipe;

namespace {

std::string names_of(const Cell& cell) {
  std::string names;
  for (const auto& point : analysis::usual_path(cell)) names += (names.empty() ? "" : " ") + point.name;
  return names;
}

Cell of_vectors(Vec3 a, Vec3 b, Vec3 c) { return {{a, b, c}, {true, true, true}}; }

// |q| without 2π.
double length_of(const Cell& cell, Vec3 q) {
  const auto dual = dual_vectors(cell);
  return norm(q.x * dual[0] + q.y * dual[1] + q.z * dual[2]);
}

}  // namespace

TEST_CASE("the usual path is that of the cell's lattice") {
  CHECK(names_of(Cell::orthogonal(5, 5, 5)) == "Γ X M Γ R");
  CHECK(names_of(of_vectors({0, 2, 2}, {2, 0, 2}, {2, 2, 0})) == "Γ X W K Γ L");
  CHECK(names_of(of_vectors({-2, 2, 2}, {2, -2, 2}, {2, 2, -2})) == "Γ H N Γ P");
  CHECK(names_of(of_vectors({3, 0, 0}, {-1.5, 1.5 * std::sqrt(3.0), 0}, {0, 0, 5})) == "Γ M K Γ A");
  CHECK(names_of(Cell::orthogonal(5, 6, 7)) == "Γ ½00 ½½0 0½0 Γ 00½ ½½½");
  // A relaxed cell is cubic up to rounding; a strained one is none.
  CHECK(names_of(Cell::orthogonal(5, 5.0001, 5)) == "Γ X M Γ R");
  CHECK(names_of(Cell::orthogonal(5, 5.1, 5)) == "Γ ½00 ½½0 0½0 Γ 00½ ½½½");
}

TEST_CASE("points of a primitive cell lie where the cubic cell has them") {
  constexpr double a = 4;
  const Cell fcc = of_vectors({0, 2, 2}, {2, 0, 2}, {2, 2, 0});
  for (const auto& point : analysis::usual_path(fcc)) {
    // In units of 1/a: X (1 0 0), W (1 ½ 0), K (¾ ¾ 0), L (½ ½ ½).
    const double expected = point.name == "X"   ? 1
                            : point.name == "W" ? std::sqrt(1.25)
                            : point.name == "K" ? std::sqrt(1.125)
                            : point.name == "L" ? std::sqrt(0.75)
                                                : 0;
    CHECK(a * length_of(fcc, point.q) == Approx(expected));
  }
  const Cell bcc = of_vectors({-2, 2, 2}, {2, -2, 2}, {2, 2, -2});
  for (const auto& point : analysis::usual_path(bcc)) {
    const double expected = point.name == "H"   ? 1
                            : point.name == "N" ? std::sqrt(0.5)
                            : point.name == "P" ? std::sqrt(0.75)
                                                : 0;
    CHECK(a * length_of(bcc, point.q) == Approx(expected));
  }
}

TEST_CASE("a wave vector is called by its name, or by its numbers") {
  const Cell cubic = Cell::orthogonal(5, 5, 5);
  CHECK(analysis::name_of_point(cubic, {0.5, 0.5, 0}) == "M");
  CHECK(analysis::name_of_point(cubic, {-0.5, 1.0 / 3, 0.25}) == "−½⅓¼");
  CHECK(analysis::name_of_point(cubic, {0.375, 0.5, 0}) == "0.375,0.5,0");
}
