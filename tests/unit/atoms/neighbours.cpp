#include "atoms/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/error.hpp"
#include "base/threads.hpp"
#include "largest.hpp"
#include "random_cell.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

// Sorted by owner, then by distance: the same neighbours give the same sequence up to rounding.
struct Neighbour {
  int owner;
  Vec3 d;
};

void sort(std::vector<Neighbour>& found) {
  std::sort(found.begin(), found.end(), [](const Neighbour& a, const Neighbour& b) {
    const auto rounded = [](const Neighbour& n) {
      const auto at = [](double v) { return std::llround(v * 1e6); };
      return std::make_tuple(n.owner, at(n.d.x), at(n.d.y), at(n.d.z));
    };
    return rounded(a) < rounded(b);
  });
}

std::vector<Neighbour> brute_force(const Cell& cell, const std::vector<Vec3>& positions, std::size_t i, double cutoff) {
  std::array<int, 3> most{};
  for (int d = 0; d < 3; ++d) {
    const auto axis = static_cast<std::size_t>(d);
    if (!cell.periodic[axis]) continue;
    double reach = cutoff / cell.height(d);
    double spread = 0;
    for (const Vec3 r : positions) spread = larger(spread, std::abs(cell.fractional(r - positions[i])[d]));
    most[axis] = static_cast<int>(std::ceil(reach + spread)) + 1;
  }
  std::vector<Neighbour> found;
  for (std::size_t j = 0; j < positions.size(); ++j) {
    for (int a = -most[0]; a <= most[0]; ++a) {
      for (int b = -most[1]; b <= most[1]; ++b) {
        for (int c = -most[2]; c <= most[2]; ++c) {
          if (i == j && a == 0 && b == 0 && c == 0) continue;
          const Vec3 d = positions[j] - positions[i] + a * cell.vectors[0] + b * cell.vectors[1] + c * cell.vectors[2];
          if (norm(d) < cutoff) found.push_back({static_cast<int>(j), d});
        }
      }
    }
  }
  sort(found);
  return found;
}

std::vector<Neighbour> listed(const NeighbourList& list, std::size_t i, double cutoff) {
  std::vector<Neighbour> found;
  const auto view = list.view();
  for (int e = view.first[i]; e < view.first[i + 1]; ++e) {
    const auto j = static_cast<std::size_t>(view.index[static_cast<std::size_t>(e)]);
    const Vec3 d = list.positions()[j] - list.positions()[i];
    if (norm(d) < cutoff) found.push_back({list.owner()[j], d});
  }
  sort(found);
  return found;
}

void check_against_brute_force(const NeighbourList& list, const Cell& cell, const std::vector<Vec3>& positions,
                               double cutoff) {
  REQUIRE(list.local() == static_cast<int>(positions.size()));
  for (std::size_t i = 0; i < positions.size(); ++i) {
    REQUIRE(list.positions()[i] == positions[i]);
    const auto want = brute_force(cell, positions, i, cutoff);
    const auto got = listed(list, i, cutoff);
    REQUIRE(got.size() == want.size());
    for (std::size_t k = 0; k < got.size(); ++k) {
      REQUIRE(got[k].owner == want[k].owner);
      REQUIRE(norm(got[k].d - want[k].d) < 1e-9);
    }
  }
}

}  // namespace

TEST_CASE("the list is what brute force finds, for any cell, any periodicity and atoms anywhere") {
  Random random{7};
  for (int trial = 0; trial < 150; ++trial) {
    const Cell cell = random_cell(random, random.uniform(2, 12));
    const double spread = trial % 3 == 0 ? 3 : trial % 3 == 1 ? 0.15 : 0;
    const auto positions = random_positions(random, cell, 1 + random.below(20), -spread, 1 + spread);
    const double cutoff = random.uniform(1, 7);
    NeighbourList list{cutoff, 0};
    list.build(cell, positions);
    check_against_brute_force(list, cell, positions, cutoff);
  }
}

TEST_CASE("a cell of one atom far smaller than the cutoff has all its images") {
  const Cell cell{{Vec3{1.1, 0, 0}, Vec3{0.4, 1.0, 0}, Vec3{-0.3, 0.2, 0.9}}, {true, true, true}};
  const std::vector<Vec3> positions{{0.2, 5.1, -3}};
  NeighbourList list{6.5, 0};
  list.build(cell, positions);
  check_against_brute_force(list, cell, positions, 6.5);
}

