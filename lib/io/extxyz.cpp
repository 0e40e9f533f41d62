#include "io/extxyz.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "atoms/bounds.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "io/provenance.hpp"

namespace nnpipe::io {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view provenance_key = "made_by";

// One key=value list: values bare, in quotes, or in brackets; a key alone means true.
class CommentParser {
 public:
  explicit CommentParser(std::string_view text) : x_text{text} {}

  Pairs parse() {
    Pairs pairs;
    for (;;) {
      skip_blanks();
      if (x_at == x_text.size()) {
        check_once(pairs);
        return pairs;
      }
      std::string key = word("=");
      if (key.empty()) fail("comment line: expected key=value, got {}", quoted(x_text.substr(x_at)));
      if (x_at < x_text.size() && x_text[x_at] == '=') {
        ++x_at;
        pairs.emplace_back(std::move(key), value());
      } else {
        pairs.emplace_back(std::move(key), "T");
      }
    }
  }

 private:
  // Of two values programs take one or the other.
  static void check_once(const Pairs& pairs) {
    std::vector<std::string_view> keys;
    keys.reserve(pairs.size());
    for (const auto& [key, value] : pairs) keys.push_back(key);
    std::sort(keys.begin(), keys.end());
    const auto twice = std::adjacent_find(keys.begin(), keys.end());
    if (twice != keys.end()) fail("comment line: key {} stands twice", quoted(*twice));
  }

  void skip_blanks() {
    while (x_at < x_text.size() && (x_text[x_at] == ' ' || x_text[x_at] == '\t')) ++x_at;
  }

  std::string word(std::string_view ends) {
    if (x_at < x_text.size() && (x_text[x_at] == '"' || x_text[x_at] == '\'')) return delimited(x_text[x_at]);
    const std::size_t begin = x_at;
    while (x_at < x_text.size() && x_text[x_at] != ' ' && x_text[x_at] != '\t' &&
           ends.find(x_text[x_at]) == std::string_view::npos) {
      ++x_at;
    }
    return std::string{x_text.substr(begin, x_at - begin)};
  }

  std::string delimited(char close) {
    const std::size_t begin = x_at++;
    std::string out;
    while (x_at < x_text.size() && x_text[x_at] != close) {
      if (x_text[x_at] == '\\' && x_at + 1 < x_text.size()) ++x_at;
      out += x_text[x_at++];
    }
    if (x_at == x_text.size()) fail("comment line: {} has no end", quoted(x_text.substr(begin)));
    ++x_at;
    return out;
  }

  std::string value() {
    if (x_at < x_text.size()) {
      if (x_text[x_at] == '{') return delimited('}');
      if (x_text[x_at] == '[') {
        // Nested brackets are somebody's array: kept as they are.
        const std::size_t begin = x_at;
        int depth = 0;
        do {
          if (x_text[x_at] == '[') ++depth;
          if (x_text[x_at] == ']') --depth;
          ++x_at;
        } while (x_at < x_text.size() && depth > 0);
        if (depth > 0) fail("comment line: {} has no end", quoted(x_text.substr(begin)));
        return std::string{x_text.substr(begin, x_at - begin)};
      }
    }
    return word("");
  }

