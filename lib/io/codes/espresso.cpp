#include <array>
#include <cmath>
#include <optional>
#include <utility>

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

// A structure has one result: the last energy that pw.x states before it goes on to another structure. Old versions
// with iprint mark energies of the loop by "!", too; hybrid functionals end an inner loop by "!" and all of them by
// "!!".
class Espresso final : public LineSource {
 public:
  Espresso(Input input, const FormatOptions& options) : LineSource{std::move(input), options} {}

 private:
  struct Step {
    bool has_energy = false;
    bool unconverged = false;  // pw.x says so
    bool outer_loop = false;   // of a hybrid functional: "!!" is its result
    bool outer_result = false;
    std::optional<double> energy_of_loop;  // Ry, the last; all there is of a step that did not converge

    bool has_result() const { return has_energy || unconverged; }
  };

  // The line that begins the next structure is read with the one before it: x_held.
  bool read(Frame& frame) override {
    Step step;
    while (x_held || line()) {
      const bool again = is_result() && !frame.forces.empty();  // of the same structure
      if (step.has_result() && (begins_structure() || again)) {
        x_held = true;
        if (has("Program PWSCF")) expect_whole(step, frame);
        if (finish(step, frame)) return true;
        step = {};
        frame = {};
        continue;
      }
      x_held = false;
      if (!take_structure()) take_result(step, frame);
    }
    if (!step.has_result()) {
      if (x_in_loop && !x_whole) fail_cut_off("stream ends in the middle of the electronic steps");
      return false;
    }
    expect_whole(step, frame);
    return finish(step, frame);
  }

  // A run that ends by itself says so. Without that word a step that has no forces was cut off before them, and the
  // energy of a hybrid functional may be that of an inner loop.
  void expect_whole(const Step& step, const Frame& frame) const {
    if (x_whole || step.unconverged) return;
    const bool less = (frame.forces.empty() && !x_positions.empty()) || (x_had_stress && !frame.virial);
    if (less || (step.outer_loop && !step.outer_result)) {
      fail_cut_off("stream ends before the energy, the forces or the stress of a step");
    }
  }

  bool begins_structure() const {
    return begins("ATOMIC_POSITIONS") || begins("CELL_PARAMETERS") || has("positions (alat units)") ||
           has("Program PWSCF") || has("lattice parameter (alat)") || has("crystal axes: (cart.");
  }
  bool is_result() const { return begins("!") && has("total energy") && has("="); }

  bool take_structure() {
    if (has("Program PWSCF")) {
      x_whole = x_had_stress = false;
    } else if (has("lattice parameter (alat)")) {
      x_alat = bohr_in_angstrom * number_after("=");
    } else if (has("celldm(1)=")) {
      take_celldm();
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
    } else {
      return false;
    }
    return true;
  }

  // The same length with more digits, unless the cell is given by vectors.
  void take_celldm() {
    constexpr double rounding = 1e-4;
    const double length = bohr_in_angstrom * number_after("celldm(1)=");
    if (std::abs(length - x_alat) < rounding) x_alat = length;
  }

  void take_result(Step& step, Frame& frame) {
    if (is_result()) {
      take_energy(step, frame);
    } else if (begins("     total energy   ") && has("=")) {
      step.energy_of_loop = number_after("=");
    } else if (has("convergence NOT achieved")) {
      step.unconverged = true;
    } else if (has("convergence has been achieved")) {
      step.unconverged = false;
    } else if (has("EXX: now go back to refine")) {
      step.outer_loop = true;
    } else if (has("Self-consistent Calculation")) {
      x_in_loop = true;
    } else if (has("JOB DONE")) {
      x_whole = true;
    } else if (has("Forces acting on atoms") && frame.forces.empty()) {
      read_forces(frame);
    } else if (has("total   stress  (Ry/bohr**3)")) {
      std::array<Vec3, 3> rows;
      for (auto& row : rows) row = vector_at(need_words("the stress", 3), 0, "stress");
      frame.virial = codes::virial_of_stress(rows, rydberg / std::pow(bohr_in_angstrom, 3), x_cell);
      x_had_stress = true;
    }
  }

  void take_energy(Step& step, Frame& frame) {
    if (begins("!!")) step.outer_result = true;
    frame.energy = rydberg * number_after("=");
    step.has_energy = true;
    x_in_loop = false;
  }

  // Whether the step becomes a frame.
  bool finish(const Step& step, Frame& frame) {
    if (!step.has_energy && step.energy_of_loop) frame.energy = rydberg * *step.energy_of_loop;
    if (!x_positions.empty() && !x_cell.exists())
      fail("a result without a cell, expected 'crystal axes' or CELL_PARAMETERS before it");
    frame.cell = x_cell;
    frame.elements = x_elements;
    frame.positions = x_positions;
    const bool converged = !step.unconverged && (!step.outer_loop || step.outer_result);
    return takes_step(++x_step, converged, frame);
  }

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
      codes::expect_row(x_words[0], x_positions.size() + 1, "positions");
      x_elements.push_back(codes::element_of_label(x_words[1]));
      x_positions.push_back(x_alat * bracketed(x_line, "position"));
    }
    if (!line()) return;
    x_held = true;
    if (has("tau(")) fail("positions: expected those of {} atoms, got the row {}", x_atoms, quoted(x_line));
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
    // An empty line or "End final coordinates" follows.
    if (!line()) return;
    x_held = true;
    split(x_line, x_words);
    if (x_words.size() >= 4 && parse_double(x_words[1]) && parse_double(x_words[2]) && parse_double(x_words[3])) {
      fail("positions: expected those of {} atoms, got the row {}", x_atoms, quoted(x_line));
    }
  }

  void read_forces(Frame& frame) {
    while (frame.forces.size() < x_atoms) {
      need("the forces");
      if (has("force =")) {
        const auto words = codes::words_after(x_line, "atom");
        codes::expect_row(words.empty() ? std::string_view{} : words[0], frame.forces.size() + 1, "forces");
        frame.forces.push_back(rydberg / bohr_in_angstrom * vector_at(codes::words_after(x_line, "="), 0, "force"));
      } else if (!trim(x_line).empty()) {
        fail("force: expected 'atom N type T force = …', got {}", quoted(x_line));
      }
    }
  }

  bool x_held = false, x_whole = false, x_in_loop = false, x_had_stress = false;
  std::size_t x_atoms = 0, x_step = 0;
  double x_alat = 0;
  Cell x_cell;
  std::vector<Element> x_elements;
  std::vector<Vec3> x_positions;
};

}  // namespace

std::unique_ptr<FrameSource> open_espresso(Input input, const FormatOptions& options) {
  return std::make_unique<Espresso>(std::move(input), options);
}

bool looks_like_espresso(std::string_view start) { return start.find("Program PWSCF") != std::string_view::npos; }

}  // namespace nnpipe::io
