#include "atoms/lattice.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe {

namespace {

constexpr double most_atoms = 1e8;

struct Site {
  Vec3 at;           // fractional
  std::size_t kind;  // which of the elements
};

struct Named {
  std::string name;
  std::size_t fewest, most;  // elements
  bool hexagonal;
  double constant, c_over_a;  // its own; 0: none
  std::vector<Site> sites;
};

const double ideal_c_over_a = std::sqrt(8.0 / 3.0);

// Wyckoff, Crystal Structures (1963): P3₂21 with Si at (u, 0, 2/3) and O at (x, y, z), as LAMMPS's example has it.
std::vector<Site> quartz_sites() {
  constexpr double u = 0.4699, x = 0.4141, y = 0.2681, z = 0.1188;
  constexpr double third = 1.0 / 3, two_thirds = 2.0 / 3;
  return {{{u, 0, two_thirds}, 0},        {{0, u, third}, 0},
          {{1 - u, 1 - u, 0}, 0},         {{x, y, z + two_thirds}, 1},
          {{1 - y, x - y, z + third}, 1}, {{y - x + 1, 1 - x, z}, 1},
          {{y, x, third - z}, 1},         {{x - y, 1 - y, two_thirds - z}, 1},
          {{1 - x, y - x + 1, 1 - z}, 1}};
}

// Ideal Fd3̄m: Si on a diamond lattice, O midway between neighbours.
std::vector<Site> cristobalite_sites() {
  std::vector<Site> sites;
  const std::array<Vec3, 4> points{Vec3{0, 0, 0}, Vec3{0, 0.5, 0.5}, Vec3{0.5, 0, 0.5}, Vec3{0.5, 0.5, 0}};
  const std::array<Vec3, 4> bonds{Vec3{1, 1, 1}, Vec3{1, -1, -1}, Vec3{-1, 1, -1}, Vec3{-1, -1, 1}};
  for (const Vec3 p : points) {
    sites.push_back({p, 0});
    sites.push_back({p + Vec3{0.25, 0.25, 0.25}, 0});
  }
  for (const Vec3 p : points) {
    for (const Vec3 b : bonds) sites.push_back({p + b / 8, 1});
  }
  return sites;
}

const std::vector<Named>& lattices() {
  static const std::vector<Named> all{
      {"sc", 1, 1, false, 0, 0, {{{0, 0, 0}, 0}}},
      {"bcc", 1, 2, false, 0, 0, {{{0, 0, 0}, 0}, {{0.5, 0.5, 0.5}, 1}}},
      {"fcc", 1, 1, false, 0, 0, {{{0, 0, 0}, 0}, {{0, 0.5, 0.5}, 0}, {{0.5, 0, 0.5}, 0}, {{0.5, 0.5, 0}, 0}}},
      {"hcp", 1, 1, true, 0, ideal_c_over_a, {{{1.0 / 3, 2.0 / 3, 0.25}, 0}, {{2.0 / 3, 1.0 / 3, 0.75}, 0}}},
      {"diamond",
       1,
       2,
       false,
       0,
       0,
       {{{0, 0, 0}, 0},
        {{0, 0.5, 0.5}, 0},
        {{0.5, 0, 0.5}, 0},
        {{0.5, 0.5, 0}, 0},
        {{0.25, 0.25, 0.25}, 1},
        {{0.25, 0.75, 0.75}, 1},
        {{0.75, 0.25, 0.75}, 1},
        {{0.75, 0.75, 0.25}, 1}}},
      {"alpha-quartz", 2, 2, true, 4.9134, 5.4052 / 4.9134, quartz_sites()},
      {"beta-cristobalite", 2, 2, false, 7.16, 0, cristobalite_sites()},
  };
  return all;
}

// Into [0, 1), where what is 1 but for rounding is 0.
Vec3 reduced(Vec3 s) {
  for (int d = 0; d < 3; ++d) {
    s[d] -= std::floor(s[d]);
    if (s[d] > 1 - 1e-12) s[d] = 0;
  }
  return s;
}

Cell cell_of(const Lattice& lattice) { return {lattice.vectors, {true, true, true}}; }

}  // namespace

