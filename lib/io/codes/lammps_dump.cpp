#include <algorithm>
#include <array>
#include <utility>

#include "atoms/columns.hpp"
#include "base/error.hpp"
#include "base/notice.hpp"
#include "base/text.hpp"
#include "io/codes/common.hpp"
#include "io/codes/lammps.hpp"
#include "io/codes/lammps_common.hpp"
#include "io/cut_off.hpp"

namespace nnpipe::io {

namespace {

constexpr std::string_view item = "ITEM: ";

// "x" → 'x' 0 and so on for the four forms of positions; component −1: no position.
std::pair<char, int> position_form(std::string_view name) {
  if (name.empty() || name[0] < 'x' || name[0] > 'z') return {0, -1};
  const int component = name[0] - 'x';
  const auto form = name.substr(1);
  if (form.empty()) return {'x', component};
  if (form == "s") return {'s', component};
  if (form == "u") return {'u', component};
  if (form == "su") return {'S', component};
  return {0, -1};
}

constexpr char axes[] = {'x', 'y', 'z'};

// "c_st[3]" → "c_st", 3; no brackets: 0.
std::pair<std::string_view, std::int64_t> indexed_name(std::string_view name) {
  const auto open = name.find('[');
  if (open == std::string_view::npos || !name.ends_with(']') || name.size() < open + 3) return {name, 0};
  const auto index = parse_int(name.substr(open + 1, name.size() - open - 2));
  return index ? std::pair{name.substr(0, open), *index} : std::pair{name, std::int64_t{0}};
}

// The form whose three components are there; of several the first in this order, of none 0.
char form_of_positions(const std::vector<std::string_view>& names) {
  for (const char form : {'x', 's', 'u', 'S'}) {
    const auto count =
        std::count_if(names.begin(), names.end(), [&](auto n) { return position_form(n).first == form; });
    if (count == 3) return form;
  }
  return 0;
}

// Whether all three components of a vector are there, as fx, fy, fz.
bool is_whole(char vector, const std::vector<std::string_view>& names) {
  return std::all_of(std::begin(axes), std::end(axes), [&](char axis) {
    return std::find(names.begin(), names.end(), std::string{vector, axis}) != names.end();
  });
}

bool counts(std::string_view name) {
  return name == "proc" || name == "procp1" || name.starts_with("i_") || name.starts_with("i2_");
}

// Takes a column of no role of its own: c_st[2] widens c_st[1].
void add_extra(std::string_view name, std::vector<ExtraColumn>& extras) {
  const auto [base, index] = indexed_name(name);
  const bool goes_on = index > 1 && !extras.empty() && extras.back().name == base && extras.back().width == index - 1;
  if (goes_on) {
    ++extras.back().width;
  } else {
    extras.push_back({std::string{index == 1 ? base : name}, counts(name) ? 'I' : 'R', 1, {}});
  }
}

}  // namespace

LammpsDumpReader::LammpsDumpReader(Input input, LammpsOptions options)
    : x_input{std::move(input)}, x_options{std::move(options)}, x_units{x_options.units.value_or(UnitStyle::metal)} {}

LammpsDumpReader::LammpsDumpReader(const std::string& path, LammpsOptions options)
    : LammpsDumpReader{Input{path}, std::move(options)} {}

std::string LammpsDumpReader::place() const { return fmt::format("{}: frame {}", x_input.name(), x_frames); }

bool LammpsDumpReader::next(Frame& frame) {
  if (x_frames == 0 && x_input.at_end()) fail("{}: empty stream, expected a LAMMPS dump", x_input.name());
  return read_whole(x_input, x_frames, x_options.keep_complete, [&] { return read_next(frame); });
}

bool LammpsDumpReader::read_next(Frame& frame) {
  return with_place([&] { return fmt::format("{}: frame {}", x_input.place(), x_frames + 1); },
                    [&] {
                      frame = {};
                      if (!read_head(frame)) return false;
                      read_atoms(frame);
                      if (x_options.keep_complete && !x_input.line_has_end()) {
                        fail_cut_off("stream ends in the middle of a line");
                      }
                      finish(frame);
                      ++x_frames;
                      return true;
                    });
}

std::string_view LammpsDumpReader::line(std::string_view what) {
  std::string_view text;
  if (!x_input.line(text)) fail_cut_off("stream ends in the middle of {}", what);
  return text;
}

bool LammpsDumpReader::read_head(Frame& frame) {
  bool has_count = false;
  bool has_box = false;
  bool has_step = false;
  codes::Once once;
  std::string_view text;
  while (x_input.line(text)) {
    const auto header = trim(text);
    if (header.empty() && !has_step) continue;
    if (!header.starts_with(item)) {
      const bool row = x_frames > 0 && !has_step && split(header).size() == x_columns.size();
      fail("expected a line that begins with ITEM:, got {}{}", quoted(header),
           row ? ": the frame before has more atoms than it says" : "");
    }
    const auto what = header.substr(item.size());
    once(what.starts_with("BOX BOUNDS") ? "BOX BOUNDS" : what);
    if (what.starts_with("ATOMS")) {
      if (!has_step || !has_count || !has_box) fail("ITEM: ATOMS before time step, number of atoms and box bounds");
      read_columns(what, frame);
      frame.units = x_units;
      return true;
    }
    if (what == "TIMESTEP") {
      frame.set_info("step", std::to_string(to_int(trim(line("the time step")), "time step")));
      has_step = true;
    } else if (what == "UNITS") {
      const auto units = parse_unit_style(trim(line("the units")));
      if (x_options.units) check_same_units(units, "the file", *x_options.units, "the option");
      x_units = units;
    } else if (what == "TIME") {
      frame.set_info("time", to_text(to_finite(trim(line("the time")), "time")));
    } else if (what == "NUMBER OF ATOMS") {
      const auto count = to_int(trim(line("the number of atoms")), "number of atoms");
      if (count < 1 || count > 2'000'000'000) fail("{} atoms, expected 1 to 2000000000", count);
      x_count = static_cast<std::size_t>(count);
      has_count = true;
    } else if (what.starts_with("BOX BOUNDS")) {
      read_box(std::string{what.substr(10)}, frame);
      has_box = true;
    } else {
      fail("unknown item {} of a LAMMPS dump", quoted(what));
    }
  }
  if (has_step) fail_cut_off("stream ends in the middle of a frame's header");
  return false;
}

void LammpsDumpReader::read_box(std::string_view header, Frame& frame) {
  const auto flags = split(header);
  const bool general = flags.size() >= 2 && flags[0] == "abc" && flags[1] == "origin";
  const bool tilted = flags.size() >= 3 && flags[0] == "xy" && flags[1] == "xz" && flags[2] == "yz";
  const std::size_t skip = general ? 2 : tilted ? 3 : 0;
  // Old versions write no boundary flags: periodic.
  for (std::size_t k = 0; k < 3; ++k) {
    frame.cell.periodic[k] = flags.size() <= skip + k || flags[skip + k].starts_with('p');
  }
  std::array<std::array<double, 4>, 3> rows{};
  const std::size_t width = general ? 4 : tilted ? 3 : 2;
  for (auto& row : rows) {
    split(line("the box bounds"), x_words);
    if (x_words.size() != width) fail("box bounds have {} words, expected {}", x_words.size(), width);
    for (std::size_t k = 0; k < width; ++k) row[k] = to_finite(x_words[k], "box bound");
  }
  auto& vectors = frame.cell.vectors;
  if (general) {
    for (std::size_t k = 0; k < 3; ++k) vectors[k] = {rows[k][0], rows[k][1], rows[k][2]};
    x_origin = {rows[0][3], rows[1][3], rows[2][3]};
    return;
  }
  // A triclinic box is given by the bounds of its eight corners.
  const double xy = rows[0][2];
  const double xz = rows[1][2];
  const double yz = rows[2][2];
  rows[0][0] -= std::min({0.0, xy, xz, xy + xz});
  rows[0][1] -= std::max({0.0, xy, xz, xy + xz});
  rows[1][0] -= std::min(0.0, yz);
  rows[1][1] -= std::max(0.0, yz);
  for (const auto& row : rows) {
    if (!(row[1] > row[0]))
      fail("box bounds {} {}, expected the second to be larger", to_text(row[0]), to_text(row[1]));
  }
  vectors = {Vec3{rows[0][1] - rows[0][0], 0, 0}, Vec3{xy, rows[1][1] - rows[1][0], 0},
             Vec3{xz, yz, rows[2][1] - rows[2][0]}};
  x_origin = {rows[0][0], rows[1][0], rows[2][0]};
}

void LammpsDumpReader::read_columns(std::string_view header, Frame& frame) {
  if (header == x_header) {
    frame.columns = x_extras;
    return;
  }
  auto names = split(header);
  names.erase(names.begin());
  codes::Once once;
  for (const auto name : names) once(fmt::format("column {}", name));
  x_columns.clear();
  x_extras.clear();
  x_has_element = false;
  x_form = form_of_positions(names);
  if (x_form == 0) fail("no positions, expected columns x y z (or xs, xu, xsu and so on)");
  for (const auto name : names) {
    Column column{Role::extra, 0, 0};
    const auto [form, axis] = position_form(name);
    // Of a vector of which components are missing those that are there stay columns of their own.
    const bool vector = name.size() == 2 && name[1] >= 'x' && name[1] <= 'z' && is_whole(name[0], names);
    if (form != 0 && form == x_form) {
      column = {Role::position, axis, 0};
    } else if (vector && name[0] == 'v') {
      column = {Role::velocity, name[1] - 'x', 0};
    } else if (vector && name[0] == 'f') {
      column = {Role::force, name[1] - 'x', 0};
    } else if (vector && name[0] == 'i') {
      column = {Role::image, name[1] - 'x', 0};
    } else if (name == "id") {
      column.role = Role::id;
    } else if (name == "type") {
      column.role = Role::type;
    } else if (name == "element") {
      column.role = Role::element;
      x_has_element = true;
    } else if (name == "mass") {
      column.role = Role::mass;
    } else if (name == "q") {
      column.role = Role::charge;
    } else if (name == "mol") {
      column.role = Role::molecule;
    } else if (name == "site_energy") {
      column.role = Role::site_energy;
    } else {
      add_extra(name, x_extras);
      column = {Role::extra, x_extras.back().width - 1, x_extras.size() - 1};
    }
    x_columns.push_back(column);
  }
  x_header = header;
  frame.columns = x_extras;
}

void LammpsDumpReader::read_atoms(Frame& frame) {
  const auto has = [&](Role role) {
    return std::any_of(x_columns.begin(), x_columns.end(), [&](const Column& column) { return column.role == role; });
  };
  // Memory is taken as lines come: a number of atoms that is wrong must not exhaust it.
  x_atoms = {};
  const bool velocities = has(Role::velocity);
  const bool forces = has(Role::force);
  const bool images = has(Role::image);
  for (std::size_t atom = 0; atom < x_count; ++atom) {
    const auto text = line("a frame's atoms");
    split(text, x_words);
    if (x_words.size() != x_columns.size()) {
      fail("atom {} has {} words, expected {}", atom + 1, x_words.size(), x_columns.size());
    }
    frame.positions.emplace_back();
    if (velocities) frame.velocities.emplace_back();
    if (forces) frame.forces.emplace_back();
    if (images) x_atoms.image.insert(x_atoms.image.end(), 3, 0);
    for (std::size_t k = 0; k < x_columns.size(); ++k) take(x_columns[k], x_words[k], atom, frame);
  }
}

void LammpsDumpReader::take(const Column& column, std::string_view word, std::size_t atom, Frame& frame) {
  switch (column.role) {
    case Role::id: x_atoms.id.push_back(to_int(word, "id")); return;
    case Role::type: x_atoms.type.push_back(to_int(word, "type")); return;
    case Role::element: frame.elements.push_back(element_of(word)); return;
    case Role::mass:
      frame.masses.push_back(to_finite(word, "mass"));
      if (!(frame.masses.back() > 0)) fail("mass: expected a positive number, got {}", word);
      return;
    case Role::position: frame.positions[atom][column.component] = to_finite(word, "position"); return;
    case Role::velocity: frame.velocities[atom][column.component] = to_finite(word, "velocity"); return;
    case Role::force: frame.forces[atom][column.component] = to_finite(word, "force"); return;
    case Role::image:
      x_atoms.image[3 * atom + static_cast<std::size_t>(column.component)] = to_int(word, "box crossing");
      return;
    case Role::charge: x_atoms.charge.emplace_back(word); return;
    case Role::molecule: x_atoms.molecule.push_back(to_int(word, "mol")); return;
    case Role::site_energy: frame.site_energies.push_back(to_finite(word, "site_energy")); return;
    case Role::extra: {
      auto& extra = frame.columns[column.extra];
      if (extra.type != 'S' && !parse_double(word)) extra.type = 'S';
      extra.values.emplace_back(word);
      return;
    }
  }
}

void LammpsDumpReader::finish(Frame& frame) {
  if (!x_has_element || !x_options.elements.empty()) {
    if (x_atoms.type.empty()) fail("no column element or type, expected one of them");
    const auto least = *std::min_element(x_atoms.type.begin(), x_atoms.type.end());
    const auto types = *std::max_element(x_atoms.type.begin(), x_atoms.type.end());
    if (least < 1) fail("type {}, expected 1 or more", least);
    const auto written = std::exchange(frame.elements, {});
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const double mass = frame.masses.empty() ? 0.0 : frame.masses[i];
      frame.elements.push_back(lammps::element_of_type(x_atoms.type[i], types, mass, frame.units, x_options));
    }
    // LAMMPS writes C for every type whose element it was not told.
    const bool told = std::ranges::any_of(written, [](Element element) { return element != element_of("C"); });
    if (told && written != frame.elements && !std::exchange(x_told_of_elements, true)) {
      notice(fmt::format("{}: the column element and --elements differ, --elements is taken", x_input.name()));
    }
  }
  if (x_form == 's' || x_form == 'S') {
    const auto& [a, b, c] = frame.cell.vectors;
    for (Vec3& r : frame.positions) r = x_origin + r.x * a + r.y * b + r.z * c;
  }
  // Positions that run on have the crossings in them that images count.
  if ((x_form == 'u' || x_form == 'S') && !x_atoms.image.empty()) {
    const auto& [a, b, c] = frame.cell.vectors;
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const auto crossings = [&](std::size_t k) { return static_cast<double>(x_atoms.image[3 * i + k]); };
      frame.positions[i] = frame.positions[i] - (crossings(0) * a + crossings(1) * b + crossings(2) * c);
    }
  }
  lammps::drop_plain_masses(frame);
  lammps::set_origin(frame, x_origin);
  lammps::arrange(frame, x_atoms);
  frame.check();
}

