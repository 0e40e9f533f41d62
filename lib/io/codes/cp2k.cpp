#include <array>

#include "io/codes/codes.hpp"
#include "io/codes/common.hpp"

namespace nnpipe::io {

namespace {

using codes::LineSource;
using codes::vector_at;

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

std::unique_ptr<FrameSource> open_cp2k(Input input, const FormatOptions&) {
  return std::make_unique<Cp2k>(std::move(input));
}

bool looks_like_cp2k(std::string_view start) {
  return start.find("PROGRAM STARTED AT") != std::string_view::npos ||
         start.find(" DBCSR| ") != std::string_view::npos ||
         start.find(" CP2K| version string") != std::string_view::npos;
}

}  // namespace nnpipe::io
