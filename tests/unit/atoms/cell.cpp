#include "atoms/cell.hpp"

#include <cmath>
#include <string>

#include "atoms/frame.hpp"
#include "base/error.hpp"
#include "random_cell.hpp"
#include "refusal.hpp"
#include "test.hpp"

using namespace nnpipe;

TEST_CASE("fractional and cartesian coordinates undo each other") {
  Random random{1};
  for (int trial = 0; trial < 100; ++trial) {
    const Cell cell = random_cell(random, 8);
    const Vec3 r = random_vector(random, 30);
    CHECK(norm(cell.cartesian(cell.fractional(r)) - r) < 1e-12);
  }
}

TEST_CASE("cells with one, two or no vectors still have coordinates") {
  Random random{2};
  for (int vectors = 0; vectors <= 2; ++vectors) {
    for (std::size_t at = 0; at < 3; ++at) {
      Cell cell;
      for (std::size_t k = 0; k < static_cast<std::size_t>(vectors); ++k) {
        cell.vectors[(at + k) % 3] = random_vector(random, 5);
        cell.periodic[(at + k) % 3] = true;
      }
      CHECK_NOTHROW(cell.check());
      CHECK(cell.volume() == 0);
      const Vec3 r = random_vector(random, 30);
      CHECK(norm(cell.cartesian(cell.fractional(r)) - r) < 1e-12);
    }
  }
}

TEST_CASE("wrapping moves by whole vectors into the cell, along periodic directions alone") {
  Random random{3};
  for (int trial = 0; trial < 200; ++trial) {
    const Cell cell = random_cell(random, 6);
    const Vec3 r = random_vector(random, 40);
    const Vec3 before = cell.fractional(r), after = cell.fractional(cell.wrapped(r));
    for (int d = 0; d < 3; ++d) {
      const double moved = after[d] - before[d];
      if (cell.periodic[static_cast<std::size_t>(d)]) {
        CHECK(after[d] > -1e-12);
        CHECK(after[d] < 1 + 1e-12);
        CHECK(moved == Approx(std::round(moved)).margin(1e-11));
      } else {
        CHECK(moved == Approx(0).margin(1e-11));
      }
    }
  }
}

TEST_CASE("height times the area of a face is the volume") {
  Random random{4};
  for (int trial = 0; trial < 50; ++trial) {
    const Cell cell = random_cell(random, 6);
    for (int d = 0; d < 3; ++d) {
      const Vec3 b = cell.vectors[static_cast<std::size_t>((d + 1) % 3)];
      const Vec3 c = cell.vectors[static_cast<std::size_t>((d + 2) % 3)];
      CHECK(cell.height(d) * norm(cross(b, c)) == Approx(cell.volume()));
    }
  }
}

TEST_CASE("flat, zero and infinite cells are refused, each with its own message") {
  Cell cell = Cell::orthogonal(3, 4, 5);
  CHECK_NOTHROW(cell.check());
  cell.vectors[2] = {6, 8, 0};
  CHECK_THROWS_WITH(cell.check(), "the cell has zero volume: its vectors lie in one plane");
  cell.vectors[2] = {};
  CHECK_THROWS_WITH(cell.check(), "the cell is periodic along c, but that vector is zero");
  cell.periodic[2] = false;
  CHECK_NOTHROW(cell.check());
  cell.vectors[1].y = std::nan("");
  CHECK_THROWS_WITH(cell.check(), "cell vector b is not finite: 0 nan 0");
  CHECK_THROWS_WITH(Cell::orthogonal(3, 1e200, 5).check(),
                    "cell vector b is 1e+200 long, expected up to 1000000000000000");
  // Tiny cells are flat only if their shape is.
  CHECK_NOTHROW(Cell::orthogonal(1e-5, 1e-5, 1e-5).check());
}

TEST_CASE("a frame that does not fit together is refused, naming atom and quantity") {
  Frame frame;
  frame.elements = {{14}, {8}};
  frame.positions = {{0, 0, 0}, {1, 0, 0}};
  CHECK_NOTHROW(frame.check());
  SECTION("counts") {
    frame.forces.resize(1);
    CHECK_THROWS_WITH(frame.check(), "1 forces, expected 2: one an atom");
  }
  SECTION("NaN") {
    frame.positions[1].y = std::nan("");
    CHECK_THROWS_WITH(frame.check(), "atom 2: position is not finite: 1 nan 0");
  }
  SECTION("far off") {
    frame.positions[1].y = -1e200;
    CHECK_THROWS_WITH(frame.check(), ContainsSubstring("atom 2: position is 1e+200 off the origin"));
  }
  SECTION("infinite energy") {
    frame.energy = INFINITY;
    CHECK_THROWS_WITH(frame.check(), "energy is not finite: inf");
  }
  SECTION("masses") {
    frame.masses = {1, 0};
    CHECK_THROWS_WITH(frame.check(), "atom 2: mass 0 is not positive");
  }
}

TEST_CASE("the elements of a frame come once each, by atomic number") {
  Frame frame;
  frame.elements = {{14}, {8}, {14}, {1}, {8}};
  frame.positions.resize(5);
  CHECK(elements_in(frame) == std::vector<Element>{{1}, {8}, {14}});
}

TEST_CASE("info keeps its order and replaces by key") {
  Frame frame;
  frame.set_info("b", "1");
  frame.set_info("a", "2");
  frame.set_info("b", "3");
  CHECK(frame.info.size() == 2);
  CHECK(frame.info[0] == std::pair<std::string, std::string>{"b", "3"});
  CHECK(*frame.find_info("a") == "2");
  CHECK(frame.find_info("c") == nullptr);
}

TEST_CASE("a frame whose numbers are not finite is refused with the atom") {
  const double nan = std::nan("");
  const auto error_of = [](auto&& change) {
    Frame frame;
    frame.elements.assign(2, element_of("Si"));
    frame.positions = {{0, 0, 0}, {2, 0, 0}};
    change(frame);
    return refusal_of([&] { frame.check(); });
  };
  CHECK(error_of([](Frame&) {}) == "no error");
  CHECK(error_of([&](Frame& f) { f.masses = {28, nan}; }) == "atom 2: mass is not finite: nan");
  CHECK(error_of([&](Frame& f) { f.site_energies = {nan, 0}; }) == "atom 1: site energy is not finite: nan");
  CHECK(error_of([&](Frame& f) { f.virial = Virial{0, 0, nan, 0, 0, 0}; }) == "virial is not finite: nan");
}
