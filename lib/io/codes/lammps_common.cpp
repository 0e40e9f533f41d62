#include "io/codes/lammps_common.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "atoms/columns.hpp"
#include "base/error.hpp"
#include "base/permute.hpp"
#include "base/shown_units.hpp"
#include "base/text.hpp"

namespace nnpipe::io::lammps {

namespace {

constexpr double spare = 1.0;           // Å between atoms and a face that is made for them
constexpr double mass_tolerance = 0.1;  // g/mol
constexpr int last_element = 118;

void arrange(Frame& frame, LammpsAtoms& atoms, const std::vector<std::size_t>& order) {
  permute(frame, order);
  permute(atoms.id, order);
  permute(atoms.type, order);
  permute(atoms.molecule, order);
  permute(atoms.image, order, 3);
  permute(atoms.charge, order);
}

void add_integers(Frame& frame, std::string name, int width, const std::vector<std::int64_t>& values) {
  ExtraColumn column{std::move(name), 'I', width, {}};
  column.values.reserve(values.size());
  for (const auto value : values) column.values.push_back(std::to_string(value));
  frame.columns.push_back(std::move(column));
}

// Types that count the elements of a frame by atomic number.
std::vector<std::int64_t> plain_types(const Frame& frame, const std::vector<Element>& elements) {
  std::vector<std::int64_t> types;
  types.reserve(frame.size());
  for (const Element element : frame.elements) {
    const auto at = std::lower_bound(elements.begin(), elements.end(), element);
    types.push_back(at - elements.begin() + 1);
  }
  return types;
}

// Some vector perpendicular to all given ones that are not zero, of length 1.
Vec3 perpendicular(const std::array<Vec3, 3>& vectors) {
  std::vector<Vec3> given;
  for (const Vec3 v : vectors) {
    if (norm2(v) > 0) given.push_back((1 / norm(v)) * v);
  }
  if (given.size() == 2) {
    const Vec3 normal = cross(given[0], given[1]);
    return (1 / norm(normal)) * normal;
  }
  // With one vector: the axis that leans on it least, made perpendicular; with none: the first axis.
  if (given.empty()) return {1, 0, 0};
  Vec3 best;
  for (const Vec3 axis : {Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}}) {
    const Vec3 rest = axis - dot(axis, given[0]) * given[0];
    if (norm2(rest) > norm2(best) + 1e-12) best = rest;
  }
  return (1 / norm(best)) * best;
}

Vec3 origin_of(const Frame& frame) {
  const std::string* text = frame.find_info("Origin");
  if (text == nullptr) return {};
  const auto words = split(*text);
  if (words.size() != 3) fail("key Origin: expected three numbers, got {}", quoted(*text));
  return {to_finite(words[0], "Origin"), to_finite(words[1], "Origin"), to_finite(words[2], "Origin")};
}

}  // namespace

Box box_of(const Frame& frame) {
  auto vectors = frame.cell.vectors;
  Vec3 low;
  if (frame.cell.exists()) low = origin_of(frame);
  // No vector at all: the axes themselves, in their order.
  const std::array<Vec3, 3> plain{Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}};
  const bool none = !frame.cell.exists();
  for (std::size_t i = 0; i < 3; ++i) {
    if (norm2(vectors[i]) > 0) continue;
    const Vec3 direction = none ? plain[i] : perpendicular(vectors);
    double least = std::numeric_limits<double>::infinity();
    double most = -least;
    for (const Vec3 r : frame.positions) {
      least = std::min(least, dot(r, direction));
      most = std::max(most, dot(r, direction));
    }
    vectors[i] = (most - least + 2 * spare) * direction;
    low += (least - spare - dot(low, direction)) * direction;
  }
  Box box;
  box.periodic = frame.cell.periodic;
  auto [a, b, c] = vectors;
  if (dot(cross(a, b), c) < 0) {
    // Moves the corner with the vector, so that the box covers the same space.
    low += c;
    c = -c;
    box.mirrored = true;
  }
  const bool ready = a.x > 0 && a.y == 0 && a.z == 0 && b.y > 0 && b.z == 0 && c.z > 0;
  if (!ready) {
    box.turned = true;
    const Vec3 x = (1 / norm(a)) * a;
    const Vec3 across = cross(a, b);
    const Vec3 z = (1 / norm(across)) * across;
    box.axes = {x, cross(z, x), z};
  }
  box.low = box.turn(low);
  const Vec3 turned_a = box.turn(a);
  const Vec3 turned_b = box.turn(b);
  const Vec3 turned_c = box.turn(c);
  box.lx = turned_a.x;
  box.ly = turned_b.y;
  box.lz = turned_c.z;
  box.xy = turned_b.x;
  box.xz = turned_c.x;
  box.yz = turned_c.y;
  // What turning leaves of a right angle is not a tilt.
  if (box.turned) {
    const double tiny = 1e-13 * (box.lx + box.ly + box.lz);
    for (double* tilt : {&box.xy, &box.xz, &box.yz}) {
      if (std::abs(*tilt) < tiny) *tilt = 0;
    }
  }
  return box;
}

