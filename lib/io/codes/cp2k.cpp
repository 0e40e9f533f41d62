#include <array>
#include <cmath>
#include <optional>

#include "base/notice.hpp"
#include "io/codes/codes.hpp"
#include "io/codes/common.hpp"
#include "io/codes/physical_unit.hpp"

namespace nnpipe::io {

namespace {

using codes::LineSource;
using codes::vector_at;

// Versions differ in what they print. Up to 7: no CELL| Periodicity, "energy (a.u.):", "STRESS TENSOR [GPa]"; from 8:
// "energy [a.u.]:", "STRESS| Analytical stress tensor [GPa]"; from 2025: "energy [hartree]", "FORCES| Atomic forces
// [hartree/bohr]", "[bar]". The unit is always in brackets.
class Cp2k final : public LineSource {
 public:
  Cp2k(Input input, const FormatOptions& options) : LineSource{std::move(input), options} {}

 private:
  bool read(Frame& frame) override {
    x_has_energy = false;
    while (x_held || line()) {
      const bool coordinates = has("ATOMIC COORDINATES IN");
      const bool energy = has("ENERGY| Total FORCE_EVAL");
      if ((coordinates || energy) && x_has_energy) {
        x_held = true;
        if (finish(frame)) return true;
        frame = {};
        continue;
      }
      x_held = false;
      take_line(coordinates, energy, frame);
    }
    if (!x_has_energy) {
      if (!x_positions.empty() && !x_whole) fail_cut_off("stream ends before the energy of the coordinates");
      return false;
    }
    const bool less = frame.forces.empty() || (x_had_stress && !frame.virial);
    if (less && !x_whole) fail_cut_off("stream ends before the forces or the stress of a step");
    return finish(frame);
  }

  void take_line(bool coordinates, bool energy, Frame& frame) {
    if (has("CELL| Vector ")) {
      read_cell();
    } else if (has("CELL| Periodicity")) {
      x_cell.periodic = axes("CELL| Periodicity");
      x_periodicity = Known::by_cell;
    } else if (has("POISSON| Periodicity") && x_periodicity != Known::by_cell) {
      x_cell.periodic = axes("POISSON| Periodicity");
      x_periodicity = Known::by_poisson;
    } else if (coordinates) {
      read_positions();
    } else if (has("SCF run NOT converged") || has("outer SCF loop FAILED to converge")) {
      x_converged = false;
    } else if (energy) {
      take_energy(frame);
    } else if (has("PROGRAM ENDED AT")) {
      x_whole = true;
    } else if (has("PROGRAM STARTED AT")) {
      x_whole = false;
    } else if (x_has_energy) {
      take_result(frame);
    }
  }

  void take_result(Frame& frame) {
    if (has("ATOMIC FORCES in [") || has("FORCES| Atomic forces [")) {
      read_forces(frame);
    } else if (is_stress()) {
      read_stress(frame);
      x_had_stress = true;
    }
  }

  // Whether the step becomes a frame.
  bool finish(Frame& frame) {
    x_has_energy = false;
    const bool converged = std::exchange(x_converged_of_frame, true);
    return takes_step(++x_step, converged, frame);
  }

  std::array<bool, 3> axes(std::string_view mark) const {
    const auto words = codes::words_after(x_line, mark);
    const auto named = words.empty() || words[0] == "NONE" ? std::string_view{} : words[0];
    std::array<bool, 3> periodic{};
    for (std::size_t k = 0; k < 3; ++k) periodic[k] = named.find("XYZ"[k]) != std::string_view::npos;
    return periodic;
  }

  void take_energy(Frame& frame) {
    if (x_positions.empty()) {
      fail(
          "an energy without coordinates, expected ATOMIC COORDINATES before it: of a run of several steps read "
          "PROJECT-pos-1.xyz, where CP2K keeps them");
    }
    const double unit = codes::energy_unit(unit_behind("energy"));
    const auto words = split(x_line);
    frame.energy = unit * to_finite(words.back(), "energy");
    x_converged_of_frame = std::exchange(x_converged, true);
    if (x_periodicity == Known::no) {
      x_cell.periodic = {true, true, true};  // CP2K's default
      x_periodicity = Known::by_poisson;
      notice(fmt::format("{}: nothing says in which directions the cell is periodic; took all, CP2K's default",
                         x_input.name()));
    }
    frame.cell = x_cell;
    frame.elements = std::move(x_elements);
    frame.positions = std::move(x_positions);
    x_elements.clear();
    x_positions.clear();
    x_has_energy = true;
  }

  // "a.u." of "energy [a.u.]:" or "energy (a.u.):"
  std::string_view unit_behind(std::string_view mark) const {
    const auto at = x_line.rfind(mark);
    const auto rest = at == std::string_view::npos ? std::string_view{} : x_line.substr(at);
    const auto unit = codes::between(rest, "[", "]");
    return unit.empty() ? codes::between(rest, "(", ")") : unit;
  }

