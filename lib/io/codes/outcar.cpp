#include <algorithm>
#include <optional>
#include <string>

#include "io/codes/codes.hpp"
#include "io/codes/vasp.hpp"

namespace nnpipe::io {

namespace {

using codes::LineSource;
using codes::vector_at;

// The species of the file, by each of the ways in which it names them. NWRITE 0 and 1 leave the first two out.
class Species {
 public:
  explicit Species(std::vector<Element> given) : x_given{std::move(given)} {}

  // "VRHFIN =Si: s2p2", "TITEL  = PAW_PBE Si 05Jan2001", "POTCAR:    PAW_PBE Si 05Jan2001" (once or twice each).
  bool take(std::string_view line) {
    if (const auto at = line.find("VRHFIN ="); at != std::string_view::npos) {
      add(x_symbols, line.substr(at + 8));
    } else if (line.find("TITEL  =") != std::string_view::npos) {
      add(x_titles, potential_species(codes::words_after(line, "=")));
    } else if (trim(line).starts_with("POTCAR:")) {
      add(x_potentials, potential_species(codes::words_after(line, "POTCAR:")));
    } else {
      return false;
    }
    return true;
  }

  // The elements of so many types. What comes afterwards is of another run in the same file.
  std::vector<Element> of(std::size_t types) {
    x_counted = true;
    for (const auto* names : {&x_symbols, &x_titles}) {
      if (names->size() == types) return elements_of(*names);
    }
    if (x_potentials.size() >= types && x_potentials.size() % types == 0) {
      return elements_of({x_potentials.begin(), x_potentials.begin() + static_cast<std::ptrdiff_t>(types)});
    }
    if (x_given.size() == types) return x_given;
    fail("{} elements, but {} numbers of atoms, expected --elements to name all",
         std::max(x_symbols.size(), x_potentials.size()), types);
  }

 private:
  // The first word is the kind of potential.
  static std::string_view potential_species(const std::vector<std::string_view>& words) {
    return words.empty() ? std::string_view{} : words[words.size() > 1 ? 1 : 0];
  }

  void add(std::vector<std::string>& names, std::string_view name) {
    if (x_counted) {
      x_symbols.clear();
      x_titles.clear();
      x_potentials.clear();
      x_counted = false;
    }
    names.emplace_back(trim(name.substr(0, name.find(':'))));
  }

  static std::vector<Element> elements_of(const std::vector<std::string>& names) {
    std::vector<Element> elements;
    for (const auto& name : names) elements.push_back(codes::element_of_vasp(name));
    return elements;
  }

  std::vector<Element> x_given;
  std::vector<std::string> x_symbols, x_titles, x_potentials;
  bool x_counted = false;
};

class Outcar final : public LineSource {
 public:
  Outcar(Input input, const FormatOptions& options)
      : LineSource{std::move(input), options}, x_species{options.lammps.elements} {}

 private:
  // What is read of an ionic step before it states its energy.
  struct Step {
    std::optional<Virial> stress;  // kbar
    bool iterated = false;         // by electronic steps
    bool converged = false;        // the last of these
    bool placed = false;           // positions and forces are there
    bool force_field = false;      // these are of the machine-learned force field
  };

  bool read(Frame& frame) override {
    Step step;
    while (line()) {
      if (x_species.take(x_line)) continue;
      if (has("ions per type =")) {
        const auto words = codes::words_after(x_line, "=");
        if (words.empty()) fail("ions per type: expected numbers of atoms, got none");
        x_blocks = codes::blocks_of(x_species.of(words.size()), words);
      } else if (has("direct lattice vectors")) {
        read_lattice();
      } else if (has("General timing and accounting")) {
        x_whole = true;
      } else if (has("- Iteration ")) {
        begin_iteration(step);
      } else if (has("aborting loop")) {
        step.converged = has("EDIFF is reached");
      } else if (has("FORCE on cell =-STRESS")) {
        x_stress_of_force_field = has("ML FORCE");
      } else if (has("in kB ")) {
        read_stress(step);
      } else if (has("POSITION ") && has("TOTAL-FORCE")) {
        step.force_field = has("(ML)");
        read_atoms(frame);
        step.placed = true;
      } else if (step.placed && has(step.force_field ? "free  energy ML TOTEN" : "free  energy   TOTEN")) {
        if (finish(step, frame)) return true;
        frame = {};
        step = {};
      }
    }
    if (step.placed) fail_cut_off("stream ends in the middle of an ionic step");
    if (step.iterated && !x_whole) fail_cut_off("stream ends in the middle of the electronic steps");
    return false;
  }

  // The first iteration of a step: nothing that stands before it, as results of linear response do, belongs to it.
  void begin_iteration(Step& step) {
    const auto words = codes::words_after(x_line, "(");
    if (!words.empty() && words[0].starts_with("1)")) step = {};
    step.iterated = true;
    step.converged = false;
  }

  // Whether the step becomes a frame.
  bool finish(const Step& step, Frame& frame) {
    ++x_step;
    if (step.force_field) {
      leave_out_force_field_step(x_step);
      return false;
    }
    const auto words = codes::words_after(x_line, "=");
    frame.energy = to_finite(words.empty() ? "" : words[0], "TOTEN");
    if (!x_cell.exists()) fail("a result without a cell, expected 'direct lattice vectors' before it");
    frame.cell = x_cell;
    if (step.stress) frame.virial = codes::virial_of_stress(*step.stress, codes::kilobar, frame.cell);
    return takes_step(x_step, step.converged || !step.iterated, frame);
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

  // XX YY ZZ XY YZ ZX. A step of both a force field and its reference has two.
  void read_stress(Step& step) const {
    if (x_stress_of_force_field) return;
    const auto words = codes::words_after(x_line, "in kB");
    if (words.size() != 6) fail("stress: expected six numbers, got {}", words.size());
    const auto at = [&](std::size_t k) { return to_finite(words[k], "stress"); };
    step.stress = Virial{at(0), at(1), at(2), at(3), at(5), at(4)};
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
    need("the positions");
    if (!has("-----")) {
      fail("positions: expected those of {} atoms and a line of dashes, got {}", frame.size(), quoted(x_line));
    }
  }

  Species x_species;
  codes::Blocks x_blocks;
  Cell x_cell;
  std::size_t x_step = 0;
  bool x_whole = false, x_stress_of_force_field = false;
};

}  // namespace

std::unique_ptr<FrameSource> open_outcar(Input input, const FormatOptions& options) {
  return std::make_unique<Outcar>(std::move(input), options);
}

bool looks_like_outcar(std::string_view start) {
  return trim(start.substr(0, start.find('\n'))).starts_with("vasp.") ||
         start.find("VRHFIN =") != std::string_view::npos;
}

}  // namespace nnpipe::io
