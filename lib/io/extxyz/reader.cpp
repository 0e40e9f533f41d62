#include "io/extxyz.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <span>
#include <utility>

#include "atoms/bounds.hpp"
#include "atoms/label_names.hpp"
#include "base/decimal.hpp"
#include "base/error.hpp"
#include "base/notice.hpp"
#include "base/text.hpp"
#include "io/cut_off.hpp"
#include "io/extxyz/comment.hpp"
#include "io/extxyz/ipi.hpp"
#include "io/extxyz/labels.hpp"

namespace nnpipe::io {

namespace {

constexpr double per_femtosecond = 1000;  // Å/fs in Å/ps

// Keys that change what the atoms are. GPUMD takes its own in any letters; ours in others are refused: passed over,
// they would be missed by nobody.
std::optional<std::string> take_structure(extxyz::Pairs& info, std::string_view known) {
  if (auto value = extxyz::take(info, known)) return value;
  const auto near =
      std::find_if(info.begin(), info.end(), [&](auto& pair) { return extxyz::alike(pair.first, known); });
  if (near == info.end()) return std::nullopt;
  if (known == "units" || known == "site_energy") {
    fail("unknown key {}, expected it spelt {}", quoted(near->first), known);
  }
  auto value = std::move(near->second);
  info.erase(near);
  return value;
}

// A key by another name that has the numbers of a cell; nullptr: none.
const std::string* key_of_other_cell(const extxyz::Pairs& info) {
  constexpr std::array<std::string_view, 6> names{"cell",      "unit_cell", "cell_vectors", "lattice_vectors",
                                                  "supercell", "box"};
  for (const auto& [key, value] : info) {
    const auto is_key = [&key = key](std::string_view name) { return extxyz::alike(key, name); };
    if (std::none_of(names.begin(), names.end(), is_key)) continue;
    std::string text = value;
    const auto words = extxyz::array_words(text);
    const auto is_number = [](std::string_view word) { return parse_double(word).has_value(); };
    if (words.size() >= 3 && std::all_of(words.begin(), words.end(), is_number)) return &key;
  }
  return nullptr;
}

bool parse_logical(std::string_view word, std::string_view name) {
  if (word == "T" || word == "True" || word == "true" || word == "1") return true;
  if (word == "F" || word == "False" || word == "false" || word == "0") return false;
  fail("{}: expected T or F, got {}", name, quoted(word));
}

// ASE's momenta are mass × velocity in its own time, Å √(u/eV): a kinetic energy is p²/2m.
void momenta_to_velocities(Frame& frame) {
  const double unit = 1 / std::sqrt(units_of(frame.units).mass_velocity2);
  for (std::size_t i = 0; i < frame.size(); ++i) frame.velocities[i] = unit / frame.mass(i) * frame.velocities[i];
}

// One name:type:count of Properties.
struct Declared {
  std::string_view name;
  char type;
  int width;