  std::string_view x_text;
  std::size_t x_at = 0;
};

std::optional<std::string> take(Pairs& pairs, std::string_view key) {
  const auto found = std::find_if(pairs.begin(), pairs.end(), [&](const auto& pair) { return pair.first == key; });
  if (found == pairs.end()) return std::nullopt;
  std::string value = std::move(found->second);
  pairs.erase(found);
  return value;
}

// The named key, which must be there, or the first of the usual ones.
template <std::size_t N>
std::optional<std::string> take(Pairs& pairs, const std::string& named, const std::array<std::string_view, N>& usual) {
  if (!named.empty()) {
    auto value = take(pairs, named);
    if (!value) fail("no key {} in the comment line, expected it as was asked for", quoted(named));
    return value;
  }
  for (const auto key : usual) {
    if (auto value = take(pairs, key)) return value;
  }
  return std::nullopt;
}

// Keys that change what the atoms are, in other letters than ours: passed over, they would be missed by nobody.
void check_spelling(const Pairs& pairs) {
  const auto alike = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  for (const auto& [key, value] : pairs) {
    for (const std::string_view known : {"Lattice", "Properties", "pbc", "units", "site_energy"}) {
      if (key != known && std::ranges::equal(key, known, alike)) {
        fail("unknown key {}, expected it spelt {}", quoted(key), known);
      }
    }
  }
}

bool parse_logical(std::string_view word, std::string_view name) {
  if (word == "T" || word == "True" || word == "true" || word == "1") return true;
  if (word == "F" || word == "False" || word == "false" || word == "0") return false;
  fail("{}: expected T or F, got {}", name, quoted(word));
}

// Six numbers (xx yy zz yz xz xy, as ASE orders them) or nine, row by row.
Tensor6 parse_tensor(const std::string& text, std::string_view name) {
  std::string plain = text;
  std::replace_if(
      plain.begin(), plain.end(), [](char c) { return c == '[' || c == ']' || c == ','; }, ' ');
  const auto words = split(plain);
  if (words.size() != 6 && words.size() != 9) fail("{}: expected 6 or 9 numbers, got {}", name, words.size());
  std::array<double, 9> v{};
  std::transform(words.begin(), words.end(), v.begin(), [&](auto word) { return to_finite(word, name); });
  if (words.size() == 6) return {v[0], v[1], v[2], v[5], v[4], v[3]};
  const double size =
      std::abs(*std::max_element(v.begin(), v.end(), [](double a, double b) { return std::abs(a) < std::abs(b); }));
  for (const auto& [a, b] : {std::pair{1, 3}, std::pair{2, 6}, std::pair{5, 7}}) {
    if (std::abs(v[static_cast<std::size_t>(a)] - v[static_cast<std::size_t>(b)]) > 1e-2 * size) {
      fail("{} is not symmetric, expected a symmetric 3 × 3 tensor", name);
    }
  }
  return {v[0], v[4], v[8], 0.5 * (v[1] + v[3]), 0.5 * (v[2] + v[6]), 0.5 * (v[5] + v[7])};
}

// ASE's momenta are mass × velocity in its own time, Å √(u/eV): a kinetic energy is p²/2m.
void momenta_to_velocities(Frame& frame) {
  const double unit = 1 / std::sqrt(units_of(frame.units).mass_velocity2);
  for (std::size_t i = 0; i < frame.size(); ++i) frame.velocities[i] = unit / frame.mass(i) * frame.velocities[i];
}

// Columns whose names mean something have the type that goes with it: forces of two components are not passed over.
void check_known(std::string_view name, char type, std::int64_t width) {
  for (const std::string_view known : {"pos", "positions", "position", "velo", "velocities", "vel", "momenta", "forces",
                                       "force", "REF_forces", "masses", "mass"}) {
    if (name != known) continue;
    const int wanted = known.starts_with("mass") ? 1 : 3;
    if (type == 'R' && width == wanted) return;
    fail("Properties: column {} has the type {}:{}, expected R:{}", quoted(name), type, width, wanted);
  }
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
  if (!count) {
    const std::string got{line};
    if (x_frames == 1) {
      const auto other = what_it_is(got, x_input);
      if (!other.empty()) fail("{}: {}, expected frames in extended XYZ", x_input.name(), other);
    }
    with_place(frame_place, [&] {
      split(got, x_words);
      const bool an_atom = x_frames > 1 && x_words.size() == x_words_per_atom;
      fail("expected the number of atoms, got {}{}", quoted(got),
           an_atom ? ": the frame before has more atoms than it says" : "");
    });
  }
  if (*count <= 0) with_place(frame_place, [&] { fail("expected a positive number of atoms, got {}", *count); });
  const auto atoms = static_cast<std::size_t>(*count);

  frame = Frame{};
  if (!x_input.line(line)) with_place(frame_place, [] { fail("stream ends before the comment line"); });
  with_place(frame_place, [&] {
    read_comment(line, frame);
    read_labels(frame);
  });
  std::size_t atom = 0;
  with_place([&] { return fmt::format("{}, atom {}", frame_place(), atom + 1); },
             [&] {
               for (; atom < atoms; ++atom) {
                 if (!x_input.line(line)) fail("stream ends here, expected {} atoms", atoms);
                 read_atom(line, frame);
               }
             });
  // Nothing else tells that the last number was cut. Writers of others may leave the end of the last line out.
  if (!x_input.line_has_end() && x_says_units) {
    with_place(frame_place, [] { fail("stream ends in the middle of a line: it is not whole"); });
  }
  const auto is_momentum = [](const Column& column) { return column.role == Role::momentum; };
  if (std::any_of(x_columns.begin(), x_columns.end(), is_momentum)) momenta_to_velocities(frame);
  with_place([this] { return place(); }, [&] { check_density(frame.units, frame.size(), frame.cell); });
  return true;
}

void FrameReader::read_comment(std::string_view line, Frame& frame) {
  std::string properties = "species:S:1:pos:R:3";
  x_says_units = false;
  if (line.find('=') == std::string_view::npos) {
    // Plain XYZ: the comment is prose.
    if (!trim(line).empty()) frame.info.emplace_back("comment", std::string{trim(line)});
    read_columns(properties, frame);
    return;
  }
  frame.info = CommentParser{line}.parse();
  check_spelling(frame.info);
  if (auto given = take(frame.info, "Properties")) properties = std::move(*given);
  if (const auto lattice = take(frame.info, "Lattice")) {
    const auto words = split(*lattice);
    if (words.size() != 9) fail("Lattice: expected 9 numbers, got {}", words.size());
    for (std::size_t i = 0; i < 9; ++i) {
      frame.cell.vectors[i / 3][static_cast<int>(i % 3)] = to_finite(words[i], "Lattice");
    }
    frame.cell.periodic = {true, true, true};
  }
  if (const auto pbc = take(frame.info, "pbc")) {
    std::string plain = *pbc;
    std::replace_if(
        plain.begin(), plain.end(), [](char c) { return c == '[' || c == ']' || c == ','; }, ' ');
    const auto words = split(plain);
    if (words.size() != 3) fail("pbc: expected 3 of T and F, got {}", quoted(*pbc));
    for (std::size_t i = 0; i < 3; ++i) frame.cell.periodic[i] = parse_logical(words[i], "pbc");
  }
  frame.cell.check();
  if (const auto units = take(frame.info, "units")) frame.units = parse_unit_style(*units), x_says_units = true;
  read_columns(properties, frame);
}

void FrameReader::read_columns(std::string_view properties, Frame& frame) {
  const auto parts = split(properties, ':');
  if (parts.size() % 3 != 0) fail("Properties: expected name:type:count three by three, got {}", quoted(properties));
  constexpr std::size_t most_columns = 1000;
  if (parts.size() > 3 * most_columns)
    fail("Properties: {} columns, expected at most {}", parts.size() / 3, most_columns);
  x_columns.clear();
  x_words_per_atom = 0;
  bool has_species = false, has_positions = false, has_velocities = false, has_forces = false, has_masses = false,
       has_site_energies = false;
  for (std::size_t i = 0; i < parts.size(); i += 3) {
    const std::string_view name = parts[i], type = parts[i + 1];
    const auto width = parse_int(parts[i + 2]);
    if (name.empty() || type.size() != 1 || std::string_view{"RISL"}.find(type[0]) == std::string_view::npos ||
        !width || *width < 1 || *width > 4096) {
      fail("Properties: expected name:type:count with a type of R, I, S, L, got {}:{}:{}", name, type, parts[i + 2]);
    }
    for (std::size_t before = 0; before < i; before += 3) {
      if (parts[before] == name) fail("Properties: column {} stands twice", quoted(name));
    }
    const auto is = [&](char wanted_type, int wanted_width, std::initializer_list<std::string_view> names) {
      return type[0] == wanted_type && *width == wanted_width &&
             std::find(names.begin(), names.end(), name) != names.end();
    };
    Column column{Role::extra, static_cast<int>(*width), 0};
    if (is('S', 1, {"species", "element", "elements"}) && !has_species) {
      column.role = Role::species;
      has_species = true;
    } else if (is('R', 3, {"pos", "positions", "position"})) {
      if (has_positions) fail("Properties: a second column of positions, {}", quoted(name));
      column.role = Role::position;
      has_positions = true;
    } else if (is('R', 3, {"velo", "velocities", "vel"}) && !has_velocities) {
      column.role = Role::velocity;
      has_velocities = true;
    } else if (is('R', 3, {"momenta"}) && !has_velocities) {
      column.role = Role::momentum;
      has_velocities = true;
    } else if (type[0] == 'R' && *width == 3 && !has_forces &&
               (x_keys.forces.empty() ? (name == "forces" || name == "force" || name == "REF_forces")
                                      : name == x_keys.forces)) {
      column.role = Role::force;
      has_forces = true;
    } else if (is('R', 1, {"masses", "mass"}) && !has_masses) {
      column.role = Role::mass;
      has_masses = true;
    } else if (is('R', 1, {"energies", "local_energy", "site_energies"}) && !has_site_energies) {
      column.role = Role::site_energy;
      has_site_energies = true;
    } else if (is('I', 1, {"Z", "numbers"}) && !has_species) {
      column.role = Role::number;
    } else {
      check_known(name, type[0], *width);
      if (has_forces && x_keys.ask && x_keys.forces.empty() && is('R', 3, {"forces", "force", "REF_forces"})) {
        fail("Properties: a second column of forces, {}, expected --forces-key to say which", quoted(name));
      }
      column.extra = frame.columns.size();
      if (is('I', 1, {"Z", "numbers"})) column.role = Role::second_number;
      frame.columns.push_back({std::string{name}, type[0], column.width, {}});
    }
    x_words_per_atom += static_cast<std::size_t>(*width);
    x_columns.push_back(column);
  }
  const bool has_numbers =
      std::any_of(x_columns.begin(), x_columns.end(), [](const Column& c) { return c.role == Role::number; });
  if (!has_species && !has_numbers) fail("Properties has no species column, expected species:S:1");
  if (!has_positions) fail("Properties has no positions, expected pos:R:3");
  if (!x_keys.forces.empty() && !has_forces)
    fail("no column {} of three reals, expected it as was asked for", quoted(x_keys.forces));
}

void FrameReader::read_atom(std::string_view line, Frame& frame) {
  split(line, x_words);
  if (x_words.size() != x_words_per_atom) {
    const bool a_count = x_words.size() == 1 && parse_int(x_words[0]);
    fail("expected {} words, got {}{}", x_words_per_atom, x_words.size(),
         a_count ? ": the frame has fewer atoms than it says" : "");
  }
  const auto* word = x_words.data();
  const auto vector = [&](std::string_view what) {
    Vec3 v;
    for (int axis = 0; axis < 3; ++axis) {
      const auto value = parse_double(word[axis]);
      // The name is put together only where it is needed.
      v[axis] = value && std::isfinite(*value) ? *value : to_finite(word[axis], axis_name(what, axis));
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
      case Role::species: set_element(element_of(word[0])); break;
      case Role::number: set_element(element_of_digits(word[0])); break;
      case Role::second_number:
        set_element(element_of_digits(word[0]));
        frame.columns[column.extra].values.emplace_back(word[0]);
        break;
      case Role::position:
        frame.positions.push_back(vector("position"));
        if (const double reach = reach_of(frame.positions.back()); reach > largest_length)
          fail("position is {} off the origin, expected up to {}", reach, largest_length);
        break;
      case Role::velocity: frame.velocities.push_back(vector("velocity")); break;
      case Role::momentum: frame.velocities.push_back(vector("momentum")); break;
      case Role::force: frame.forces.push_back(vector("force")); break;
      case Role::mass:
        frame.masses.push_back(to_finite(word[0], "mass"));
        if (!(frame.masses.back() > 0)) fail("mass: expected a positive number, got {}", word[0]);
        break;
      case Role::site_energy: frame.site_energies.push_back(to_finite(word[0], "site energy")); break;
      case Role::extra:
        for (int i = 0; i < column.width; ++i) frame.columns[column.extra].values.emplace_back(word[i]);
        break;
    }
    word += column.width;
  }
}

void FrameReader::read_labels(Frame& frame) {
  constexpr std::array<std::string_view, 3> energy_names{"energy", "free_energy", "REF_energy"};
  constexpr std::array<std::string_view, 2> stress_names{"stress", "REF_stress"};
  constexpr std::array<std::string_view, 2> virial_names{"virial", "REF_virial"};
  if (const auto energy = take(frame.info, x_keys.energy, energy_names)) frame.energy = to_finite(*energy, "energy");
  const auto* other = x_keys.ask && x_keys.energy.empty() ? frame.find_info("REF_energy") : nullptr;
  if (other != nullptr && to_finite(*other, "REF_energy") != frame.energy)
    fail("energy {} and REF_energy {} differ, expected --energy-key to say which", to_text(*frame.energy), *other);
  if (const auto energy = take(frame.info, "site_energy")) frame.site_energy = to_finite(*energy, "site_energy");
  if (const auto virial = take(frame.info, x_keys.virial, virial_names)) frame.virial = parse_tensor(*virial, "virial");
  if (const auto text = take(frame.info, x_keys.stress, stress_names)) {
    const Tensor6 stress = parse_tensor(*text, "stress");
    const double volume = frame.cell.volume();
    if (!(volume > 0)) fail("stress without a cell, expected a Lattice of positive volume");
    const Tensor6 virial = -volume * stress;
    if (frame.virial) {
      // A wrong sign or unit of one of them would otherwise be trained on in silence.
      const Tensor6 difference = [&] {
        Tensor6 d = -1.0 * virial;
        return d += *frame.virial;
      }();
      const auto size = [](const Tensor6& t) {
        return std::sqrt(t.xx * t.xx + t.yy * t.yy + t.zz * t.zz + 2 * (t.xy * t.xy + t.xz * t.xz + t.yz * t.yz));
      };
      if (size(difference) > 1e-3 * (size(virial) + size(*frame.virial)) + 1e-6) {
        fail("virial and stress disagree, expected virial = -volume × stress");
      }
    } else {
      frame.virial = virial;
    }
  }
}

namespace {

bool needs_quotes(std::string_view value) {
  return value.empty() || value.find_first_of(" \t=\"'{}[],\\") != std::string_view::npos;
}

void append_pair(std::string& out, std::string_view key, std::string_view value) {
  out += ' ';
  out += key;
  out += '=';
  if (!needs_quotes(value)) {
    out += value;
    return;
  }
  out += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

void append_tensor(std::string& out, const Tensor6& t) {
  const std::array<double, 9> v{t.xx, t.xy, t.xz, t.xy, t.yy, t.yz, t.xz, t.yz, t.zz};
  for (std::size_t i = 0; i < 9; ++i) {
    if (i > 0) out += ' ';
    append(out, v[i] + 0.0);  // + 0.0: no negative zero
  }
}

// A per-atom column ready to be written.
struct OutColumn {
  std::string_view name;
  char type;
  int width;
  const std::vector<Vec3>* vectors = nullptr;
  const std::vector<double>* scalars = nullptr;
  const ExtraColumn* extra = nullptr;
};

std::vector<OutColumn> out_columns(const Frame& frame) {
  std::vector<OutColumn> columns;
  const auto vectors = [&](std::string_view name, const std::vector<Vec3>& values) {
    if (!values.empty()) columns.push_back({name, 'R', 3, &values});
  };
  const auto scalars = [&](std::string_view name, const std::vector<double>& values) {
    if (!values.empty()) columns.push_back({name, 'R', 1, nullptr, &values});
  };
  scalars("energies", frame.site_energies);
  vectors("forces", frame.forces);
  scalars("masses", frame.masses);
  vectors("velo", frame.velocities);
  for (const auto& extra : frame.columns)
    columns.push_back({extra.name, extra.type, extra.width, nullptr, nullptr, &extra});
  std::stable_sort(columns.begin(), columns.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return columns;
}

void append_vector(std::string& out, Vec3 v) {
  append(out, v.x);
  out += ' ';
  append(out, v.y);
  out += ' ';
  append(out, v.z);
}

void append_comment(std::string& out, const Frame& frame, const std::vector<OutColumn>& columns) {
  if (frame.cell.exists()) {
    out += "Lattice=\"";
    for (int i = 0; i < 3; ++i) {
      if (i > 0) out += ' ';
      append_vector(out, frame.cell.vectors[static_cast<std::size_t>(i)]);
    }
    out += "\" ";
  }
  out += "Properties=species:S:1:pos:R:3";
  for (const auto& column : columns) {
    out += fmt::format(":{}:{}:{}", column.name, column.type, column.width);
  }
  const auto number = [&](std::string_view key, double value) {
    out += ' ';
    out += key;
    out += '=';
    append(out, value);
  };
  if (frame.energy) number("energy", *frame.energy);
  if (frame.site_energy) number("site_energy", *frame.site_energy);
  if (frame.virial) {
    const double volume = frame.cell.volume();
    out += volume > 0 ? " stress=\"" : " virial=\"";
    append_tensor(out, volume > 0 ? (-1.0 / volume) * *frame.virial : *frame.virial);
    out += '"';
  }
  out += " pbc=\"";
  for (std::size_t i = 0; i < 3; ++i) {
    if (i > 0) out += ' ';
    out += frame.cell.periodic[i] ? 'T' : 'F';
  }
  out += "\" units=";
  out += to_string(frame.units);
  for (const auto& [key, value] : frame.info) append_pair(out, key, value);
}

}  // namespace

FrameWriter::FrameWriter(const std::string& path) : x_output{path} {}

FrameWriter::FrameWriter(const std::string& path, const Standing& standing)
    : x_output{path, standing.bytes}, x_frames{x_output.bytes() == 0 ? 0 : standing.records} {}

void FrameWriter::write(const Frame& frame) {
  // What nobody could read: a computation has run away.
  with_place([&] { return fmt::format("{}: frame {}", x_output.name(), x_frames + 1); }, [&] { frame.check(); });
  const auto columns = out_columns(frame);
  x_text.clear();
  x_text += std::to_string(frame.size());
  x_text += '\n';
  if (x_frames == 0 && !own_provenance().empty()) {
    // The first frame carries the history of the stream.
    Frame header = frame;
    std::string history = own_provenance();
    std::replace(history.begin(), history.end(), '"', '\'');
    if (const auto* before = frame.find_info(provenance_key)) history = *before + " | " + history;
    header.set_info(provenance_key, history);
    append_comment(x_text, header, out_columns(header));
  } else {
    append_comment(x_text, frame, columns);
  }
  x_text += '\n';
  for (std::size_t atom = 0; atom < frame.size(); ++atom) {
    x_text += frame.elements[atom].symbol();
    x_text += ' ';
    append_vector(x_text, frame.positions[atom]);
    for (const auto& column : columns) {
      x_text += ' ';
      if (column.vectors != nullptr) {
        append_vector(x_text, (*column.vectors)[atom]);
      } else if (column.scalars != nullptr) {
        append(x_text, (*column.scalars)[atom]);
      } else {
        const auto width = static_cast<std::size_t>(column.width);
        for (std::size_t i = 0; i < width; ++i) {
          if (i > 0) x_text += ' ';
          x_text += column.extra->values[atom * width + i];
        }
      }
    }
    x_text += '\n';
  }
  x_output.write(x_text);
  ++x_frames;
}

void FrameWriter::close() {
  if (x_frames == 0) fail("{}: no frames to write, expected at least one", x_output.name());
  x_output.close();
}

}  // namespace nnpipe::io