LammpsDumpWriter::LammpsDumpWriter(const std::string& path, LammpsOptions options)
    : x_output{path}, x_options{std::move(options)} {}

LammpsDumpWriter::LammpsDumpWriter(const std::string& path, const Standing& standing, LammpsOptions options)
    : x_output{path, standing.bytes},
      x_options{std::move(options)},
      x_frames{x_output.bytes() == 0 ? 0 : standing.records},
      x_units{x_options.units.value_or(UnitStyle::metal)} {}

namespace {

std::string column_names(const Frame& frame) {
  std::string names = "id type element x y z";
  if (find_column(frame, "image", 3) != nullptr) names += " ix iy iz";
  if (!frame.velocities.empty()) names += " vx vy vz";
  if (!frame.forces.empty()) names += " fx fy fz";
  if (!frame.masses.empty()) names += " mass";
  if (find_column(frame, "charge") != nullptr) names += " q";
  if (find_column(frame, "mol") != nullptr) names += " mol";
  if (!frame.site_energies.empty()) names += " site_energy";
  for (const auto& column : frame.columns) {
    if (lammps::is_own_column(column.name)) continue;
    for (int k = 1; k <= column.width; ++k) {
      names += column.width == 1 ? fmt::format(" {}", column.name) : fmt::format(" {}[{}]", column.name, k);
    }
  }
  return names;
}

void append_word(std::string& out, std::string_view word) {
  out += ' ';
  out += word;
}

void append_vector(std::string& out, Vec3 v) {
  for (int k = 0; k < 3; ++k) {
    out += ' ';
    append(out, v[k]);
  }
}

std::string head(const Frame& frame, const lammps::Box& box, std::size_t number) {
  std::string text;
  if (const std::string* time = frame.find_info("time")) text += fmt::format("ITEM: TIME\n{}\n", *time);
  const std::string* step = frame.find_info("step");
  text +=
      fmt::format("ITEM: TIMESTEP\n{}\n", step != nullptr ? to_int(*step, "step") : static_cast<std::int64_t>(number));
  text += fmt::format("ITEM: NUMBER OF ATOMS\n{}\n", frame.size());
  text += "ITEM: BOX BOUNDS";
  if (box.triclinic()) text += " xy xz yz";
  for (const bool periodic : box.periodic) text += periodic ? " pp" : " ff";
  const double x_least = std::min({0.0, box.xy, box.xz, box.xy + box.xz});
  const double x_most = std::max({0.0, box.xy, box.xz, box.xy + box.xz});
  const std::array<std::array<double, 3>, 3> rows{
      {{box.low.x + x_least, box.low.x + box.lx + x_most, box.xy},
       {box.low.y + std::min(0.0, box.yz), box.low.y + box.ly + std::max(0.0, box.yz), box.xz},
       {box.low.z, box.low.z + box.lz, box.yz}}};
  for (const auto& row : rows) {
    text += fmt::format("\n{} {}", to_text(row[0]), to_text(row[1]));
    if (box.triclinic()) append_word(text, to_text(row[2]));
  }
  return text + '\n';
}

}  // namespace

