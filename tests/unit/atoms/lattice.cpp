#include "atoms/lattice.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "atoms/neighbours.hpp"
#include "base/error.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

const Element si{14}, oxygen{8};

Lattice lattice(std::string_view name, double constant, std::vector<Element> elements = {si}) {
  return make_lattice(name, {std::move(elements), constant, 0});
}

// Distances to the neighbours of an atom within the cutoff, sorted.
std::vector<double> shells(const Frame& frame, std::size_t atom, double cutoff) {
  NeighbourList list{cutoff, 0};
  list.build(frame.cell, frame.positions);
  std::vector<double> found;
  for (int e = list.view().first[atom]; e < list.view().first[atom + 1]; ++e) {
    const auto j = static_cast<std::size_t>(list.view().index[static_cast<std::size_t>(e)]);
    found.push_back(norm(list.positions()[j] - list.positions()[atom]));
  }
  std::sort(found.begin(), found.end());
  return found;
}

void check_shells(const Frame& frame, const std::vector<std::pair<double, std::size_t>>& want) {
  for (std::size_t atom = 0; atom < frame.size(); ++atom) {
    const auto found = shells(frame, atom, want.back().first + 1e-6);
    std::vector<double> expected;
    for (const auto& [distance, count] : want) expected.insert(expected.end(), count, distance);
    REQUIRE(found.size() == expected.size());
    for (std::size_t k = 0; k < found.size(); ++k) CHECK_THAT(found[k], WithinRel(expected[k], 1e-12));
  }
}

}  // namespace

TEST_CASE("every lattice has the neighbours it is known for") {
  const double a = 3.7, root2 = std::sqrt(2.0), root3 = std::sqrt(3.0);
  const std::array one{1, 1, 1}, three{3, 2, 1};
  for (const auto& counts : {one, three}) {
    check_shells(repeated(lattice("sc", a), counts), {{a, 6}, {root2 * a, 12}});
    check_shells(repeated(lattice("bcc", a), counts), {{root3 / 2 * a, 8}, {a, 6}});
    check_shells(repeated(lattice("fcc", a), counts), {{a / root2, 12}, {a, 6}});
    check_shells(repeated(lattice("hcp", a), counts), {{a, 12}, {root2 * a, 6}});
    check_shells(repeated(lattice("diamond", a), counts), {{root3 / 4 * a, 4}, {a / root2, 12}});
  }
}

TEST_CASE("lattices have as many atoms a volume as they should") {
  CHECK(repeated(lattice("fcc", 4), {2, 3, 4}).size() == 96);
  CHECK(repeated(lattice("fcc", 4), {2, 3, 4}).cell == Cell::orthogonal(8, 12, 16));
  CHECK(repeated(make_lattice("alpha-quartz", {}), {1, 1, 1}).size() == 9);
  CHECK(repeated(make_lattice("beta-cristobalite", {}), {1, 1, 1}).size() == 24);
}

TEST_CASE("silica is tetrahedra that share corners") {
  for (const auto name : {"alpha-quartz", "beta-cristobalite"}) {
    const Frame frame = repeated(make_lattice(name, {}), {1, 1, 1});
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const auto bonds = shells(frame, i, 1.8);
      CHECK(bonds.size() == (frame.elements[i] == si ? 4 : 2));
      for (const double r : bonds) CHECK_THAT(r, WithinAbs(1.6, 0.06));
    }
  }
}

TEST_CASE("alpha-quartz is the crystal of LAMMPS's example") {
  // Its first silicon and oxygen (tests/reference/lammps/quartz9_full.data), written there with six digits.
  const Frame frame = repeated(make_lattice("alpha-quartz", {}), {1, 1, 1});
  const std::vector<Vec3> want{{2.308807, 0, 3.603467}, {1.375998, 1.1408, 4.245604}};
  CHECK(norm(frame.positions[0] - want[0]) < 1e-6);
  CHECK(norm(frame.positions[3] - want[1]) < 1e-5);
  CHECK(frame.elements[0] == si);
  CHECK(frame.elements[3] == oxygen);
  CHECK_THAT(frame.cell.volume(), WithinRel(4.9134 * 4.255129219 * 5.4052, 1e-9));
}

TEST_CASE("two elements make CsCl and zincblende") {
  const Frame cscl = repeated(lattice("bcc", 4, {{55}, {17}}), {1, 1, 1});
  CHECK(cscl.elements == std::vector<Element>{{55}, {17}});
  const Frame zns = repeated(lattice("diamond", 5.4, {{30}, {16}}), {1, 1, 1});
  for (std::size_t i = 0; i < 8; ++i) {
    NeighbourList list{2.5, 0};
    list.build(zns.cell, zns.positions);
    for (int e = list.view().first[i]; e < list.view().first[i + 1]; ++e) {
      const int j = list.owner()[static_cast<std::size_t>(list.view().index[static_cast<std::size_t>(e)])];
      CHECK(zns.elements[static_cast<std::size_t>(j)] != zns.elements[i]);
    }
  }
}

