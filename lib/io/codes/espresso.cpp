#include <algorithm>
#include <array>
#include <cmath>

#include "io/codes/codes.hpp"
#include "io/codes/common.hpp"

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

}  // namespace

std::unique_ptr<FrameSource> open_espresso(Input input, const FormatOptions&) {
  return std::make_unique<Espresso>(std::move(input));
}

bool looks_like_espresso(std::string_view start) { return start.find("Program PWSCF") != std::string_view::npos; }

}  // namespace nnpipe::io