void LammpsDumpWriter::write(const Frame& frame) {
  if (x_options.units) check_same_units(frame.units, "the frame", *x_options.units, "the option");
  if (x_frames == 0) {
    x_units = frame.units;
    x_text = fmt::format("ITEM: UNITS\n{}\n", to_string(frame.units));
  } else {
    x_text.clear();
  }
  check_same_units(frame.units, "this frame", x_units, "the first");
  const auto box = lammps::box_of(frame);
  const auto types = lammps::types_of(frame, x_options);
  const ExtraColumn* ids = find_column(frame, "id");
  const ExtraColumn* images = find_column(frame, "image", 3);
  const ExtraColumn* charges = find_column(frame, "charge");
  const ExtraColumn* molecules = find_column(frame, "mol");
  x_text += head(frame, box, x_frames);
  x_text += fmt::format("ITEM: ATOMS {}\n", column_names(frame));
  for (std::size_t i = 0; i < frame.size(); ++i) {
    lammps::append_id(x_text, ids, i);
    x_text += fmt::format(" {} {}", types.of_atom[i], frame.elements[i].symbol());
    append_vector(x_text, box.turn(frame.positions[i]));
    if (images != nullptr) {
      const auto image = lammps::image_of(images, i, box);
      x_text += fmt::format(" {} {} {}", image[0], image[1], image[2]);
    }
    if (!frame.velocities.empty()) append_vector(x_text, box.turn(frame.velocities[i]));
    if (!frame.forces.empty()) append_vector(x_text, box.turn(frame.forces[i]));
    if (!frame.masses.empty()) append_word(x_text, to_text(frame.masses[i]));
    if (charges != nullptr) append_word(x_text, charges->values[i]);
    if (molecules != nullptr) append_word(x_text, molecules->values[i]);
    if (!frame.site_energies.empty()) append_word(x_text, to_text(frame.site_energies[i]));
    for (const auto& column : frame.columns) {
      if (lammps::is_own_column(column.name)) continue;
      const auto width = static_cast<std::size_t>(column.width);
      for (std::size_t k = 0; k < width; ++k) append_word(x_text, column.values[i * width + k]);
    }
    x_text += '\n';
    x_output.write(x_text);
    x_text.clear();
  }
  ++x_frames;
}

void LammpsDumpWriter::close() {
  if (x_frames == 0) fail("{}: no frame to write", x_output.name());
  x_output.close();
}

bool looks_like_lammps_dump(std::string_view start) { return start.starts_with(item.substr(0, 5)); }

}  // namespace nnpipe::io
