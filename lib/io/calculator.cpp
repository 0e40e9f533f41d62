#include "io/calculator.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>

#include "atoms/label_names.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "io/formats.hpp"
#include "io/input.hpp"
#include "io/output.hpp"

namespace nnpipe::io {

namespace {

// Names in braces.
template <typename Replace>
std::string replaced(std::string_view text, Replace&& replace) {
  std::string out;
  while (true) {
    const auto open = text.find('{');
    const auto close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) return out.append(text);
    const auto name = text.substr(open + 1, close - open - 1);
    out.append(text.substr(0, open));
    if (is_placeholder_name(name)) {
      out += replace(name);
      text.remove_prefix(close + 1);
    } else {
      out += '{';
      text.remove_prefix(open + 1);
    }
  }
}

bool mentions(std::string_view line, std::initializer_list<std::string_view> names) {
  bool found = false;
  replaced(line, [&](std::string_view name) {
    found = found || std::ranges::find(names, name) != names.end();
    return std::string{};
  });
  return found;
}

std::string vector_text(Vec3 v) { return to_text(v.x) + " " + to_text(v.y) + " " + to_text(v.z); }

// The order of types in the input: as the variable `elements` has it, else by atomic number.
std::vector<Element> types_of(const ExternalCode& calculator, const Frame& frame) {
  const auto found = calculator.variables.find("elements");
  if (found == calculator.variables.end() || found->second.empty()) return elements_in(frame);
  std::vector<Element> types;
  for (const auto word : split(found->second, ',')) types.push_back(element_of(std::string{trim(word)}));
  return types;
}

// Points of a k-mesh along a vector of the reciprocal cell, as far apart as the variable `kspacing` in 1/Å.
std::string mesh(const ExternalCode& calculator, const Frame& frame, std::size_t axis) {
  const auto found = calculator.variables.find("kspacing");
  const double spacing = found == calculator.variables.end() ? 0 : to_finite(found->second, "kspacing");
  if (!(spacing > 0)) fail("{}: kspacing: expected a positive number", calculator.place);
  const auto& c = frame.cell.vectors;
  if (!frame.cell.periodic[axis]) return "1";
  const Vec3 normal = cross(c[(axis + 1) % 3], c[(axis + 2) % 3]);
  const double length = 2 * 3.14159265358979323846 * norm(normal) / frame.cell.volume();
  return std::to_string(std::max(1, static_cast<int>(std::ceil(length / spacing - 1e-9))));
}

// What a placeholder stands for in a line of one atom or one element, or of neither.
struct Filler {
  const ExternalCode& calculator;
  const Frame& frame;
  std::vector<Element> types;
  std::optional<std::size_t> atom;
  std::optional<Element> element;

  std::string operator()(std::string_view name) const {
    if (atom) {
      const Vec3 r = frame.positions[*atom];
      if (name == "x") return to_text(r.x);
      if (name == "y") return to_text(r.y);
      if (name == "z") return to_text(r.z);
    }
    if (element) {
      if (name == "element") return std::string{element->symbol()};
      if (name == "mass") return to_text(element->mass());
      if (name == "type") {
        return std::to_string(1 + (std::find(types.begin(), types.end(), *element) - types.begin()));
      }
      if (const auto own = variable(std::string{name} + "_" + std::string{element->symbol()})) return *own;
    }
    if (name == "elements") {
      std::vector<std::string> names;
      for (const Element type : types) names.emplace_back(type.symbol());
      return join(names, " ");
    }
    if (const auto own = variable(name)) return replaced(*own, *this);
    if (name == "newline") return "\n";
    if (name == "atoms") return std::to_string(frame.size());
    if (name == "types") return std::to_string(types.size());
    if (name == "a") return vector_text(frame.cell.vectors[0]);
    if (name == "b") return vector_text(frame.cell.vectors[1]);
    if (name == "c") return vector_text(frame.cell.vectors[2]);
    if (name == "k1") return mesh(calculator, frame, 0);
    if (name == "k2") return mesh(calculator, frame, 1);
    if (name == "k3") return mesh(calculator, frame, 2);
    if (name == "boundary") {
      const auto& p = frame.cell.periodic;
      return fmt::format("{} {} {}", p[0] ? "p" : "s", p[1] ? "p" : "s", p[2] ? "p" : "s");
    }
    std::string what{name};
    if (element) what += "_" + std::string{element->symbol()};
    fail("{}: variable {} is not set, expected a value for it, as label --set gives", calculator.place, what);
  }

