#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "atoms/columns.hpp"
#include "base/error.hpp"
#include "base/notice.hpp"
#include "base/text.hpp"
#include "io/codes/common.hpp"
#include "io/codes/lammps.hpp"
#include "io/codes/lammps_common.hpp"

namespace nnpipe::io {

namespace {

// The columns of a line in section Atoms; three box crossings may follow each.
struct Style {
  std::string_view name;
  std::string_view columns;  // i id, m molecule, t type, q charge, p x y z
};
constexpr std::array<Style, 6> styles{Style{"atomic", "itp"}, Style{"charge", "itqp"},    Style{"bond", "imtp"},
                                      Style{"angle", "imtp"}, Style{"molecular", "imtp"}, Style{"full", "imtqp"}};

const Style& style_of(std::string_view name) {
  for (const auto& style : styles) {
    if (style.name == name) return style;
  }
  fail(
      "atom style {} is not known, expected atomic, charge, bond, angle, molecular or full; of a comment in its place, "
      "--atom-style says the style",
      quoted(name));
}

// Header lines that say nothing a frame holds.
constexpr std::array<std::string_view, 15> ignored_header{
    "bonds",       "angles",         "dihedrals",      "impropers",  "bond types",
    "angle types", "dihedral types", "improper types", "ellipsoids", "lines",
    "triangles",   "bodies",         "atom types",     "atoms",      "extra bond per atom"};

enum class Section { header, masses, labels, atoms, velocities, other };

class DataReader {
 public:
  DataReader(Input& input, const LammpsOptions& options) : x_input{input}, x_options{options} {}

  Frame read() {
    std::string_view line;
    if (!x_input.line(line)) fail("{}: empty stream, expected a LAMMPS data file", x_input.name());
    with_place([&] { return x_input.place(); }, [&] { take_title(line); });
    while (x_input.line(line)) {
      with_place([&] { return x_input.place(); }, [&] { take_line(line); });
    }
    with_place([&] { return x_input.name(); }, [&] { finish(); });
    return std::move(x_frame);
  }

 private:
  // write_data of newer versions names the units in the first line: "…, timestep = 0, units = metal".
  void take_title(std::string_view line) {
    x_frame.units = x_options.units.value_or(UnitStyle::metal);
    constexpr std::string_view key = "units = ";
    const auto at = line.find(key);
    if (!line.starts_with("LAMMPS data file") || at == std::string_view::npos) return;
    const auto rest = line.substr(at + key.size());
    const auto units = parse_unit_style(trim(rest.substr(0, rest.find(','))));
    if (x_options.units) check_same_units(units, "the file", *x_options.units, "the option");
    x_frame.units = units;
  }

  void take_line(std::string_view line) {
    const auto hash = line.find('#');
    const auto hint = hash == std::string_view::npos ? std::string_view{} : trim(line.substr(hash + 1));
    line = trim(line.substr(0, hash));
    if (line.empty()) return;
    const char c = line.front();
    if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) return enter(line, hint);
    split(line, x_words);
    switch (x_section) {
      case Section::header: return take_header();
      case Section::masses: return take_mass();
      case Section::labels: return take_label();
      case Section::atoms: return take_atom();
      case Section::velocities: return take_velocity();
      case Section::other: return;
    }
  }

  void enter(std::string_view name, std::string_view hint) {
    x_once(fmt::format("section {}", name));
    x_section = Section::other;
    if (name == "Masses") x_section = Section::masses;
    if (name == "Atom Type Labels") x_section = Section::labels;
    if (name == "Velocities") {
      x_section = Section::velocities;
      if (x_frame.size() != x_count) fail("section Velocities stands before all {} atoms", x_count);
      x_frame.velocities.assign(x_count, Vec3{});
      x_has_velocity.assign(x_count, false);
      index_ids();
    }
    if (name == "Atoms") {
      x_section = Section::atoms;
      if (!x_has_count) fail("section Atoms stands before the header line 'N atoms'");
      x_style = &style_behind(hint);
    }
    const bool ends_in = name.ends_with("Coeffs") || name.ends_with("Labels");
    constexpr std::array<std::string_view, 12> known{"Masses", "Velocities", "Atoms",     "Bonds",
                                                     "Angles", "Dihedrals",  "Impropers", "Ellipsoids",
                                                     "Lines",  "Triangles",  "Bodies",    "PairIJ Coeffs"};
    if (!ends_in && std::find(known.begin(), known.end(), name) == known.end()) {
      fail("unknown section {} of a LAMMPS data file", quoted(name));
    }
  }

