#include <algorithm>
#include <array>
#include <cmath>

#include "io/codes.hpp"
#include "io/codes_common.hpp"

namespace nnpipe::io {

namespace {

using codes::LineSource;
using codes::vector_at;

constexpr double rydberg = 0.5 * hartree_in_electronvolt;

// "( 0.1 -0.2 0.3 )" behind the last "= (", columns that may touch the brackets.
Vec3 bracketed(std::string_view line, std::string_view what) {
  const auto open = line.rfind('('), close = line.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    fail("{}: expected ( x y z ), got {}", what, quoted(line));
  }
  return vector_at(split(line.substr(open + 1, close - open - 1)), 0, what);
}

class Espresso final : public LineSource {
 public:
  explicit Espresso(Input input) : LineSource{std::move(input)} {}

 private:
  // The line that begins the next step is read with the step before it: x_held.
  bool read(Frame& frame) override {
    bool has_energy = false;
    while (x_held || line()) {
      const bool starts_anew = has("!    total energy") || begins("ATOMIC_POSITIONS") || begins("CELL_PARAMETERS");
      if (starts_anew && has_energy) {
        x_held = true;
        return true;
      }
      x_held = false;
      if (has("lattice parameter (alat)")) {
        x_alat = bohr_in_angstrom * number_after("=");
      } else if (has("crystal axes: (cart. coord. in units of alat)")) {
        for (auto& vector : x_cell.vectors) vector = x_alat * bracketed(need("the cell"), "cell");
        x_cell.periodic = {true, true, true};
      } else if (has("number of atoms/cell")) {
        const double count = number_after("=");
        if (!(count >= 1 && count <= 1e9)) fail("number of atoms {}, expected 1 to 1000000000", count);
        x_atoms = static_cast<std::size_t>(count);
      } else if (has("positions (alat units)")) {
        read_start();
      } else if (begins("CELL_PARAMETERS")) {
        const double unit = unit_of(x_line);
        for (auto& vector : x_cell.vectors) vector = unit * vector_at(need_words("the cell", 3), 0, "cell");
      } else if (begins("ATOMIC_POSITIONS")) {
        read_positions();
      } else if (has("!    total energy")) {
        frame.energy = rydberg * number_after("=");
        frame.cell = x_cell;
        frame.elements = x_elements;
        frame.positions = x_positions;
        has_energy = true;
      } else if (has("Forces acting on atoms")) {
        read_forces(frame);
      } else if (has("total   stress  (Ry/bohr**3)") && has_energy) {
        std::array<Vec3, 3> rows;
        for (auto& row : rows) row = vector_at(need_words("the stress", 3), 0, "stress");
        frame.virial = codes::virial_of(rows, rydberg / std::pow(bohr_in_angstrom, 3) * frame.cell.volume());
      }
    }
    return has_energy;
  }

  bool begins(std::string_view word) const { return x_line.starts_with(word); }

  double number_after(std::string_view mark) const {
    const auto words = codes::words_after(x_line, mark);
    return to_finite(words.empty() ? std::string_view{} : words[0], "value");
  }

  // "(alat= 10.2)", "{bohr}", "angstrom"
  double unit_of(std::string_view text) const {
    const auto word = lower(text);
    if (word.find("alat=") != std::string::npos) {
      const auto rest = std::string_view{word}.substr(word.find("alat=") + 5);
      return bohr_in_angstrom * to_finite(trim(rest.substr(0, rest.find_first_of(")}"))), "alat");
    }
    if (word.find("angstrom") != std::string::npos) return 1;
    if (word.find("bohr") != std::string::npos) return bohr_in_angstrom;
    if (word.find("alat") != std::string::npos) return x_alat;
    fail("unit of {}, expected alat, bohr or angstrom", quoted(text));
  }

  // N Si tau( 1) = ( x y z )
  void read_start() {
    x_elements.clear();
    x_positions.clear();
    while (x_positions.size() < x_atoms) {
      split(need("the positions"), x_words);
      if (x_words.size() < 2) fail("position: expected a site and its element, got {}", quoted(x_line));
      x_elements.push_back(codes::element_of_label(x_words[1]));
      x_positions.push_back(x_alat * bracketed(x_line, "position"));
    }
  }

  void read_positions() {
    const bool crystal = lower(x_line).find("crystal") != std::string::npos;
    const double unit = crystal ? 1 : unit_of(x_line);
    x_elements.clear();
    x_positions.clear();
    while (x_positions.size() < x_atoms) {
      const auto& words = need_words("the positions", 4);
      x_elements.push_back(codes::element_of_label(words[0]));
      const Vec3 r = vector_at(words, 1, "position");
      x_positions.push_back(crystal ? x_cell.cartesian(r) : unit * r);
    }
  }