TEST_CASE("long cells, slabs, wires and clusters are right") {
  Random random{8};
  for (const auto& periodic : {std::array{true, true, false}, std::array{false, true, false},
                               std::array{false, false, false}, std::array{true, true, true}}) {
    Cell cell{{Vec3{30, 0, 0}, Vec3{4, 5, 0}, Vec3{0, 1, 4}}, periodic};
    const auto positions = random_positions(random, cell, 60, -0.4, 1.4);
    NeighbourList list{4.2, 0.5};
    list.build(cell, positions);
    check_against_brute_force(list, cell, positions, 4.7);
    for (std::size_t d = 0; d < 3; ++d) {
      if (!periodic[d]) cell.vectors[d] = {};
    }
    list.build(cell, positions);
    check_against_brute_force(list, cell, positions, 4.7);
  }
}

TEST_CASE("atoms far apart in a vacuum cost nothing") {
  std::vector<Vec3> positions{{0, 0, 0}, {1, 0, 0}, {1e9, 0, 3}, {1e9, 1, 3}, {-1e12, 1e11, 5}};
  NeighbourList list{2, 0};
  list.build(Cell{}, positions);
  check_against_brute_force(list, Cell{}, positions, 2);
}

TEST_CASE("an updated list holds every pair while atoms move, and is rebuilt only when it has to be") {
  Random random{9};
  const Cell cell{{Vec3{9, 0, 0}, Vec3{2, 8, 0}, Vec3{-1, 1, 7}}, {true, true, true}};
  auto positions = random_positions(random, cell, 40, 0, 1);
  NeighbourList list{3.5, 1.0};
  CHECK(list.update(cell, positions));
  int builds = 0;
  for (int step = 0; step < 60; ++step) {
    for (Vec3& r : positions) r += random_vector(random, 0.06);
    builds += list.update(cell, positions) ? 1 : 0;
    check_against_brute_force(list, cell, positions, 3.5);
  }
  CHECK(builds > 0);
  CHECK(builds < 30);
  CHECK_FALSE(list.update(cell, positions));
}

TEST_CASE("an updated list holds every pair while the cell is strained") {
  Random random{10};
  Cell cell{{Vec3{9, 0, 0}, Vec3{2, 8, 0}, Vec3{-1, 1, 7}}, {true, true, true}};
  auto positions = random_positions(random, cell, 40, -0.5, 1.5);
  NeighbourList list{3.5, 1.0};
  list.build(cell, positions);
  int builds = 0;
  for (int step = 0; step < 60; ++step) {
    Cell next = cell;
    for (Vec3& v : next.vectors) v += random_vector(random, 0.08);
    for (Vec3& r : positions) r = next.cartesian(cell.fractional(r)) + random_vector(random, 0.05);
    cell = next;
    builds += list.update(cell, positions) ? 1 : 0;
    check_against_brute_force(list, cell, positions, 3.5);
  }
  CHECK(builds > 0);
  CHECK(builds < 30);
}

TEST_CASE("an updated list holds every pair while the cell alone is pressed together") {
  // Atoms that follow the cell to the last digit have not moved beyond it: only its strain tells of new pairs.
  Random random{13};
  Cell cell{{Vec3{9, 0, 0}, Vec3{2, 8, 0}, Vec3{-1, 1, 7}}, {true, true, true}};
  auto positions = random_positions(random, cell, 40, 0, 1);
  NeighbourList list{3.5, 0.3};
  list.build(cell, positions);
  int builds = 0;
  for (int step = 0; step < 30; ++step) {
    for (Vec3& v : cell.vectors) v *= 0.99;
    for (Vec3& r : positions) r *= 0.99;
    builds += list.update(cell, positions) ? 1 : 0;
    check_against_brute_force(list, cell, positions, 3.5);
  }
  // 3.8 Å of the list last for 3.5 Å while √3 (0.99^-n − 1), the bound of the strain, is below 0.3/3.5: four steps.
  CHECK(builds == 6);
}

TEST_CASE("a list follows frames of other sizes, cells and periodicities") {
  Random random{11};
  NeighbourList list{3, 0.5};
  for (int trial = 0; trial < 20; ++trial) {
    const Cell cell = random_cell(random, 6);
    const auto positions = random_positions(random, cell, random.below(12), 0, 1);
    list.update(cell, positions);
    check_against_brute_force(list, cell, positions, 3);
  }
}

TEST_CASE("ghost forces are folded back to their owners") {
  Random random{12};
  const Cell cell = Cell::orthogonal(4, 5, 6);
  const auto positions = random_positions(random, cell, 10, -1, 2);
  NeighbourList list{4.5, 0};
  list.build(cell, positions);
  std::vector<Vec3> all(list.positions().size());
  std::vector<Vec3> want(positions.size(), {1, 1, 1}), got = want;
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i] = random_vector(random, 1);
    want[static_cast<std::size_t>(list.owner()[i])] += all[i];
  }
  list.fold(all, got);
  for (std::size_t i = 0; i < want.size(); ++i) CHECK(norm(got[i] - want[i]) < 1e-12);
}