  // "Atoms # charge". To LAMMPS it is a comment, which it compares with its own style if it is the name of one; other
  // words there need the option.
  const Style& style_behind(std::string_view hint) const {
    const auto& option = x_options.atom_style;
    if (option.empty()) return style_of(hint.empty() ? "atomic" : hint);
    const bool names_style = std::any_of(styles.begin(), styles.end(), [&](const auto& s) { return s.name == hint; });
    if (names_style && hint != option) {
      fail("atom style {} in the file, expected {}", quoted(hint), quoted(option));
    }
    return style_of(option);
  }

  bool header_is(std::size_t numbers, std::string_view keyword) const {
    if (x_words.size() < numbers) return false;
    const auto words = split(keyword);
    return x_words.size() == numbers + words.size() &&
           std::equal(words.begin(), words.end(), x_words.begin() + static_cast<std::ptrdiff_t>(numbers));
  }

  double number(std::size_t word, std::string_view name) const { return to_finite(x_words[word], name); }

  std::size_t count(std::string_view name, std::int64_t most) const {
    const auto value = to_int(x_words[0], name);
    if (value < 0 || value > most) fail("{}: expected 0 to {}, got {}", name, most, value);
    return static_cast<std::size_t>(value);
  }

  void take_header() {
    if (header_is(1, "atoms")) {
      x_once("the header line 'N atoms'");
      x_count = count("number of atoms", 2'000'000'000);
      if (x_count == 0) fail("0 atoms, expected at least one");
      x_has_count = true;
    } else if (header_is(1, "atom types")) {
      x_once("the header line 'N atom types'");
      x_types = count("number of atom types", lammps::most_types);
      x_masses.assign(x_types, 0.0);
      x_labels.assign(x_types, {});
    } else if (header_is(2, "xlo xhi")) {
      bounds(0);
    } else if (header_is(2, "ylo yhi")) {
      bounds(1);
    } else if (header_is(2, "zlo zhi")) {
      bounds(2);
    } else if (header_is(3, "xy xz yz")) {
      x_once("the header line of tilts");
      x_frame.cell.vectors[1].x = number(0, "xy");
      x_frame.cell.vectors[2].x = number(1, "xz");
      x_frame.cell.vectors[2].y = number(2, "yz");
    } else if (header_is(3, "avec") || header_is(3, "bvec") || header_is(3, "cvec")) {
      const auto i = static_cast<std::size_t>(x_words[3].front() - 'a');
      x_once(x_words[3]);
      x_frame.cell.vectors[i] = {number(0, "cell"), number(1, "cell"), number(2, "cell")};
      x_has_bounds[i] = true;
    } else if (header_is(3, "abc origin")) {
      x_origin = {number(0, "origin"), number(1, "origin"), number(2, "origin")};
    } else {
      const bool known = std::any_of(ignored_header.begin(), ignored_header.end(),
                                     [&](auto keyword) { return header_is(1, keyword); });
      if (!known && (x_words.size() < 2 || x_words[1] != "extra")) {
        fail("unknown header line {}, expected for example '64 atoms' or '0 10.8 xlo xhi'", quoted(x_words.back()));
      }
    }
  }

  void bounds(int i) {
    const double low = number(0, "lower bound");
    const double high = number(1, "upper bound");
    x_once(fmt::format("the header line of the bounds along {}", "xyz"[i]));
    if (!(high > low)) fail("box bounds {} {}, expected the second to be larger", to_text(low), to_text(high));
    x_origin[i] = low;
    x_frame.cell.vectors[static_cast<std::size_t>(i)][i] = high - low;
    x_has_bounds[static_cast<std::size_t>(i)] = true;
  }

  void expect_words(std::size_t n, std::string_view what) const {
    if (x_words.size() != n) fail("{} has {} words, expected {}", what, x_words.size(), n);
  }

  std::size_t type_of(std::string_view word) const {
    const auto label = std::find(x_labels.begin(), x_labels.end(), word);
    if (label != x_labels.end()) return static_cast<std::size_t>(label - x_labels.begin());
    const auto type = to_int(word, "atom type");
    if (type < 1 || type > static_cast<std::int64_t>(x_types)) fail("atom type {}, expected 1 to {}", type, x_types);
    return static_cast<std::size_t>(type - 1);
  }

  void take_mass() {
    expect_words(2, "line of Masses");
    const double mass = number(1, "mass");
    if (mass <= 0) fail("mass {}, expected more than 0", to_text(mass));
    double& of_type = x_masses[type_of(x_words[0])];
    if (of_type > 0) fail("a second mass of type {}", x_words[0]);
    of_type = mass;
  }

  void take_label() {
    expect_words(2, "line of Atom Type Labels");
    const auto type = type_of(x_words[0]);
    if (!x_labels[type].empty()) fail("a second label of type {}", x_words[0]);
    x_labels[type] = x_words[1];
  }

  void take_atom() {
    if (x_frame.size() == x_count) fail("more lines in section Atoms than the {} atoms of the header", x_count);
    const auto& columns = x_style->columns;
    const std::size_t words = columns.size() + 2;
    if (x_words.size() != words && x_words.size() != words + 3) {
      fail("atom has {} words, expected {} or {} for atom style {}", x_words.size(), words, words + 3, x_style->name);
    }
    std::size_t at = 0;
    for (const char c : columns) {
      const auto word = x_words[at++];
      switch (c) {
        case 'i': x_atoms.id.push_back(to_int(word, "atom id")); break;
        case 'm': x_atoms.molecule.push_back(to_int(word, "molecule")); break;
        case 't': x_atoms.type.push_back(static_cast<std::int64_t>(type_of(word)) + 1); break;
        case 'q': x_atoms.charge.emplace_back(to_text(to_finite(word, "charge"))); break;
        default: x_frame.positions.push_back({to_finite(word, "x"), number(at, "y"), number(at + 1, "z")}); at += 2;
      }
    }
    for (std::size_t k = 0; k < 3; ++k) {
      x_atoms.image.push_back(x_words.size() > words ? to_int(x_words[words + k], "image flag") : 0);
    }
  }

  void index_ids() {
    x_index.reserve(x_count);
    for (std::size_t i = 0; i < x_count; ++i) x_index.emplace_back(x_atoms.id[i], i);
    std::sort(x_index.begin(), x_index.end());
  }

  void take_velocity() {
    if (x_words.size() != 4) fail("velocity has {} words, expected 4: id vx vy vz", x_words.size());
    const auto id = to_int(x_words[0], "atom id");
    const auto at = std::lower_bound(x_index.begin(), x_index.end(), std::pair{id, std::size_t{0}});
    if (at == x_index.end() || at->first != id) fail("velocity of atom {}, which is not in section Atoms", id);
    if (x_has_velocity[at->second]) fail("second velocity of atom {}", id);
    x_has_velocity[at->second] = true;
    x_frame.velocities[at->second] = {number(1, "vx"), number(2, "vy"), number(3, "vz")};
  }

  void finish() {
    if (!x_has_count) fail("no header line 'N atoms', expected a LAMMPS data file");
    if (x_frame.size() != x_count) fail("section Atoms has {} lines, expected {}", x_frame.size(), x_count);
    const auto missing = std::find(x_has_velocity.begin(), x_has_velocity.end(), false);
    if (missing != x_has_velocity.end()) {
      fail("atom {} has no velocity, expected one of each atom in section Velocities",
           x_atoms.id[static_cast<std::size_t>(missing - x_has_velocity.begin())]);
    }
    for (std::size_t i = 0; i < 3; ++i) {
      if (!x_has_bounds[i]) fail("no header line for the box's {} bounds", "xyz"[i]);
    }
    x_frame.cell.periodic = {true, true, true};
    set_elements();
    lammps::set_origin(x_frame, x_origin);
    lammps::arrange(x_frame, x_atoms);
    x_frame.check();
  }

  void set_elements() {
    const auto types = static_cast<std::int64_t>(x_types);
    if (x_options.elements.size() > x_types) {
      fail("--elements names {}, but the file has {} {}", x_options.elements.size(), x_types,
           x_types == 1 ? "type" : "types");
    }
    std::vector<Element> element(x_types);
    std::vector<bool> done(x_types, false);
    bool masses = true;
    for (const auto type : x_atoms.type) {
      const auto t = static_cast<std::size_t>(type - 1);
      if (!done[t]) {
        const bool labelled = x_options.elements.empty() && !x_labels[t].empty();
        element[t] = labelled ? element_of(x_labels[t])
                              : lammps::element_of_type(type, types, x_masses[t], x_frame.units, x_options);
        done[t] = true;
        masses = masses && x_masses[t] > 0;
      }
      x_frame.elements.push_back(element[t]);
    }
    if (!masses) return;
    for (const auto type : x_atoms.type) x_frame.masses.push_back(x_masses[static_cast<std::size_t>(type - 1)]);
    lammps::drop_plain_masses(x_frame);
  }

  Input& x_input;
  const LammpsOptions& x_options;
  Frame x_frame;
  LammpsAtoms x_atoms;
  codes::Once x_once;
  Section x_section = Section::header;
  const Style* x_style = nullptr;
  bool x_has_count = false;
  std::size_t x_count = 0, x_types = 0;
  std::array<bool, 3> x_has_bounds{};
  Vec3 x_origin;
  std::vector<double> x_masses;                               // of types, 0: not given
  std::vector<std::string> x_labels;                          // of types, empty: none
  std::vector<std::pair<std::int64_t, std::size_t>> x_index;  // id, position in x_frame; sorted
  std::vector<bool> x_has_velocity;
  std::vector<std::string_view> x_words;
};

void append_vector(std::string& out, Vec3 v) {
  for (int k = 0; k < 3; ++k) {
    out += ' ';
    append(out, v[k]);
  }
}

}  // namespace

Frame read_lammps_data(Input& input, const LammpsOptions& options) { return DataReader{input, options}.read(); }

Frame read_lammps_data(const std::string& path, const LammpsOptions& options) {
  Input input{path};
  return read_lammps_data(input, options);
}

void write_lammps_data(const Frame& frame, Output& output, const LammpsOptions& options) {
  if (options.units) check_same_units(frame.units, "the frame", *options.units, "the option");
  auto box = lammps::box_of(frame);
  if (lammps::hold_atoms(box, frame)) {
    notice(fmt::format(
        "{}: widened the box in directions that are not periodic, to hold atoms outside it: LAMMPS would lose them",
        output.name()));
  }
  const auto types = lammps::types_of(frame, options);
  const ExtraColumn* ids = find_column(frame, "id");
  const ExtraColumn* images = find_column(frame, "image", 3);
  const ExtraColumn* charges = find_column(frame, "charge");
  const ExtraColumn* molecules = find_column(frame, "mol");
  std::string_view style = charges != nullptr ? "charge" : "atomic";
  if (molecules != nullptr) style = charges != nullptr ? "full" : "molecular";
  if (!options.atom_style.empty()) style = style_of(options.atom_style).name;
  const auto& columns = style_of(style).columns;

  std::string text = fmt::format("LAMMPS data file via nnpipe, units = {}\n\n{} atoms\n{} atom types\n\n",
                                 to_string(frame.units), frame.size(), types.elements.size());
  const std::array<std::pair<double, char>, 3> lengths{{{box.lx, 'x'}, {box.ly, 'y'}, {box.lz, 'z'}}};
  for (int k = 0; k < 3; ++k) {
    const auto [length, axis] = lengths[static_cast<std::size_t>(k)];
    text += fmt::format("{} {} {}lo {}hi\n", to_text(box.low[k]), to_text(box.low[k] + length), axis, axis);
  }
  if (box.triclinic()) text += fmt::format("{} {} {} xy xz yz\n", to_text(box.xy), to_text(box.xz), to_text(box.yz));
  text += "\nMasses\n\n";
  for (std::size_t t = 0; t < types.elements.size(); ++t) {
    const Element element = types.elements[t];
    text += fmt::format("{} {}{}\n", t + 1, to_text(types.masses[t]),
                        element.number > 0 ? fmt::format("  # {}", element.symbol()) : std::string{});
  }
  text += fmt::format("\nAtoms # {}\n\n", style);
  for (std::size_t i = 0; i < frame.size(); ++i) {
    lammps::append_id(text, ids, i);
    for (const char c : columns.substr(1)) {
      if (c == 'm') text += fmt::format(" {}", molecules != nullptr ? molecules->values[i] : "0");
      if (c == 't') text += fmt::format(" {}", types.of_atom[i]);
      if (c == 'q') text += fmt::format(" {}", charges != nullptr ? charges->values[i] : "0");
    }
    append_vector(text, box.turn(frame.positions[i]));
    if (images != nullptr) {
      const auto image = lammps::image_of(images, i, box);
      text += fmt::format(" {} {} {}", image[0], image[1], image[2]);
    }
    text += '\n';
    output.write(text);
    text.clear();
  }
  if (!frame.velocities.empty()) output.write("\nVelocities\n\n");
  for (std::size_t i = 0; i < frame.velocities.size(); ++i) {
    lammps::append_id(text, ids, i);
    append_vector(text, box.turn(frame.velocities[i]));
    text += '\n';
    output.write(text);
    text.clear();
  }
}

bool looks_like_lammps_data(std::string_view start) {
  // A header line "N atoms" among the first ones, none of which but the title may be anything else than header or
  // blank.
  bool title = true;
  while (!start.empty()) {
    const auto end = start.find('\n');
    const auto words = split(start.substr(0, std::min(end, start.find('#'))));
    if (!title && words.size() == 2 && words[1] == "atoms" && parse_int(words[0])) return true;
    if (!title && !words.empty() && !parse_double(words[0])) return false;
    title = false;
    if (end == std::string_view::npos) return false;
    start.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace nnpipe::io