TEST_CASE("a basis on fcc makes rock salt, and its sites may not fall together") {
  const auto fcc = lattice("fcc", 5.64, {Element{}});
  const Frame salt = repeated(with_basis(fcc, {{{11}, {0, 0, 0}}, {{17}, {0.5, 0.5, 0.5}}}), {1, 1, 1});
  CHECK(salt.size() == 8);
  check_shells(salt, {{2.82, 6}});
  CHECK_THROWS_WITH(with_basis(fcc, {{{11}, {0, 0, 0}}, {{17}, {0.5, 0.5, 1}}}),
                    ContainsSubstring("two atoms of the basis share the site"));
}

TEST_CASE("a cluster is every atom within the radius of the first, which stands at the origin") {
  const Frame frame = cluster(lattice("bcc", 2.87), 2.87);
  CHECK(frame.size() == 15);
  CHECK(frame.positions[0] == Vec3{0, 0, 0});
  CHECK_FALSE(frame.cell.exists());
  CHECK(std::is_sorted(frame.positions.begin(), frame.positions.end(),
                       [](Vec3 a, Vec3 b) { return norm2(a) < norm2(b) - 1e-6; }));
  CHECK(cluster(lattice("diamond", 5.431), 2.4).size() == 5);
  CHECK(cluster(lattice("sc", 1), 0.5).size() == 1);
  // 4/3 π R³ ρ, up to the surface.
  CHECK_THAT(static_cast<double>(cluster(lattice("fcc", 4), 30).size()),
             WithinRel(4.0 / 3 * std::numbers::pi * 27000 / 16, 0.01));
  CHECK_THROWS_AS(cluster(lattice("fcc", 4), 1e5), Error);
}

TEST_CASE("strain moves vectors and atoms alike, with engineering shear in Voigt's order") {
  auto strained = lattice("sc", 2);
  apply_strain(strained, parse_strain({0.01, 0.02, 0.03, 0.04, 0.05, 0.06}));
  CHECK(norm(strained.vectors[0] - Vec3{2.02, 0.06, 0.05}) < 1e-14);
  CHECK(norm(strained.vectors[1] - Vec3{0.06, 2.04, 0.04}) < 1e-14);
  CHECK(norm(strained.vectors[2] - Vec3{0.05, 0.04, 2.06}) < 1e-14);
  auto sheared = lattice("sc", 2);
  apply_strain(sheared, parse_strain({0, 0.1, 0, 0, 0, 0, 0, 0, 0}));
  CHECK(sheared.vectors[1] == Vec3{0.2, 2, 0});
  CHECK(sheared.vectors[0] == Vec3{2, 0, 0});
  CHECK_THROWS_WITH(parse_strain({1, 2}), "expected 1, 6 or 9 numbers, got 2");
  CHECK_THROWS_WITH(parse_strain({-1}), "this strain leaves no volume");
}

TEST_CASE("cells are given by edges, by edges and angles, or whole") {
  CHECK(parse_cell_vectors({2, 3, 4}) == Cell::orthogonal(2, 3, 4).vectors);
  CHECK(parse_cell_vectors({1, 2, 3, 4, 5, 6, 7, 8, 10})[1] == Vec3{4, 5, 6});
  const auto v = parse_cell_vectors({3, 4, 5, 80, 95, 110});
  const auto angle = [](Vec3 a, Vec3 b) { return std::acos(dot(a, b) / (norm(a) * norm(b))) * 180 / std::numbers::pi; };
  CHECK_THAT(norm(v[0]), WithinRel(3, 1e-14));
  CHECK_THAT(norm(v[1]), WithinRel(4, 1e-14));
  CHECK_THAT(norm(v[2]), WithinRel(5, 1e-14));
  CHECK_THAT(angle(v[1], v[2]), WithinRel(80, 1e-12));
  CHECK_THAT(angle(v[0], v[2]), WithinRel(95, 1e-12));
  CHECK_THAT(angle(v[0], v[1]), WithinRel(110, 1e-12));
  CHECK_THROWS_WITH(parse_cell_vectors({1, 2}), "expected 3, 6 or 9 numbers, got 2");
  CHECK_THROWS_WITH(parse_cell_vectors({1, 0, 2}), "an edge of length 0, expected a positive one");
  CHECK_THROWS_WITH(parse_cell_vectors({1, 1, 1, 90, 120, 20}), "no cell has the angles 90 120 20");
  CHECK_THROWS_WITH(parse_cell_vectors({1, 0, 0, 0, 1, 0, 1, 1, 0}), ContainsSubstring("zero volume"));
}