  void read_forces(Frame& frame) {
    frame.forces.clear();
    while (frame.forces.size() < x_atoms) {
      need("the forces");
      if (has("force =")) {
        frame.forces.push_back(rydberg / bohr_in_angstrom * vector_at(codes::words_after(x_line, "="), 0, "force"));
      } else if (!trim(x_line).empty()) {
        fail("force: expected 'atom N type T force = …', got {}", quoted(x_line));
      }
    }
  }

  bool x_held = false;
  std::size_t x_atoms = 0;
  double x_alat = 0;
  Cell x_cell;
  std::vector<Element> x_elements;
  std::vector<Vec3> x_positions;
};

class Cp2k final : public LineSource {
 public:
  explicit Cp2k(Input input) : LineSource{std::move(input)} {}

 private:
  bool read(Frame& frame) override {
    bool has_energy = false;
    while (x_held || line()) {
      const bool coordinates = has("ATOMIC COORDINATES IN");
      const bool energy = has("ENERGY| Total FORCE_EVAL");
      if ((coordinates || energy) && has_energy) {
        x_held = true;
        return true;
      }
      x_held = false;
      if (has("CELL| Vector ")) {
        read_cell();
      } else if (has("CELL| Periodicity")) {
        const auto words = codes::words_after(x_line, "Periodicity");
        const auto axes = words.empty() || words[0] == "NONE" ? std::string_view{} : words[0];
        for (std::size_t k = 0; k < 3; ++k) x_cell.periodic[k] = axes.find("XYZ"[k]) != std::string_view::npos;
      } else if (coordinates) {
        read_positions();
      } else if (energy) {
        if (x_positions.empty()) {
          fail(
              "an energy without coordinates, expected ATOMIC COORDINATES before it: of a run of several steps read "
              "PROJECT-pos-1.xyz, where CP2K keeps them");
        }
        const auto words = codes::words_after(x_line, ":");
        frame.energy = hartree_in_electronvolt * to_finite(words.empty() ? std::string_view{} : words[0], "energy");
        frame.cell = x_cell;
        frame.elements = std::move(x_elements);
        frame.positions = std::move(x_positions);
        x_elements.clear();
        x_positions.clear();
        has_energy = true;
      } else if (has("ATOMIC FORCES in [a.u.]") && has_energy) {
        read_forces(frame);
      } else if (has("nalytical stress tensor [GPa]") && has("STRESS|") && !has("igen") && has_energy) {
        need("the stress");
        std::array<Vec3, 3> rows;
        for (auto& row : rows) row = vector_at(need_words("the stress", 5), 2, "stress");
        frame.virial = codes::virial_of(rows, codes::gigapascal * frame.cell.volume());
      }
    }
    return has_energy;
  }

  // CELL| Vector a [angstrom]: x y z |a| = …
  void read_cell() {
    const auto words = split(x_line);
    if (words.size() < 7 || words[2].size() != 1 || words[2][0] < 'a' || words[2][0] > 'c') return;
    x_cell.vectors[static_cast<std::size_t>(words[2][0] - 'a')] = vector_at(words, 4, "cell");
  }

  void read_positions() {
    x_elements.clear();
    x_positions.clear();
    const bool bohr = lower(x_line).find("bohr") != std::string::npos;
    while (line()) {
      split(x_line, x_words);
      const bool row = x_words.size() >= 6 && parse_int(x_words[0]).has_value();
      if (!row && !x_positions.empty()) return;
      if (!row) continue;
      const std::size_t first = parse_int(x_words[3]) ? 4 : 3;  // the atomic number may stand in between
      x_elements.push_back(codes::element_of_label(x_words[2]));
      x_positions.push_back((bohr ? bohr_in_angstrom : 1) * vector_at(x_words, first, "position"));
    }
    fail("stream ends in the middle of the coordinates");
  }

  void read_forces(Frame& frame) {
    frame.forces.clear();
    while (frame.forces.size() < frame.size()) {
      split(need("the forces"), x_words);
      if (x_words.empty() || x_words[0] == "#") continue;
      frame.forces.push_back(hartree_in_electronvolt / bohr_in_angstrom * vector_at(x_words, 3, "force"));
    }
  }

  bool x_held = false;
  Cell x_cell;
  std::vector<Element> x_elements;
  std::vector<Vec3> x_positions;
};

}  // namespace

std::unique_ptr<FrameSource> open_espresso(Input input, const FormatOptions&) {
  return std::make_unique<Espresso>(std::move(input));
}
std::unique_ptr<FrameSource> open_cp2k(Input input, const FormatOptions&) {
  return std::make_unique<Cp2k>(std::move(input));
}

bool looks_like_espresso(std::string_view start) { return start.find("Program PWSCF") != std::string_view::npos; }
bool looks_like_cp2k(std::string_view start) {
  return start.find("PROGRAM STARTED AT") != std::string_view::npos ||
         start.find(" DBCSR| ") != std::string_view::npos ||
         start.find(" CP2K| version string") != std::string_view::npos;
}

}  // namespace nnpipe::io