const std::vector<std::string>& lattice_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const Named& lattice : lattices()) list.push_back(lattice.name);
    return list;
  }();
  return names;
}

bool is_complete(std::string_view name) {
  return std::any_of(lattices().begin(), lattices().end(),
                     [&](const Named& lattice) { return lattice.name == name && lattice.constant != 0; });
}

Lattice make_lattice(std::string_view name, const LatticeOptions& options) {
  const auto found = std::find_if(lattices().begin(), lattices().end(), [&](const Named& l) { return l.name == name; });
  if (found == lattices().end())
    fail("unknown lattice {}, expected one of {}", quoted(name), join(lattice_names(), " "));
  auto elements = options.elements;
  if (elements.empty() && found->fewest == 2) elements = {element_of("Si"), element_of("O")};
  if (elements.size() < found->fewest || elements.size() > found->most) {
    fail("{} takes {} element{}, got {}", name,
         found->fewest == found->most ? fmt::format("{}", found->most) : "1 or 2", found->most == 1 ? "" : "s",
         elements.size());
  }
  const double a = options.constant != 0 ? options.constant : found->constant;
  if (!(a > 0)) fail("{} needs a lattice constant", name);
  if (options.c_over_a != 0 && !found->hexagonal) fail("{} is cubic, it has no ratio c/a", name);
  const double c = a * (options.c_over_a != 0 ? options.c_over_a : found->c_over_a);
  Lattice lattice;
  lattice.vectors = {Vec3{a, 0, 0}, Vec3{0, a, 0}, Vec3{0, 0, a}};
  if (found->hexagonal) lattice.vectors = {Vec3{a, 0, 0}, Vec3{-a / 2, a * std::sqrt(3.0) / 2, 0}, Vec3{0, 0, c}};
  for (const Site& site : found->sites) {
    lattice.basis.push_back({elements[std::min(site.kind, elements.size() - 1)], reduced(site.at)});
  }
  return lattice;
}

Lattice with_basis(Lattice lattice, const std::vector<BasisAtom>& basis) {
  const auto points = std::exchange(lattice.basis, {});
  for (const BasisAtom& atom : basis) {
    for (const BasisAtom& point : points) {
      lattice.basis.push_back({atom.element, reduced(point.fractional + atom.fractional)});
    }
  }
  for (std::size_t i = 0; i < lattice.basis.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      Vec3 d = lattice.basis[i].fractional - lattice.basis[j].fractional;
      for (int k = 0; k < 3; ++k) d[k] -= std::round(d[k]);
      if (norm(d) > 1e-6) continue;
      const Vec3 s = lattice.basis[i].fractional;
      fail("two atoms of the basis share the site {:.6g} {:.6g} {:.6g}", s.x, s.y, s.z);
    }
  }
  return lattice;
}

namespace {

// Whether two sites, in fractions of a cell, are images of each other.
bool same_site(Vec3 a, Vec3 b) {
  Vec3 d = a - b;
  for (int k = 0; k < 3; ++k) d[k] -= std::round(d[k]);
  return norm(d) < 1e-6;
}

// Whether moving the crystal by `shift` leaves it as it is.
bool is_translation(const Lattice& lattice, Vec3 shift) {
  return std::all_of(lattice.basis.begin(), lattice.basis.end(), [&](const BasisAtom& atom) {
    return std::any_of(lattice.basis.begin(), lattice.basis.end(), [&](const BasisAtom& other) {
      return other.element == atom.element && same_site(other.fractional, atom.fractional + shift);
    });
  });
}

}  // namespace