TEST_CASE("rattling has the width asked for") {
  Frame frame = repeated(lattice("sc", 3), {20, 20, 20});
  const auto before = frame.positions;
  Random random{3};
  rattle(frame, 0.1, random);
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    const Vec3 d = frame.positions[i] - before[i];
    sum += d.x + d.y + d.z;
    squares += norm2(d);
  }
  const double n = 3.0 * static_cast<double>(frame.size());
  CHECK_THAT(sum / n, WithinAbs(0, 0.004));
  CHECK_THAT(std::sqrt(squares / n), WithinRel(0.1, 0.02));
}

TEST_CASE("vacancies take away so many atoms, and never all") {
  Frame frame = repeated(lattice("diamond", 5.4, {{14}, {6}}), {2, 2, 2});
  const Frame whole = frame;
  Random random{4};
  remove_atoms(frame, 5, random);
  CHECK(frame.size() == 59);
  CHECK(frame.elements.size() == 59);
  for (std::size_t i = 0; i < frame.size(); ++i) {
    const auto at = std::find(whole.positions.begin(), whole.positions.end(), frame.positions[i]);
    REQUIRE(at != whole.positions.end());
    CHECK(whole.elements[static_cast<std::size_t>(at - whole.positions.begin())] == frame.elements[i]);
  }
  CHECK_THROWS_WITH(remove_atoms(frame, 59, random), "59 vacancies in 59 atoms, expected fewer");
}

TEST_CASE("a lattice that is not fully said is an error") {
  CHECK_THROWS_WITH(make_lattice("foo", {}), ContainsSubstring("unknown lattice 'foo', expected one of sc bcc"));
  CHECK_THROWS_WITH(make_lattice("fcc", {{si}, 0, 0}), "fcc needs a lattice constant");
  CHECK_THROWS_WITH(make_lattice("fcc", {{}, 4, 0}), "fcc takes 1 element, got 0");
  CHECK_THROWS_WITH(make_lattice("fcc", {{si, si}, 4, 0}), "fcc takes 1 element, got 2");
  CHECK_THROWS_WITH(make_lattice("bcc", {{si, si, si}, 4, 0}), "bcc takes 1 or 2 elements, got 3");
  CHECK_THROWS_WITH(make_lattice("sc", {{si}, 4, 2}), "sc is cubic, it has no ratio c/a");
  CHECK_THROWS_AS(repeated(lattice("fcc", 4), {1000, 1000, 1000}), Error);
}

TEST_CASE("cell vectors and their angles make a cell, or say why not") {
  CHECK(parse_cell_vectors({2, 3, 4, 90, 90, 90})[2] == Vec3{0, 0, 4});
  CHECK_THROWS_WITH(parse_cell_vectors({2, 3, 4, 90, 90, 180}),
                    "an angle of 180 degrees, expected one between 0 and 180");
  CHECK_THROWS_WITH(parse_cell_vectors({2, 3, 0, 90, 90, 90}), "an edge of length 0, expected a positive one");
  CHECK_THROWS_WITH(parse_cell_vectors({2, 3, 4, 30, 30, 90}), "no cell has the angles 30 30 90");
  CHECK_THROWS_WITH(parse_cell_vectors({2, 3}), "expected 3, 6 or 9 numbers, got 2");
}

TEST_CASE("a primitive cell is the same crystal with as few atoms as there can be") {
  const auto volume = [](const Lattice& l) { return Cell{l.vectors, {true, true, true}}.volume(); };
  const auto expect = [&](const Lattice& whole, std::size_t atoms, double reach) {
    const Lattice small = primitive(whole);
    CHECK(small.basis.size() == atoms);
    const double parts = static_cast<double>(whole.basis.size()) / static_cast<double>(atoms);
    CHECK_THAT(volume(small) * parts, WithinRel(volume(whole), 1e-12));
    const auto found = shells(repeated(small, {1, 1, 1}), 0, reach);
    const auto wanted = shells(repeated(whole, {1, 1, 1}), 0, reach);
    REQUIRE(found.size() == wanted.size());
    for (std::size_t k = 0; k < found.size(); ++k) CHECK_THAT(found[k], WithinRel(wanted[k], 1e-9));
    // Right-handed, and primitive already.
    CHECK(dot(small.vectors[0], cross(small.vectors[1], small.vectors[2])) > 0);
    CHECK(primitive(small).basis.size() == atoms);
  };
  expect(lattice("fcc", 4.05), 1, 9);
  expect(lattice("bcc", 2.87), 1, 7);
  expect(lattice("sc", 3), 1, 7);
  expect(lattice("diamond", 5.431), 2, 9);
  expect(lattice("diamond", 5.431, {Element{30}, Element{16}}), 2, 9);
  expect(lattice("bcc", 4.1, {Element{55}, Element{17}}), 2, 9);  // CsCl: the centre is of another kind
  expect(lattice("beta-cristobalite", 7.16, {si, oxygen}), 6, 9);
  expect(with_basis(lattice("fcc", 5.64), {{Element{11}, {}}, {Element{17}, {0.5, 0.5, 0.5}}}), 2, 9);
}