bool hold_atoms(Box& box, const Frame& frame) {
  constexpr double tolerance = 1e-7;  // of a vector; LAMMPS allows for 1e-6
  Vec3 least, most{1, 1, 1};
  for (const Vec3 position : frame.positions) {
    const Vec3 r = box.turn(position) - box.low;
    Vec3 s;
    s.z = r.z / box.lz;
    s.y = (r.y - s.z * box.yz) / box.ly;
    s.x = (r.x - s.z * box.xz - s.y * box.xy) / box.lx;
    for (int k = 0; k < 3; ++k) {
      least[k] = std::min(least[k], s[k]);
      most[k] = std::max(most[k], s[k]);
    }
  }
  const std::array<Vec3, 3> vectors{Vec3{box.lx, 0, 0}, Vec3{box.xy, box.ly, 0}, Vec3{box.xz, box.yz, box.lz}};
  Vec3 factor{1, 1, 1};
  for (int k = 0; k < 3; ++k) {
    const auto axis = static_cast<std::size_t>(k);
    if (box.periodic[axis] || (least[k] >= -tolerance && most[k] <= 1 + tolerance)) continue;
    const double height = vectors[axis][k];
    const double below = least[k] < -tolerance ? spare / height - least[k] : 0;
    const double above = most[k] > 1 + tolerance ? most[k] - 1 + spare / height : 0;
    box.low += -below * vectors[axis];
    factor[k] = 1 + below + above;
  }
  box.lx *= factor.x;
  box.xy *= factor.y;
  box.ly *= factor.y;
  box.xz *= factor.z;
  box.yz *= factor.z;
  box.lz *= factor.z;
  return factor != Vec3{1, 1, 1};
}

void set_origin(Frame& frame, Vec3 origin) {
  if (origin == Vec3{}) return;
  frame.set_info("Origin", fmt::format("{} {} {}", to_text(origin.x), to_text(origin.y), to_text(origin.z)));
}

Element element_by_mass(double mass) {
  Element best{-1};
  double distance = mass_tolerance;
  for (int number = 1; number <= last_element; ++number) {
    const Element element{number};
    const double d = std::abs(element.mass() - mass);
    if (d <= distance) {
      distance = d;
      best = element;
    }
  }
  return best;
}

Element given_element(std::int64_t type, const LammpsOptions& options) {
  const auto given = static_cast<std::int64_t>(options.elements.size());
  if (type > given) fail("type {} has no element, {} given by --elements", type, given);
  return options.elements[static_cast<std::size_t>(type - 1)];
}

Element element_of_type(std::int64_t type, std::int64_t types, double mass, UnitStyle units,
                        const LammpsOptions& options) {
  if (!options.elements.empty()) {
    const Element given = given_element(type, options);
    // Isotopes have no element's mass; a mass of 1 stands where nobody cared.
    const Element known = is_physical(units) && mass != 1 ? element_by_mass(mass) : Element{-1};
    if (known.number > 0 && given.number > 0 && known != given) {
      fail("type {} has mass {}, which is that of {}, but --elements names it {}", type, to_text(mass), known.symbol(),
           given.symbol());
    }
    return given;
  }
  if (!is_physical(units)) {
    if (types > 1) fail("{} types in reduced units, expected --elements to name them", types);
    return Element{};
  }
  if (mass <= 0) fail("no element for type {}, expected --elements to name it", type);
  const Element element = element_by_mass(mass);
  if (element.number < 0) {
    fail("no element has mass {} of type {}, expected --elements to name it", to_text(mass), type);
  }
  return element;
}