Lattice primitive(const Lattice& lattice) {
  const Cell cell{lattice.vectors, {true, true, true}};
  std::vector<Vec3> shifts;  // within the cell, 0 among them
  for (const BasisAtom& atom : lattice.basis) {
    const Vec3 shift = reduced(atom.fractional - lattice.basis.front().fractional);
    if (is_translation(lattice, shift)) shifts.push_back(shift);
  }
  if (shifts.size() < 2) return lattice;
  std::vector<Vec3> candidates;
  for (const Vec3 shift : shifts) {
    for (int a = -1; a <= 1; ++a) {
      for (int b = -1; b <= 1; ++b) {
        for (int c = -1; c <= 1; ++c) {
          const Vec3 r = cell.cartesian(shift + Vec3{double(a), double(b), double(c)});
          if (norm(r) > 1e-6) candidates.push_back(r);
        }
      }
    }
  }
  // Among equally short ones those with positive components first.
  std::stable_sort(candidates.begin(), candidates.end(), [](Vec3 a, Vec3 b) {
    const double difference = norm(a) - norm(b);
    if (std::abs(difference) > 1e-9) return difference < 0;
    return a.x + a.y + a.z > b.x + b.y + b.z + 1e-9;
  });
  const double wanted = cell.volume() / static_cast<double>(shifts.size());
  for (std::size_t i = 2; i < candidates.size(); ++i) {
    for (std::size_t j = 1; j < i; ++j) {
      for (std::size_t k = 0; k < j; ++k) {
        Cell small{{candidates[k], candidates[j], candidates[i]}, {true, true, true}};
        const double volume = dot(small.vectors[0], cross(small.vectors[1], small.vectors[2]));
        if (std::abs(std::abs(volume) - wanted) > 1e-6 * wanted) continue;
        if (volume < 0) std::swap(small.vectors[1], small.vectors[2]);  // right-handed, as LAMMPS wants it
        Lattice result{small.vectors, {}};
        for (const BasisAtom& atom : lattice.basis) {
          const Vec3 s = reduced(small.fractional(cell.cartesian(atom.fractional)));
          const bool there = std::any_of(result.basis.begin(), result.basis.end(), [&](const BasisAtom& other) {
            return other.element == atom.element && same_site(other.fractional, s);
          });
          if (!there) result.basis.push_back({atom.element, s});
        }
        return result;
      }
    }
  }
  return lattice;
}

std::array<Vec3, 3> parse_cell_vectors(const std::vector<double>& v) {
  Cell cell;
  cell.periodic = {true, true, true};
  if (v.size() == 9) {
    cell.vectors = {Vec3{v[0], v[1], v[2]}, Vec3{v[3], v[4], v[5]}, Vec3{v[6], v[7], v[8]}};
  } else if (v.size() == 3 || v.size() == 6) {
    const auto cosine = [&](std::size_t i) {
      if (v.size() == 3 || v[3 + i] == 90) return 0.0;
      if (!(v[3 + i] > 0 && v[3 + i] < 180)) fail("an angle of {} degrees, expected one between 0 and 180", v[3 + i]);
      return std::cos(v[3 + i] * std::numbers::pi / 180);
    };
    for (std::size_t i = 0; i < 3; ++i) {
      if (!(v[i] > 0)) fail("an edge of length {}, expected a positive one", v[i]);
    }
    const double alpha = cosine(0), beta = cosine(1), gamma = cosine(2);
    const double sine = std::sqrt(1 - gamma * gamma), y = (alpha - beta * gamma) / sine;
    const double z2 = 1 - beta * beta - y * y;
    if (!(z2 > 0)) fail("no cell has the angles {} {} {}", v[3], v[4], v[5]);
    cell.vectors = {Vec3{v[0], 0, 0}, Vec3{v[1] * gamma, v[1] * sine, 0},
                    Vec3{v[2] * beta, v[2] * y, v[2] * std::sqrt(z2)}};
  } else {
    fail("expected 3, 6 or 9 numbers, got {}", v.size());
  }
  cell.check();
  return cell.vectors;
}

std::array<Vec3, 3> parse_strain(const std::vector<double>& v) {
  std::array<Vec3, 3> strain;
  if (v.size() == 1) {
    strain = {Vec3{v[0], 0, 0}, Vec3{0, v[0], 0}, Vec3{0, 0, v[0]}};
  } else if (v.size() == 6) {
    strain = {Vec3{v[0], v[5] / 2, v[4] / 2}, Vec3{v[5] / 2, v[1], v[3] / 2}, Vec3{v[4] / 2, v[3] / 2, v[2]}};
  } else if (v.size() == 9) {
    strain = {Vec3{v[0], v[1], v[2]}, Vec3{v[3], v[4], v[5]}, Vec3{v[6], v[7], v[8]}};
  } else {
    fail("expected 1, 6 or 9 numbers, got {}", v.size());
  }
  const Vec3 x = strain[0] + Vec3{1, 0, 0}, y = strain[1] + Vec3{0, 1, 0}, z = strain[2] + Vec3{0, 0, 1};
  if (!(dot(x, cross(y, z)) > 1e-6)) fail("this strain leaves no volume");
  return strain;
}

