#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/notice.hpp"
#include "io/codes/codes.hpp"
#include "io/codes/common.hpp"
#include "io/codes/physical_unit.hpp"

namespace nnpipe::io {

namespace {

using codes::LineSource;
using codes::vector_at;

// XCrySDen's structures, one or an animation of several. aenet says the energy in a comment, "# total energy = E eV",
// and has forces in eV/Å; without it forces are in hartree/Å, as XCrySDen has them.
class Xsf final : public LineSource {
 public:
  Xsf(Input input, const FormatOptions& options) : LineSource{std::move(input), options} {}

 private:
  bool read(Frame& frame) override {
    while (std::exchange(x_held, false) || line()) {
      if (take_comment()) continue;
      split(x_line, x_words);
      if (x_words.empty()) continue;
      const auto keyword = x_words[0];
      if (keyword == "PRIMVEC") {
        if (std::exchange(x_has_cell, true)) fail("PRIMVEC occurs twice before one structure");
        for (auto& vector : x_cell.vectors) vector = vector_at(need_words("PRIMVEC", 3), 0, "cell");
      } else if (keyword == "CONVVEC") {
        for (int k = 0; k < 3; ++k) need("CONVVEC");
      } else if (keyword == "PRIMCOORD") {
        read_periodic(frame);
        return true;
      } else if (keyword == "ATOMS") {
        read_molecule(frame);
        return true;
      } else if (keyword.starts_with("BEGIN_BLOCK_")) {
        pass_block(std::string{keyword.substr(12)});
      } else if (!take_dimension(keyword)) {
        fail("unknown keyword {}, expected CRYSTAL, PRIMVEC, PRIMCOORD, ATOMS and the like", quoted(keyword));
      }
    }
    return false;
  }

  // How many directions repeat.
  bool take_dimension(std::string_view keyword) {
    constexpr std::array<std::string_view, 4> names{"MOLECULE", "POLYMER", "SLAB", "CRYSTAL"};
    if (keyword == "ANIMSTEPS") return true;
    if (keyword == "DIM-GROUP") {
      const auto dimensions = to_int(need_words("DIM-GROUP", 1)[0], "DIM-GROUP");
      if (dimensions < 0 || dimensions > 3) fail("DIM-GROUP: expected 0 to 3, got {}", dimensions);
      x_dimensions = static_cast<std::size_t>(dimensions);
      return true;
    }
    for (std::size_t k = 0; k < names.size(); ++k) {
      if (keyword != names[k]) continue;
      x_dimensions = k;
      return true;
    }
    return false;
  }

  // "# total energy = -35041.2 eV"
  bool take_comment() {
    const auto text = trim(x_line);
    if (!text.starts_with('#')) return false;
    const auto small = lower(text);
    const auto equals = text.find('=');
    if (small.find("total energy") == std::string::npos || equals == std::string_view::npos) return true;
    const auto words = split(text.substr(equals + 1));
    if (words.empty()) fail("total energy: expected a number, got an empty comment");
    if (x_energy) fail("total energy occurs twice before one structure");
    x_energy_unit = words.size() > 1 ? codes::energy_unit(words[1]) : 1;
    x_energy = x_energy_unit * to_finite(words[0], "total energy");
    return true;
  }

  void pass_block(const std::string& name) {
    while (!begins_with("END_BLOCK_" + name)) need("a block");
    notice(fmt::format("{}: left out a block {}", x_input.name(), name));
  }
  bool begins_with(std::string_view word) const { return trim(x_line).starts_with(word); }

  void begin(Frame& frame) {
    frame.energy = x_energy;
    x_force_unit = x_energy ? x_energy_unit : hartree_in_electronvolt;
    x_energy.reset();
    x_has_cell = false;
  }

  void read_periodic(Frame& frame) {
    begin(frame);
    const auto atoms = to_int(need_words("PRIMCOORD", 1)[0], "number of atoms");
    if (atoms < 1 || atoms > 1000000000) fail("number of atoms {}, expected 1 to 1000000000", atoms);
    for (std::int64_t i = 0; i < atoms; ++i) take_atom(need_words("PRIMCOORD", 4), frame);
    frame.cell = x_cell;
    for (std::size_t k = 0; k < 3; ++k) frame.cell.periodic[k] = k < x_dimensions;
  }

  // Rows until something else comes: what opens the next structure, or the end.
  void read_molecule(Frame& frame) {
    begin(frame);
    while (line()) {
      split(x_line, x_words);
      if (x_words.empty()) continue;
      x_held = x_words[0].starts_with('#') || x_words[0] == "ATOMS" || x_words[0].starts_with("BEGIN_BLOCK_");
      if (x_held) return;
      take_atom(x_words, frame);
    }
  }

  // An element or its number, a position, maybe a force.
  void take_atom(const std::vector<std::string_view>& words, Frame& frame) {
    if (words.size() != 4 && words.size() != 7) fail("atom: expected 4 or 7 words, got {}", words.size());
    const auto number = parse_int(words[0]);
    frame.elements.push_back(number ? element_of_number(static_cast<int>(std::min<std::int64_t>(*number, 1000)))
                                    : codes::element_of_label(words[0]));
    frame.positions.push_back(vector_at(words, 1, "position"));
    if (words.size() == 7) frame.forces.push_back(x_force_unit * vector_at(words, 4, "force"));
  }

  bool x_held = false;  // the line that ended the structure before
  std::size_t x_dimensions = 3;
  Cell x_cell;
  std::optional<double> x_energy;
  double x_energy_unit = 1, x_force_unit = 1;
  bool x_has_cell = false;  // of the structure that follows
};

}  // namespace

std::unique_ptr<FrameSource> open_xsf(Input input, const FormatOptions& options) {
  return std::make_unique<Xsf>(std::move(input), options);
}

// One of the keywords, behind comments.
bool looks_like_xsf(std::string_view start) {
  for (const auto line : split(start, '\n')) {
    const auto words = split(line.substr(0, line.find('\r')));
    if (words.empty() || words[0].starts_with('#')) continue;
    for (const std::string_view keyword :
         {"CRYSTAL", "SLAB", "POLYMER", "MOLECULE", "ATOMS", "ANIMSTEPS", "DIM-GROUP", "PRIMVEC"}) {
      if (words[0] == keyword) return true;
    }
    return false;
  }
  return false;
}

}  // namespace nnpipe::io