void arrange(Frame& frame, LammpsAtoms& atoms) {
  const std::size_t count = frame.size();
  if (!atoms.id.empty()) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto before = [&](std::size_t a, std::size_t b) { return atoms.id[a] < atoms.id[b]; };
    if (!std::is_sorted(order.begin(), order.end(), before)) {
      std::sort(order.begin(), order.end(), before);
      arrange(frame, atoms, order);
    }
    bool counted = true;
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0 && atoms.id[i] == atoms.id[i - 1]) fail("atom id {} occurs twice", atoms.id[i]);
      counted = counted && atoms.id[i] == static_cast<std::int64_t>(i) + 1;
    }
    if (!counted) add_integers(frame, "id", 1, atoms.id);
  }
  if (!atoms.type.empty() && atoms.type != plain_types(frame, elements_in(frame))) {
    add_integers(frame, "type", 1, atoms.type);
  }
  if (std::any_of(atoms.image.begin(), atoms.image.end(), [](auto n) { return n != 0; })) {
    add_integers(frame, "image", 3, atoms.image);
  }
  if (!atoms.charge.empty()) frame.columns.push_back({"charge", 'R', 1, atoms.charge});
  if (!atoms.molecule.empty()) add_integers(frame, "mol", 1, atoms.molecule);
}

void drop_plain_masses(Frame& frame) {
  for (std::size_t i = 0; i < frame.masses.size(); ++i) {
    if (frame.masses[i] != frame.elements[i].mass()) return;
  }
  frame.masses.clear();
}

bool is_own_column(std::string_view name) {
  constexpr std::array<std::string_view, 5> own{"id", "type", "image", "charge", "mol"};
  return std::find(own.begin(), own.end(), name) != own.end();
}

Types types_of(const Frame& frame, const LammpsOptions& options) {
  Types types;
  const ExtraColumn* column = find_column(frame, "type");
  if (!options.elements.empty()) {
    types.elements = options.elements;
    for (const Element element : frame.elements) {
      const auto at = std::find(options.elements.begin(), options.elements.end(), element);
      if (at == options.elements.end()) fail("element {} is not among those of --elements", element.symbol());
      types.of_atom.push_back(at - options.elements.begin() + 1);
    }
  } else if (column != nullptr) {
    for (const auto& value : column->values) {
      const auto type = to_int(value, "column type");
      if (type < 1 || type > most_types) fail("column type: expected 1 to {}, got {}", most_types, type);
      types.of_atom.push_back(type);
    }
    const auto most = *std::max_element(types.of_atom.begin(), types.of_atom.end());
    types.elements.assign(static_cast<std::size_t>(most), Element{-1});
  } else {
    types.elements = elements_in(frame);
    types.of_atom = plain_types(frame, types.elements);
  }
  std::vector<std::size_t> first(types.elements.size(), frame.size());
  types.masses.assign(types.elements.size(), 0.0);
  for (std::size_t i = 0; i < frame.size(); ++i) {
    const auto type = static_cast<std::size_t>(types.of_atom[i] - 1);
    if (first[type] == frame.size()) {
      first[type] = i;
      types.elements[type] = frame.elements[i];
      types.masses[type] = frame.mass(i);
    } else if (types.elements[type] != frame.elements[i] || types.masses[type] != frame.mass(i)) {
      fail("atoms {} and {} have type {}, expected one element and mass, got {} {} and {} {}", first[type] + 1, i + 1,
           type + 1, types.elements[type].symbol(), to_text(types.masses[type]), frame.elements[i].symbol(),
           to_text(frame.mass(i)));
    }
  }
  for (std::size_t type = 0; type < first.size(); ++type) {
    if (first[type] != frame.size()) continue;
    // LAMMPS wants a mass of every type, present or not.
    types.masses[type] = types.elements[type].number >= 0 ? types.elements[type].mass() : 1.0;
  }
  return types;
}

void append_id(std::string& out, const ExtraColumn* ids, std::size_t atom) {
  out += ids != nullptr ? ids->values[atom] : std::to_string(atom + 1);
}

std::array<std::int64_t, 3> image_of(const ExtraColumn* images, std::size_t atom, const Box& box) {
  if (images == nullptr) return {0, 0, 0};
  std::array<std::int64_t, 3> image{};
  for (std::size_t k = 0; k < 3; ++k) image[k] = to_int(images->values[3 * atom + k], "column image");
  if (box.mirrored) image[2] = -image[2];
  return image;
}

}  // namespace nnpipe::io::lammps