Frame repeated(const Lattice& lattice, std::array<int, 3> counts) {
  const double atoms = static_cast<double>(lattice.basis.size()) * counts[0] * counts[1] * counts[2];
  if (atoms > most_atoms) fail("{} atoms, expected at most {}", atoms, most_atoms);
  Frame frame;
  const Cell unit = cell_of(lattice);
  frame.cell = unit;
  for (std::size_t d = 0; d < 3; ++d) frame.cell.vectors[d] *= counts[d];
  frame.elements.reserve(static_cast<std::size_t>(atoms));
  frame.positions.reserve(static_cast<std::size_t>(atoms));
  for (int i = 0; i < counts[0]; ++i) {
    for (int j = 0; j < counts[1]; ++j) {
      for (int k = 0; k < counts[2]; ++k) {
        for (const BasisAtom& atom : lattice.basis) {
          frame.elements.push_back(atom.element);
          frame.positions.push_back(unit.cartesian(
              atom.fractional + Vec3{static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)}));
        }
      }
    }
  }
  return frame;
}

Frame cluster(const Lattice& lattice, double radius) {
  const Cell unit = cell_of(lattice);
  const Vec3 centre = lattice.basis.front().fractional;
  std::array<int, 3> reach{};
  double cells = 1;
  for (int d = 0; d < 3; ++d) {
    const double most = std::ceil(radius / unit.height(d)) + 1;
    cells *= 2 * most + 1;
    if (cells * static_cast<double>(lattice.basis.size()) > 10 * most_atoms) {
      fail("a radius of {} Å holds too many atoms, expected at most {}", radius, most_atoms);
    }
    reach[static_cast<std::size_t>(d)] = static_cast<int>(most);
  }
  struct Found {
    double r2;
    Vec3 r;
    Element element;
  };
  std::vector<Found> found;
  for (int i = -reach[0]; i <= reach[0]; ++i) {
    for (int j = -reach[1]; j <= reach[1]; ++j) {
      for (int k = -reach[2]; k <= reach[2]; ++k) {
        for (const BasisAtom& atom : lattice.basis) {
          const Vec3 r = unit.cartesian(atom.fractional - centre +
                                        Vec3{static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)});
          // Atoms on the surface of the sphere belong to it, whatever rounding says.
          if (norm2(r) <= radius * radius * (1 + 1e-9)) found.push_back({norm2(r), r, atom.element});
        }
      }
    }
  }
  // By shells; within a shell as they were found, for shells are equal only up to rounding.
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& a, const Found& b) { return std::llround(a.r2 * 1e6) < std::llround(b.r2 * 1e6); });
  Frame frame;
  for (const Found& atom : found) {
    frame.elements.push_back(atom.element);
    frame.positions.push_back(atom.r);
  }
  return frame;
}

void apply_strain(Lattice& lattice, const std::array<Vec3, 3>& strain) {
  for (Vec3& v : lattice.vectors) v += Vec3{dot(strain[0], v), dot(strain[1], v), dot(strain[2], v)};
}

void rattle(Frame& frame, double sigma, Random& random) {
  for (Vec3& r : frame.positions) {
    for (int d = 0; d < 3; ++d) r[d] += sigma * random.normal();
  }
}

void remove_atoms(Frame& frame, std::size_t count, Random& random) {
  if (count >= frame.size()) fail("{} vacancies in {} atoms, expected fewer", count, frame.size());
  for (std::size_t k = 0; k < count; ++k) {
    const auto at = static_cast<std::ptrdiff_t>(random.below(frame.size()));
    frame.positions.erase(frame.positions.begin() + at);
    frame.elements.erase(frame.elements.begin() + at);
  }
}

}  // namespace nnpipe