  // CELL| Vector a [angstrom]: x y z |a| = …. The length has more digits, with which those of x, y and z go on.
  void read_cell() {
    const auto words = split(x_line);
    if (words.size() < 7 || words[2].size() != 1 || words[2][0] < 'a' || words[2][0] > 'c') return;
    const double unit = codes::length_unit(codes::between(x_line, "[", "]"));
    Vec3 vector = vector_at(words, 4, "cell");
    const auto length = words.size() >= 10 ? parse_double(words.back()) : std::nullopt;
    constexpr double rounding = 1e-3;  // of three numbers of three decimals
    if (length && norm(vector) > 0 && std::abs(*length - norm(vector)) < rounding) {
      vector = (*length / norm(vector)) * vector;
    }
    x_cell.vectors[static_cast<std::size_t>(words[2][0] - 'a')] = unit * vector;
  }

  // A number that is lost must not move the next one into its place.
  void expect_words(std::size_t count, std::string_view what) const {
    if (x_words.size() == count) return;
    fail("{}: expected {} words, got {}: {}", what, count, x_words.size(), quoted(trim(x_line)));
  }

  void read_positions() {
    x_elements.clear();
    x_positions.clear();
    const double unit = codes::length_unit(
        codes::words_after(x_line, " IN ").empty() ? std::string_view{} : codes::words_after(x_line, " IN ").front());
    std::size_t names = 8;  // Atom Kind Element X Y Z Z(eff) Mass
    while (line()) {
      split(x_line, x_words);
      const bool row = x_words.size() >= 6 && parse_int(x_words[0]).has_value();
      if (!row && !x_positions.empty()) return;
      if (!row && !x_words.empty() && x_words[0] == "Atom") names = x_words.size();
      if (!row) continue;
      const std::size_t first = parse_int(x_words[3]) ? 4 : 3;  // the atomic number may stand in between
      codes::expect_row(x_words[0], x_positions.size() + 1, "coordinates");
      expect_words(names + (first - 3), "coordinates");
      x_elements.push_back(codes::element_of_label(x_words[2]));
      x_positions.push_back(unit * vector_at(x_words, first, "position"));
    }
    fail_cut_off("stream ends in the middle of the coordinates");
  }

  // Rows "1 1 Si fx fy fz", or "FORCES| 1 fx fy fz |f|"; between them empty lines and names of columns.
  void read_forces(Frame& frame) {
    const double unit = codes::force_unit(codes::between(x_line, "[", "]"));
    const bool marked = has("FORCES|");
    const std::size_t number = marked ? 1 : 0, first = marked ? 2 : 3, words = 6;
    frame.forces.clear();
    while (frame.forces.size() < frame.size()) {
      split(need("the forces"), x_words);
      if (x_words.size() <= number || x_words[0] == "#" || x_words[number] == "Atom") continue;
      codes::expect_row(x_words[number], frame.forces.size() + 1, "forces");
      expect_words(words, "forces");
      frame.forces.push_back(unit * vector_at(x_words, first, "force"));
    }
    // The sum follows, or nothing.
    if (!line()) return;
    split(x_line, x_words);
    if (x_words.size() > number && parse_int(x_words[number])) {
      fail("forces: expected those of {} atoms, got the row {}", frame.size(), quoted(x_line));
    }
  }

  bool is_stress() const {
    if (!has("tress") && !has("STRESS")) return false;
    const auto text = lower(x_line);
    return text.find("stress tensor [") != std::string::npos && text.find("eigen") == std::string::npos &&
           (trim(x_line).starts_with("STRESS|") || trim(x_line).starts_with("STRESS TENSOR") ||
            text.find("numerical stress tensor") != std::string::npos);
  }

  // Rows x, y, z with the letter in front, after a line with the names of the columns.
  void read_stress(Frame& frame) {
    const double unit = codes::pressure_unit(codes::between(x_line, "[", "]"));
    std::array<Vec3, 3> rows;
    for (std::size_t k = 0; k < 3;) {
      split(need("the stress"), x_words);
      const std::size_t letter = !x_words.empty() && x_words[0].ends_with('|') ? 1 : 0;
      const bool row = x_words.size() == letter + 4 && lower(x_words[letter]) == std::string(1, "xyz"[k]);
      const bool names = x_words.size() <= letter || x_words.size() == letter + 3;
      if (row) {
        rows[k++] = vector_at(x_words, letter + 1, "stress");
      } else if (!names) {
        fail("stress: expected the row of {}, got {}", "xyz"[k], quoted(x_line));
      }
    }
    frame.virial = codes::virial_of_stress(rows, unit, frame.cell);
  }

  enum class Known { no, by_poisson, by_cell };

  bool x_held = false, x_has_energy = false, x_whole = false, x_had_stress = false;
  bool x_converged = true, x_converged_of_frame = true;
  Known x_periodicity = Known::no;
  std::size_t x_step = 0;
  Cell x_cell;
  std::vector<Element> x_elements;
  std::vector<Vec3> x_positions;
};

}  // namespace

std::unique_ptr<FrameSource> open_cp2k(Input input, const FormatOptions& options) {
  return std::make_unique<Cp2k>(std::move(input), options);
}

bool looks_like_cp2k(std::string_view start) {
  return start.find("PROGRAM STARTED AT") != std::string_view::npos ||
         start.find(" DBCSR| ") != std::string_view::npos ||
         start.find(" CP2K| version string") != std::string_view::npos;
}

}  // namespace nnpipe::io