  std::optional<std::string> variable(std::string_view name) const {
    const auto found = calculator.variables.find(name);
    if (found == calculator.variables.end() || found->second.empty()) return std::nullopt;
    return found->second;
  }
};

// LAMMPS's two files: forces in a dump, energy and the pressure of the forces in a line of numbers.
Frame read_lammps_result(const ExternalCode& calculator, const Frame& asked, const std::string& folder) {
  FormatOptions options;
  options.lammps.units = asked.units;
  options.lammps.elements = types_of(calculator, asked);
  Frame frame;
  open_frames(folder + "/forces.dump", "lammps-dump", options)->next(frame);
  const auto text = read_text(folder + "/result");
  const auto words = split(trim(text));
  if (words.size() != 7) fail("{} numbers in {}/result, expected 7", words.size(), folder);
  std::array<double, 7> n{};
  for (std::size_t i = 0; i < 7; ++i) n[i] = to_finite(words[i], "LAMMPS's result");
  const auto unit = calculator.variables.find("units");
  const bool real = unit != calculator.variables.end() && unit->second == "real";
  // LAMMPS's own: 1 eV is 23.060549 kcal/mol, 1 atm 1.01325 bar.
  const double energy = real ? 1 / 23.060549 : 1, pressure = (real ? 1.01325 : 1) / units_of(asked.units).pressure;
  frame.energy = energy * n[0];
  for (auto& force : frame.forces) force = energy * force;
  const double volume = frame.cell.volume();
  if (volume > 0) {
    Virial w;
    w.xx = n[1], w.yy = n[2], w.zz = n[3], w.xy = n[4], w.xz = n[5], w.yz = n[6];
    frame.virial = (pressure * volume) * w;
  }
  return frame;
}

// Our cell, or, where the program has the right-handed one in place of a left-handed one, this: the same lattice.
Cell with_hand_of(const Cell& theirs, Cell ours) {
  const auto hand = [](const Cell& cell) { return dot(cross(cell.vectors[0], cell.vectors[1]), cell.vectors[2]); };
  if (hand(theirs) * hand(ours) < 0) ours.vectors[2] = -ours.vectors[2];
  return ours;
}

// LAMMPS shrinks a box to its atoms where it is not periodic: such vectors have the length that ours have.
Cell with_lengths_of(const Cell& ours, Cell theirs) {
  for (std::size_t i = 0; i < 3; ++i) {
    const double length = norm(theirs.vectors[i]), wanted = norm(ours.vectors[i]);
    if (!ours.periodic[i] && length > 0 && wanted > 0) theirs.vectors[i] = (wanted / length) * theirs.vectors[i];
  }
  return theirs;
}

// Parts of a word that may be paths of files: the whole, and what stands between the signs that join it to others, as
// in --potential=own.sw+zbl:inner=0.5.
std::vector<std::string> names_in(std::string_view word) {
  constexpr std::size_t most = 16, longest = 4095;
  std::vector<std::size_t> begins{0}, ends;
  for (std::size_t k = 0; k < word.size() && ends.size() < most; ++k) {
    if (std::string_view{"=+:"}.find(word[k]) == std::string_view::npos) continue;
    ends.push_back(k);
    begins.push_back(k + 1);
  }
  ends.push_back(word.size());
  std::vector<std::string> names;
  for (const std::size_t begin : begins) {
    for (const std::size_t end : ends) {
      if (end > begin && end - begin <= longest) names.emplace_back(word.substr(begin, end - begin));
    }
  }
  return names;
}

// Files that words of a text name, by their hashes, and those that the files which it includes name.
class NamedFiles {
 public:
  explicit NamedFiles(const std::vector<std::string>& but) : x_but{but} {}

  void add(std::string text, bool paths_alone) {
    for (char& c : text) {
      if (c == '\n' || c == '\'' || c == '"' || c == ',' || c == ';') c = ' ';
    }
    std::string_view before;
    for (const auto word : split(text)) {
      const bool included = before == "include" || before == "@INCLUDE";
      for (const auto& name : names_in(word)) {
        if (!paths_alone || name.find('/') != std::string::npos) add_file(name, included);
      }
      before = word;
    }
  }
  const std::string& hashes() const { return x_hashes; }

 private:
  void add_file(const std::string& path, bool included) {
    std::error_code none;
    if (!std::filesystem::is_regular_file(path, none) || !x_met.insert(path).second) return;
    const bool passed_over = std::ranges::any_of(
        x_but, [&](const std::string& output) { return std::filesystem::equivalent(path, output, none); });
    if (passed_over) return;
    x_hashes += hash_of_file(path) + "\n";
    if (included) add(read_text(path), false);
  }