TEST_CASE("the same list comes out for any number of threads") {
  Random random{13};
  const Cell cell = Cell::orthogonal(30, 30, 30);
  const auto positions = random_positions(random, cell, 2000, 0, 1);
  const int threads = thread_count();
  std::vector<int> first, index;
  for (const int count : {1, 2, 5}) {
    set_thread_count(count);
    NeighbourList list{4, 0.5};
    list.build(cell, positions);
    const auto view = list.view();
    if (count == 1) {
      first.assign(view.first.begin(), view.first.end());
      index.assign(view.index.begin(), view.index.end());
    }
    CHECK(std::equal(view.first.begin(), view.first.end(), first.begin(), first.end()));
    CHECK(std::equal(view.index.begin(), view.index.end(), index.begin(), index.end()));
  }
  set_thread_count(threads);
}

TEST_CASE("coincident atoms are an error that names the pair, through a periodic face too") {
  const Cell cell = Cell::orthogonal(5, 5, 5);
  NeighbourList list{3, 0};
  CHECK_THROWS_WITH(list.build(cell, std::vector<Vec3>{{0, 0, 0}, {1, 1, 1}, {2, 2, 2}, {1, 1, 1}}),
                    "atoms 2 and 4 coincide");
  CHECK_THROWS_WITH(list.build(cell, std::vector<Vec3>{{0, 1, 0}, {2, 1, 1}, {-5, 6, 10}}), "atoms 1 and 3 coincide");
  CHECK_NOTHROW(list.build(cell, std::vector<Vec3>{{0, 0, 0}, {1e-3, 0, 0}}));
}

TEST_CASE("cells and positions that cannot be searched are errors") {
  NeighbourList list{3, 0};
  const std::vector<Vec3> one{{0, 0, 0}};
  CHECK_THROWS_WITH(list.build(Cell::orthogonal(5, 5, 1e-9), one), ContainsSubstring("expected at least 1e-06"));
  Cell flat = Cell::orthogonal(5, 5, 5);
  flat.vectors[2] = {5, 0, 1e-9};
  CHECK_THROWS_WITH(list.build(flat, one),
                    ContainsSubstring("the cell is too thin, 1e-09 Å along a, expected shorter") &&
                        ContainsSubstring("a reduced cell"));
  // Where rounding leaves nothing to say of distances.
  CHECK_THROWS_WITH(list.build(Cell::orthogonal(5, 5, 5), std::vector<Vec3>{{0, 0, 0}, {0, 2e12, 0}}),
                    "atom 2: position is 2000000000000 off the origin, expected up to 1000000000000");
  CHECK_THROWS_WITH(list.build(Cell::orthogonal(5, 5, 0), one),
                    "the cell is periodic along c, but that vector is zero");
  CHECK_THROWS_WITH(list.build(Cell::orthogonal(5, 5, 5), std::vector<Vec3>{{0, 0, 0}, {0, std::nan(""), 0}}),
                    "atom 2: position is not finite");
  // After an error the list can be used again, and does not take the failed build for one.
  const std::vector<Vec3> twice{{0, 0, 0}, {0, 0, 0}};
  CHECK_THROWS_AS(list.update(Cell::orthogonal(5, 5, 5), twice), Error);
  CHECK_THROWS_AS(list.update(Cell::orthogonal(5, 5, 5), twice), Error);
  CHECK_NOTHROW(list.update(Cell::orthogonal(5, 5, 5), one));
  check_against_brute_force(list, Cell::orthogonal(5, 5, 5), one, 3);
}

TEST_CASE("cutoffs and skins at the ends of a double, or none, are errors") {
  const Cell cell = Cell::orthogonal(5, 5, 5);
  const std::vector<Vec3> one{{0, 0, 0}};
  for (const double cutoff : {1e-200, 1e-7, 0.0, -1.0, std::nan(""), 1e7, HUGE_VAL}) {
    CAPTURE(cutoff);
    CHECK_THROWS_WITH((NeighbourList{cutoff, 0}.build(cell, one)),
                      ContainsSubstring("cutoff: expected a number from 1e-06 to 1000000"));
  }
  for (const double skin : {-1e-9, std::nan(""), 1e7, HUGE_VAL}) {
    CAPTURE(skin);
    CHECK_THROWS_WITH((NeighbourList{3, skin}.build(cell, one)),
                      ContainsSubstring("skin: expected a number from 0 to 1000000"));
  }
}
