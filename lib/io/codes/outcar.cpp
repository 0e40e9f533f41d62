#include <optional>

#include "io/codes/codes.hpp"
#include "io/codes/common.hpp"

namespace nnpipe::io {

namespace {

using codes::LineSource;
using codes::vector_at;

// Species in order, and how many atoms of each are promised: atoms are made as they are read.
using Blocks = std::vector<std::pair<Element, std::int64_t>>;

class Outcar final : public LineSource {
 public:
  explicit Outcar(Input input) : LineSource{std::move(input)} {}

 private:
  bool read(Frame& frame) override {
    bool placed = false;
    std::optional<Virial> stress;  // kbar
    while (line()) {
      if (has("VRHFIN =")) {
        const auto words = codes::words_after(x_line, "VRHFIN =");
        x_species.push_back(codes::element_of_label(words.empty() ? "" : words[0]));
      } else if (has("ions per type =")) {
        count_atoms();
      } else if (has("direct lattice vectors")) {
        read_lattice();
      } else if (has("in kB ")) {
        stress = stress_of(codes::words_after(x_line, "in kB"));
      } else if (has("POSITION ") && has("TOTAL-FORCE")) {
        read_atoms(frame);
        placed = true;
      } else if (placed && has("free  energy   TOTEN")) {
        const auto words = codes::words_after(x_line, "=");
        frame.energy = to_finite(words.empty() ? "" : words[0], "TOTEN");
        frame.cell = x_cell;
        if (stress) frame.virial = (codes::kilobar * frame.cell.volume()) * *stress;
        return true;
      }
    }
    if (placed) fail("stream ends in the middle of an ionic step");
    return false;
  }

  void count_atoms() {
    const auto words = codes::words_after(x_line, "=");
    if (words.size() != x_species.size()) fail("{} elements, but {} numbers of atoms", x_species.size(), words.size());
    x_blocks.clear();
    for (std::size_t s = 0; s < words.size(); ++s) {
      const auto count = to_int(words[s], "ions per type");
      if (count < 0 || count > 1000000000) fail("{} ions of a type, expected 0 or more", count);
      if (count > 0) x_blocks.emplace_back(x_species[s], count);
    }
  }

  // Columns are 13 wide and may touch each other.
  void read_lattice() {
    for (auto& vector : x_cell.vectors) {
      const auto text = std::string{need("the lattice")};
      const auto words = split(text);
      if (words.size() >= 6) {
        vector = vector_at(words, 0, "lattice");
      } else {
        if (text.size() < 3 + 39) fail("lattice: expected three numbers, got {}", quoted(text));
        for (int k = 0; k < 3; ++k) {
          vector[k] =
              to_finite(trim(std::string_view{text}.substr(3 + 13 * static_cast<std::size_t>(k), 13)), "lattice");
        }
      }
    }
    x_cell.periodic = {true, true, true};
  }

  // XX YY ZZ XY YZ ZX
  static Virial stress_of(const std::vector<std::string_view>& words) {
    if (words.size() != 6) fail("stress: expected six numbers, got {}", words.size());
    const auto at = [&](std::size_t k) { return to_finite(words[k], "stress"); };
    return {at(0), at(1), at(2), at(3), at(5), at(4)};
  }

  void read_atoms(Frame& frame) {
    if (x_blocks.empty()) fail("positions before 'ions per type'");
    need("the positions");
    frame.elements.clear();
    frame.positions.clear();
    frame.forces.clear();
    for (const auto& [element, count] : x_blocks) {
      for (std::int64_t i = 0; i < count; ++i) {
        const auto& words = need_words("the positions", 6);
        frame.elements.push_back(element);
        frame.positions.push_back(vector_at(words, 0, "position"));
        frame.forces.push_back(vector_at(words, 3, "force"));
      }
    }
  }

  std::vector<Element> x_species;
  Blocks x_blocks;
  Cell x_cell;
};

}  // namespace

std::unique_ptr<FrameSource> open_outcar(Input input, const FormatOptions&) {
  return std::make_unique<Outcar>(std::move(input));
}

bool looks_like_outcar(std::string_view start) {
  return trim(start.substr(0, start.find('\n'))).starts_with("vasp.") ||
         start.find("VRHFIN =") != std::string_view::npos;
}

}  // namespace nnpipe::io