  const std::vector<std::string>& x_but;
  std::set<std::string> x_met;
  std::string x_hashes;
};

std::string hashes_of_files(const std::string& text, bool paths_alone, const std::vector<std::string>& but) {
  NamedFiles files{but};
  files.add(text, paths_alone);
  return files.hashes();
}

// Files that the program finds by more than a path in its input, such as a folder and a name, by their hashes.
std::string hashes_of_dependencies(const ExternalCode& calculator, const Frame& frame) {
  Filler filler{calculator, frame, types_of(calculator, frame), {}, {}};
  std::vector<std::string> paths;
  for (const auto& text : calculator.depends) {
    for (const Element element : filler.types) {
      filler.element = element;
      auto path = replaced(text, filler);
      std::error_code none;
      const bool is_new = std::ranges::find(paths, path) == paths.end();
      if (is_new && std::filesystem::is_regular_file(path, none)) paths.push_back(std::move(path));
    }
  }
  std::string hashes;
  for (const auto& path : paths) hashes += hash_of_file(path) + "\n";
  return hashes;
}

// The labels are those of these positions alone: compared by fractions of the cell, which no turn of it changes, within
// `most` (Å, or σ). Where a program prints fewer digits it may also move all atoms alike, which changes no label.
void check_not_moved(const Frame& result, const Frame& asked, const Cell& cell, const std::string& program, double most,
                     bool all_alike) {
  const bool cells = asked.cell.volume() > 0;
  const Cell& theirs = result.cell.volume() > 0 ? result.cell : cell;  // none: a code of molecules
  const auto& periodic = asked.cell.periodic;
  if (asked.cell.exists() && !cells) return;
  const auto moved = [&](std::size_t i, Vec3 by) {
    const Vec3 apart = result.positions[i] - asked.positions[i] - by;
    if (!cells) return apart;
    const Vec3 s = theirs.fractional(result.positions[i]) - cell.fractional(asked.positions[i]) - cell.fractional(by);
    return cell.cartesian({periodic[0] ? s.x - std::round(s.x) : s.x, periodic[1] ? s.y - std::round(s.y) : s.y,
                           periodic[2] ? s.z - std::round(s.z) : s.z});
  };
  const Vec3 first = all_alike ? moved(0, {}) : Vec3{};
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const Vec3 apart = moved(i, first);
    if (!(norm(apart) <= most)) {
      fail("{}: atoms moved, atom {} by {}: expected commands that keep them where they are", program, i + 1,
           to_text(norm(apart)));
    }
  }
}

// v′ = v R with L R = C: what turns the program's cell L into ours, C. Nothing if they are the same.
std::optional<std::array<Vec3, 3>> turn(const Cell& theirs, const Cell& ours, const std::string& program) {
  double off = 0, size = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    off = std::max(off, norm(theirs.vectors[i] - ours.vectors[i]));
    size = std::max(size, norm(ours.vectors[i]));
  }
  if (!(ours.volume() > 0) || !(theirs.volume() > 0) || off < 1e-5 * size) return std::nullopt;
  std::array<Vec3, 3> rows;  // of R: images of the unit vectors
  const std::array<Vec3, 3> unit{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  for (std::size_t i = 0; i < 3; ++i) rows[i] = ours.cartesian(theirs.fractional(unit[i]));
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      if (std::abs(dot(rows[i], rows[j]) - (i == j ? 1 : 0)) > 1e-4) fail("{} has computed another cell", program);
    }
  }
  return rows;
}

}  // namespace

ExternalCode command_calculator(const std::string& command) {
  ExternalCode calculator;
  calculator.place = "--command";
  calculator.command = command;
  calculator.given = {command};
  calculator.here = calculator.piped = true;
  calculator.frames = {{"frame.xyz", "extxyz"}};
  calculator.read_name = "output";
  calculator.read_format = "extxyz";
  return calculator;
}

void set_variable(ExternalCode& calculator, const std::string& name, const std::string& value) {
  const auto stem = name.substr(0, name.rfind('_'));
  if (!calculator.variables.contains(name) && !calculator.variables.contains(stem)) {
    std::vector<std::string> known;
    for (const auto& [key, unused] : calculator.variables) known.push_back(key);
    const auto near = nearest(name, known);
    fail("{} has no variable {}, it has: {}{}", calculator.place, name, join(known, " "),
         near.empty() ? "" : fmt::format(" (did you mean {}?)", near));
  }
  calculator.variables[name] = value;
  calculator.given.push_back(value);
}