  bool is(char wanted_type, int wanted_width, std::span<const std::string_view> names) const {
    return type == wanted_type && width == wanted_width && is_one_of(name, names);
  }
  bool is(char wanted_type, int wanted_width, std::initializer_list<std::string_view> names) const {
    return is(wanted_type, wanted_width, std::span{names.begin(), names.size()});
  }
};

// The words of Properties, three for each column.
std::vector<std::string_view> parts_of(std::string_view properties) {
  const auto parts = split(properties, ':');
  if (parts.size() % 3 != 0) fail("Properties: expected name:type:count three by three, got {}", quoted(properties));
  constexpr std::size_t most_columns = 1000;
  if (parts.size() > 3 * most_columns) {
    fail("Properties: {} columns, expected at most {}", parts.size() / 3, most_columns);
  }
  return parts;
}

// The column whose words begin at i.
Declared declared_column(const std::vector<std::string_view>& parts, std::size_t i) {
  constexpr int widest = 4096;
  const std::string_view name = parts[i], type = parts[i + 1];
  const auto width = parse_int(parts[i + 2]);
  if (name.empty() || type.size() != 1 || std::string_view{"RISL"}.find(type[0]) == std::string_view::npos || !width ||
      *width < 1 || *width > widest) {
    fail("Properties: expected name:type:count with a type of R, I, S, L, got {}:{}:{}", name, type, parts[i + 2]);
  }
  for (std::size_t before = 0; before < i; before += 3) {
    if (parts[before] == name) fail("Properties: column {} occurs twice", quoted(name));
  }
  return {name, type[0], static_cast<int>(*width)};
}

// The name under which a column is carried along that is none of the frame's own: one of these is the frame's.
std::string name_beside(std::string_view name) {
  for (const std::string_view own : {"species", "forces", "masses", "velo", "energies"}) {
    if (name == own) return fmt::format("unused_{}", name);
  }
  return std::string{name};
}

// Columns whose names mean something have the type that goes with it: forces of two components are not passed over.
void check_known(const Declared& column) {
  for (const std::string_view known : {"pos", "positions", "position", "velo", "velocities", "vel", "momenta", "forces",
                                       "force", "REF_forces", "masses", "mass"}) {
    if (column.name != known) continue;
    const int wanted = known.starts_with("mass") ? 1 : 3;
    if (column.type != 'R' || column.width != wanted) {
      fail("Properties: column {} has the type {}:{}, expected R:{}", quoted(known), column.type, column.width, wanted);
    }
  }
}

// The column that holds the forces: `named`, or one of the usual names, "forces" before others, or near them; empty:
// there is none.
std::string_view force_column_of(const std::vector<std::string_view>& parts, std::string_view named) {
  if (!named.empty()) return named;
  std::string_view usual, near;
  for (std::size_t i = 0; i + 2 < parts.size(); i += 3) {
    if (parts[i + 1] != "R" || parts[i + 2] != "3") continue;
    if (parts[i] == "forces" || (usual.empty() && extxyz::is_usual_force(parts[i]))) usual = parts[i];
    if (near.empty() && extxyz::is_near_force(parts[i])) near = parts[i];
  }
  return usual.empty() ? near : usual;
}

Element element_of_digits(std::string_view word) {
  return element_of_number(static_cast<int>(std::clamp<std::int64_t>(to_int(word, "Z"), -1, 1000)));
}

std::string axis_name(std::string_view what, int axis) { return fmt::format("{} {}", what, "xyz"[axis]); }

}  // namespace

FrameReader::FrameReader(Input input, FrameKeys keys) : x_input{std::move(input)}, x_keys{std::move(keys)} {}

FrameReader::FrameReader(const std::string& path, FrameKeys keys) : FrameReader{Input{path}, std::move(keys)} {}

std::string FrameReader::place() const { return fmt::format("{}: frame {}", x_input.name(), x_frames); }

bool FrameReader::next(Frame& frame) {
  const std::size_t whole = x_frames;
  return read_whole(x_input, whole, x_keys.keep_complete, [&] { return read_next(frame); });
}

bool FrameReader::read_next(Frame& frame) {
  std::string_view line;
  do {
    if (!x_input.line(line)) {
      if (x_frames == 0) fail("{}: no frames, expected extended XYZ, got an empty stream", x_input.name());
      return false;
    }
  } while (trim(line).empty());
  const auto count = parse_int(trim(line));
  ++x_frames;
  const auto frame_place = [&] { return fmt::format("{}: frame {}", x_input.place(), x_frames); };
  if (!count) fail_at_count(std::string{line});
  if (*count <= 0) with_place(frame_place, [&] { fail("expected a positive number of atoms, got {}", *count); });

  frame.clear();
  if (!x_input.line(line)) with_place(frame_place, [] { fail_cut_off("stream ends before the comment line"); });
  with_place(frame_place, [&] {
    read_comment(line, frame);
    const auto tell = [this](const std::string& words) { notice_once(words); };
    extxyz::take_labels(frame, x_keys, x_units, tell);
  });
  read_atoms(static_cast<std::size_t>(*count), frame);
  // Nothing else tells that the last number was cut. Writers of others may leave the end of the last line out.
  if (!x_input.line_has_end() && (x_says_units || x_keys.keep_complete)) {
    with_place(frame_place, [] { fail_cut_off("stream ends in the middle of a line: it is not whole"); });
  }
  with_place([this] { return place(); },
             [&] {
               finish_columns(frame);
               check_density(frame.units, frame.size(), frame.cell);
             });
  return true;
}

void FrameReader::fail_at_count(const std::string& got) {
  if (x_frames == 1) {
    const auto other = what_it_is(got, x_input);
    if (!other.empty()) fail("{}: {}, expected frames in extended XYZ", x_input.name(), other);
  }
  split(got, x_words);
  const bool an_atom = x_frames > 1 && x_words.size() == x_words_per_atom;
  fail("{}: frame {}: expected the number of atoms, got {}{}", x_input.place(), x_frames, quoted(got),
       an_atom ? ": the frame before has more atoms than it says" : "");
}

void FrameReader::read_atoms(std::size_t atoms, Frame& frame) {
  std::string_view line;
  std::size_t atom = 0;
  with_place([&] { return fmt::format("{}: frame {}, atom {}", x_input.place(), x_frames, atom + 1); },
             [&] {
               for (; atom < atoms; ++atom) {
                 if (!x_input.line(line)) fail_cut_off("stream ends here, expected {} atoms", atoms);
                 read_atom(line, frame);
               }
             });
}

// What columns mean by the units that the frame states, and those that their names do.
void FrameReader::finish_columns(Frame& frame) {
  const auto has = [&](Role role) {
    return std::any_of(x_columns.begin(), x_columns.end(), [&](const Column& column) { return column.role == role; });
  };
  if (has(Role::momentum)) momenta_to_velocities(frame);
  if (has(Role::gpumd_velocity)) {
    for (Vec3& v : frame.velocities) v = per_femtosecond * v;
    notice_once("column vel is taken in Å/fs, as GPUMD writes it; velo is in Å/ps");
  }
  extxyz::check_stated(x_units, frame);
  const auto scale = [](std::vector<Vec3>& values, double unit) {
    for (Vec3& v : values) v = unit * v;
  };
  if (x_units.of_length() != 1) scale(frame.positions, x_units.of_length());
  if (x_units.force.value_or(1) != 1) scale(frame.forces, *x_units.force);
  for (double& energy : frame.site_energies) energy *= x_units.energy.value_or(1);
}

void FrameReader::notice_once(const std::string& words) {
  if (std::find(x_told.begin(), x_told.end(), words) != x_told.end()) return;
  x_told.push_back(words);
  notice(fmt::format("{}: frame {}: {}", x_input.name(), x_frames, words));
}

void FrameReader::read_comment(std::string_view line, Frame& frame) {
  const std::string plain = "species:S:1:pos:R:3";
  x_says_units = false;
  x_units = {};
  if (extxyz::is_ipi_comment(line)) {
    const auto comment = extxyz::parse_ipi_comment(line);
    frame.cell = comment.cell;
    x_units.length = comment.length_unit;
    frame.info.emplace_back("comment", std::string{trim(line)});
    return read_columns(plain, frame);
  }
  if (line.find('=') == std::string_view::npos) {
    // Plain XYZ: the comment is prose.
    if (!trim(line).empty()) frame.info.emplace_back("comment", std::string{trim(line)});
    return read_columns(plain, frame);
  }
  frame.info = extxyz::parse_comment(line);
  x_units = extxyz::take_units(frame.info);
  if (auto energy = take_structure(frame.info, "site_energy"))
    frame.info.emplace_back("site_energy", std::move(*energy));
  const auto properties = take_structure(frame.info, "Properties");
  read_cell(frame);
  if (!frame.cell.exists()) {
    if (const auto* key = key_of_other_cell(frame.info)) {
      notice_once(fmt::format("key {} may be a cell, but is not read; expected the key Lattice", quoted(*key)));
    }
  }
  if (const auto units = take_structure(frame.info, "units"))
    frame.units = parse_unit_style(*units), x_says_units = true;
  read_columns(properties.value_or(plain), frame);
}

void FrameReader::read_cell(Frame& frame) const {
  if (auto lattice = take_structure(frame.info, "Lattice")) {
    const auto words = extxyz::array_words(*lattice);
    if (words.size() != 9) fail("Lattice: expected 9 numbers, got {}", words.size());
    for (std::size_t i = 0; i < 9; ++i) {
      frame.cell.vectors[i / 3][static_cast<int>(i % 3)] = x_units.of_length() * to_finite(words[i], "Lattice");
    }
    frame.cell.periodic = {true, true, true};
  }
  if (auto pbc = take_structure(frame.info, "pbc")) {
    const auto words = extxyz::array_words(*pbc);
    if (words.size() != 3) fail("pbc: expected 3 of T and F, got {}", quoted(*pbc));
    for (std::size_t i = 0; i < 3; ++i) frame.cell.periodic[i] = parse_logical(words[i], "pbc");
  }
  frame.cell.check();
}

void FrameReader::read_columns(std::string_view properties, Frame& frame) {
  const auto parts = parts_of(properties);
  x_columns.clear();
  x_words_per_atom = 0;
  const auto force_column = force_column_of(parts, x_keys.forces);
  bool has_species = false, has_positions = false, has_velocities = false, has_forces = false, has_masses = false,
       has_site_energies = false;
  std::string_view unread_forces;
  for (std::size_t i = 0; i < parts.size(); i += 3) {
    const Declared declared = declared_column(parts, i);
    const std::string_view name = declared.name;
    const bool vector = declared.type == 'R' && declared.width == 3;
    Column column{Role::extra, declared.width, 0};
    if (declared.is('S', 1, {"species", "element", "elements"}) && !has_species) {
      column.role = Role::species;
      has_species = true;
    } else if (declared.is('R', 3, {"pos", "positions", "position"})) {
      if (has_positions) fail("Properties: a second column of positions, {}", quoted(name));
      column.role = Role::position;
      has_positions = true;
    } else if (declared.is('R', 3, {"velo", "velocities", "vel"}) && !has_velocities) {
      column.role = name == "vel" ? Role::gpumd_velocity : Role::velocity;
      has_velocities = true;
    } else if (declared.is('R', 3, {"momenta"}) && !has_velocities) {
      column.role = Role::momentum;
      has_velocities = true;
    } else if (vector && name == force_column) {
      column.role = Role::force;
      has_forces = true;
    } else if (declared.is('R', 1, {"masses", "mass"}) && !has_masses) {
      column.role = Role::mass;
      has_masses = true;
    } else if (declared.is('R', 1, site_energy_names) && !has_site_energies) {
      column.role = Role::site_energy;
      has_site_energies = true;
    } else if (declared.is('I', 1, {"Z", "numbers"}) && !has_species) {
      column.role = Role::number;
    } else {
      check_known(declared);
      // Momenta and velocities, of three programs' units: which of two is meant is not ours to say.
      if (has_velocities && declared.is('R', 3, {"velo", "velocities", "vel", "momenta"})) {
        fail("Properties: a second column of velocities, {}", quoted(name));
      }
      if (vector && x_keys.ask && x_keys.forces.empty() && extxyz::is_usual_force(name)) {
        fail("Properties: columns {} and {} of forces, expected --forces-key to say which", quoted(force_column),
             quoted(name));
      }
      if (x_keys.ask && vector && extxyz::speaks_of(name, "force")) unread_forces = name;
      column.extra = frame.columns.size();
      if (declared.is('I', 1, {"Z", "numbers"})) column.role = Role::second_number;
      frame.columns.push_back({name_beside(name), declared.type, column.width, {}});
    }
    x_words_per_atom += static_cast<std::size_t>(column.width);
    x_columns.push_back(column);
  }
  const bool has_numbers =
      std::any_of(x_columns.begin(), x_columns.end(), [](const Column& c) { return c.role == Role::number; });
  if (!has_species && !has_numbers) fail("Properties has no species column, expected species:S:1");
  if (!has_positions) fail("Properties has no positions, expected pos:R:3");
  if (!has_forces && !unread_forces.empty() && x_keys.forces.empty()) {
    notice_once(fmt::format("column {} may be forces, but is not read; --forces-key {} reads it", quoted(unread_forces),
                            unread_forces));
  }
  if (!x_keys.forces.empty() && !has_forces)
    fail("no column {} of three reals (requested by --forces-key)", quoted(x_keys.forces));
}

bool FrameReader::Column::numbers() const {
  return role == Role::position || role == Role::velocity || role == Role::gpumd_velocity || role == Role::momentum ||
         role == Role::force || role == Role::site_energy;
}

// The words of a line of the input's, and the finite numbers among them; false where it is not of the usual kind: it
// may be right all the same.
bool FrameReader::scan(std::string_view line) {
  x_words.resize(x_words_per_atom);
  x_numbers.resize(x_words_per_atom);
  const char* at = line.data();
  const char* const end = at + line.size();
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  std::size_t word = 0;
  for (const auto& column : x_columns) {
    const bool numbers = column.numbers();
    for (int i = 0; i < column.width; ++i, ++word) {
      while (at != end && is_blank(*at)) ++at;
      const char* const begin = at;
      if (numbers) {
        at = read_decimal(begin, end + Input::margin, x_numbers[word]);
        if (at == nullptr || (at != end && !is_blank(*at))) return false;
      } else {
        while (static_cast<unsigned char>(*at) > ' ') ++at;
        x_words[word] = {begin, at};
      }
      if (at == begin) return false;
    }
  }
  while (at != end && is_blank(*at)) ++at;
  return at == end;
}

void FrameReader::read_atom(std::string_view line, Frame& frame) {
  const bool scanned = scan(line);
  if (!scanned) split(line, x_words);
  if (x_words.size() != x_words_per_atom) {
    const bool a_count = x_words.size() == 1 && parse_int(x_words[0]);
    fail("expected {} words, got {}{}", x_words_per_atom, x_words.size(),
         a_count ? ": the frame has fewer atoms than it says" : "");
  }
  std::size_t word = 0;
  const auto vector = [&](std::string_view what) {
    Vec3 v;
    for (int axis = 0; axis < 3; ++axis) {
      const std::size_t at = word + static_cast<std::size_t>(axis);
      v[axis] = scanned ? x_numbers[at] : to_finite(x_words[at], axis_name(what, axis));
    }
    return v;
  };
  bool element_known = false;
  const auto set_element = [&](Element element) {
    if (!element_known) {
      frame.elements.push_back(element);
    } else if (frame.elements.back() != element) {
      fail("species and atomic number differ, got {} and {}", frame.elements.back().symbol(), element.symbol());
    }
    element_known = true;
  };
  for (const auto& column : x_columns) {
    switch (column.role) {
      case Role::species: set_element(element_of(x_words[word])); break;
      case Role::number: set_element(element_of_digits(x_words[word])); break;
      case Role::second_number:
        set_element(element_of_digits(x_words[word]));
        frame.columns[column.extra].values.emplace_back(x_words[word]);
        break;
      case Role::position:
        frame.positions.push_back(vector("position"));
        check_position(frame.positions.back());
        break;
      case Role::gpumd_velocity:
      case Role::velocity: frame.velocities.push_back(vector("velocity")); break;
      case Role::momentum: frame.velocities.push_back(vector("momentum")); break;
      case Role::force: frame.forces.push_back(vector("force")); break;
      case Role::mass:
        frame.masses.push_back(to_finite(x_words[word], "mass"));
        if (!(frame.masses.back() > 0)) fail("mass: expected a positive number, got {}", x_words[word]);
        break;
      case Role::site_energy:
        frame.site_energies.push_back(scanned ? x_numbers[word] : to_finite(x_words[word], "site energy"));
        break;
      case Role::extra:
        for (std::size_t i = 0; i < static_cast<std::size_t>(column.width); ++i) {
          frame.columns[column.extra].values.emplace_back(x_words[word + i]);
        }
        break;
    }
    word += static_cast<std::size_t>(column.width);
  }
}

}  // namespace nnpipe::io