void check_units(const ExternalCode& calculator, const Frame& frame) {
  if (calculator.read_format != lammps_format) return;
  const auto found = calculator.variables.find("units");
  const std::string units = found == calculator.variables.end() ? "metal" : found->second;
  if (units != "metal" && units != "real" && units != "lj") {
    fail("{}: units: expected metal, real or lj, got {}", calculator.place, nnpipe::quoted(units));
  }
  const auto own = to_string(frame.units);
  if ((units == "lj" ? "lj" : "metal") != own) fail("units of the frame are {}, but LAMMPS's are {}", own, units);
}

std::string fill(const std::string& text, const ExternalCode& calculator, const Frame& frame) {
  Filler filler{calculator, frame, types_of(calculator, frame), {}, {}};
  std::string out;
  const auto lines = split(text, '\n');
  for (std::size_t k = 0; k < lines.size(); ++k) {
    const std::string line{lines[k]};
    const char* end = k + 1 < lines.size() ? "\n" : "";
    filler.atom.reset();
    filler.element.reset();
    if (mentions(line, {"x", "y", "z"})) {
      for (std::size_t i = 0; i < frame.size(); ++i) {
        filler.atom = i;
        filler.element = frame.elements[i];
        out += replaced(line, filler) + end;
      }
    } else if (mentions(line, {"element"})) {
      for (const Element element : filler.types) {
        filler.element = element;
        out += replaced(line, filler) + end;
      }
    } else {
      out += replaced(line, filler) + end;
    }
  }
  return out;
}

std::string identity_of(const ExternalCode& original, const Frame& frame) {
  ExternalCode calculator = original;
  calculator.variables["folder"] = ".";
  std::string all =
      "nnpipe-calculation 1\n" + fill(calculator.command, calculator, frame) + "\n" + calculator.read_format + "\n";
  for (const auto& mark : calculator.fails_with) all += mark + "\n";
  for (const auto& file : calculator.files) all += fill(file.text, calculator, frame) + "\n";
  // Parameter files and the like, by what is in them.
  std::string own;
  for (const auto& text : calculator.given) own += fill(text, calculator, frame) + "\n";
  const auto with_files = hashes_of_files(all, true, calculator.outputs) +
                          hashes_of_files(own, false, calculator.outputs) + hashes_of_dependencies(calculator, frame);
  all += with_files;
  for (std::size_t i = 0; i < 3; ++i) {
    all += vector_text(frame.cell.vectors[i]) + (frame.cell.periodic[i] ? " T\n" : " F\n");
  }
  all += std::string{to_string(frame.units)} + "\n";
  for (std::size_t i = 0; i < frame.size(); ++i) {
    all += std::string{frame.elements[i].symbol()} + " " + vector_text(frame.positions[i]) + "\n";
  }
  return all;
}

std::vector<std::string> prepare(const ExternalCode& calculator, const Frame& frame, const std::string& folder) {
  Frame plain;
  plain.cell = frame.cell;
  plain.units = frame.units;
  plain.elements = frame.elements;
  plain.positions = frame.positions;
  plain.masses = frame.masses;
  FormatOptions options;
  options.lammps.elements = types_of(calculator, frame);
  const auto style = calculator.variables.find("atom_style");
  if (style != calculator.variables.end()) options.lammps.atom_style = style->second;
  for (const auto& file : calculator.frames) {
    const auto sink = create_frames(folder + "/" + file.name, file.format, options);
    sink->write(plain);
    sink->close();
  }
  // A name for the folder itself: what is run elsewhere must find it.
  ExternalCode here = calculator;
  here.variables["folder"] = folder;
  for (const auto& file : here.files) {
    Output output{folder + "/" + file.name};
    output.write(
        with_place([&] { return fmt::format("file {}", file.name); }, [&] { return fill(file.text, here, frame); }));
    output.close();
  }
  std::vector<std::string> words;
  const auto command = fill(here.command, here, frame);
  for (const auto word : split(command)) words.emplace_back(word);
  return words;
}

std::string complaint_of(const ExternalCode& calculator, const std::string& folder) {
  // Frames of stars and slashes, as CP2K draws them, aside.
  const auto bare = [](std::string_view line) {
    constexpr std::string_view decoration = " \t\r*|/\\_%";
    const auto first = line.find_first_not_of(decoration);
    if (first == std::string_view::npos) return std::string{};
    line = line.substr(first, line.find_last_not_of(decoration) - first + 1);
    // Where in its source the program says so.
    const auto source = line.rfind(" (");
    if (line.ends_with(')') && source != std::string_view::npos &&
        line.find(".cpp:", source) != std::string_view::npos) {
      line = line.substr(0, source);
    }
    return std::string{line};
  };
  for (const auto& [file, beginning] : calculator.complaints) {
    const auto path = folder + "/" + file;
    std::error_code none;
    if (!std::filesystem::is_regular_file(path, none)) continue;
    const auto text = read_text(path);
    const auto lines = split(text, '\n');
    std::string said;
    for (std::size_t k = 0; k < lines.size(); ++k) {
      auto line = bare(lines[k]);
      if (!line.starts_with(beginning)) continue;
      const auto next = k + 1 < lines.size() ? bare(lines[k + 1]) : std::string{};
      said = std::move(line);
      if (next.empty() || next.starts_with(beginning)) continue;
      said += (said.ends_with(':') || said.ends_with(']') ? " " : "; ") + next;
    }
    if (!said.empty()) return said;
  }
  return {};
}

void collect(const ExternalCode& calculator, Frame& frame, const std::string& folder) {
  const std::string program{split(calculator.command).front()};
  const auto path = folder + "/" + calculator.read_name;
  Frame result;
  if (calculator.read_format == lammps_format) {
    result = read_lammps_result(calculator, frame, folder);
  } else {
    FormatOptions options;
    options.keys.ask = true;
    options.lammps.elements = types_of(calculator, frame);
    const auto source = open_frames(path, calculator.read_format, options);
    bool any = false;
    for (Frame next; source->next(next); any = true) {
      if (any && calculator.piped) fail("{} has printed several frames, expected one", program);
      result = std::move(next);
    }
    if (!any) fail("{} has printed no energy", program);
  }
  if (!result.energy) fail("{} has printed no energy", program);
  if (result.size() != frame.size())
    fail("{} has computed {} atoms, expected {}", program, result.size(), frame.size());
  if (!std::equal(result.elements.begin(), result.elements.end(), frame.elements.begin())) {
    fail("{} has computed other elements, or in another order", program);
  }
  if (result.forces.size() != frame.size()) fail("{} has printed no forces", program);
  // Of electronic-structure codes, formats do not say; this one does.
  if (calculator.read_format == "extxyz" && result.cell.exists() && frame.cell.exists() &&
      result.cell.periodic != frame.cell.periodic) {
    fail("{} has computed a cell that is periodic in other directions", program);
  }
  const auto cell = with_hand_of(result.cell, frame.cell);
  if (calculator.read_format == lammps_format) {
    result.cell = with_lengths_of(cell, result.cell);
    check_not_moved(result, frame, cell, program, 1e-6, false);
  } else {
    check_same_units(frame.units, "the frame", result.units, "what " + program + " has computed");
  }
  if (const auto rows = turn(result.cell, cell, program)) {
    const auto& r = *rows;
    const auto turned = [&](Vec3 v) { return v.x * r[0] + v.y * r[1] + v.z * r[2]; };
    for (auto& force : result.forces) force = turned(force);
    if (result.virial) {
      const Virial w = *result.virial;
      // Rᵀ W R, by its columns.
      const std::array<Vec3, 3> wr{turned({w.xx, w.xy, w.xz}), turned({w.xy, w.yy, w.yz}), turned({w.xz, w.yz, w.zz})};
      const auto entry = [&](double Vec3::*a, double Vec3::*b) {
        return r[0].*a * wr[0].*b + r[1].*a * wr[1].*b + r[2].*a * wr[2].*b;
      };
      Virial t;
      t.xx = entry(&Vec3::x, &Vec3::x), t.yy = entry(&Vec3::y, &Vec3::y), t.zz = entry(&Vec3::z, &Vec3::z);
      t.xy = entry(&Vec3::x, &Vec3::y), t.xz = entry(&Vec3::x, &Vec3::z), t.yz = entry(&Vec3::y, &Vec3::z);
      result.virial = t;
    }
  }
  if (calculator.read_format != lammps_format) check_not_moved(result, frame, cell, program, 5e-3, true);
  drop_other_labels(frame);
  frame.energy = result.energy;
  frame.forces = std::move(result.forces);
  frame.site_energies.clear();
  frame.virial = result.virial;
}

}  // namespace nnpipe::io
