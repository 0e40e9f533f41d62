#include <algorithm>
#include <array>
#include <optional>

#include "io/codes/codes.hpp"
#include "io/codes/common.hpp"

namespace nnpipe::io {

namespace {

using codes::LineSource;
using codes::vector_at;

class Vasprun final : public LineSource {
 public:
  Vasprun(Input input, const FormatOptions& options) : LineSource{std::move(input), options} {}

 private:
  // A <calculation>. What counts is its own <energy>; steps of linear response may come after that.
  struct Step {
    std::vector<Vec3> basis, stress;
    std::size_t electronic_steps = 0;  // before the energy
    bool in_electronic_step = false, in_energy = false;
  };

  bool read(Frame& frame) override {
    while (line()) {
      if (has("<array name=\"atoms\"")) {
        read_elements();
      } else if (has("name=\"NELM\"")) {
        x_most_steps = to_int(value(), "NELM");
      } else if (has("name=\"ML_LMLFF\"")) {
        x_learns = value().starts_with('T');
      } else if (has("<calculation>")) {
        if (read_calculation(frame)) return true;
        frame = {};
      } else if (has("</modeling>")) {
        x_complete = true;
      }
    }
    if (!x_complete) fail_cut_off("stream ends without </modeling>: the run was cut off");
    return false;
  }

  // Whether it becomes a frame.
  bool read_calculation(Frame& frame) {
    Step step;
    while (!need_contains("</calculation>", "a calculation")) read_line_of(step, frame);
    ++x_step;
    if (step.basis.size() != 3) fail("basis of {} vectors, expected 3", step.basis.size());
    std::copy(step.basis.begin(), step.basis.end(), frame.cell.vectors.begin());
    frame.cell.periodic = {true, true, true};
    frame.elements = x_elements;
    if (frame.positions.size() != x_elements.size()) {
      fail("{} positions of {} atoms", frame.positions.size(), x_elements.size());
    }
    for (Vec3& r : frame.positions) r = frame.cell.cartesian(r);
    if (!step.stress.empty()) {
      if (step.stress.size() != 3) fail("stress of {} rows, expected 3", step.stress.size());
      const std::array<Vec3, 3> rows{step.stress[0], step.stress[1], step.stress[2]};
      frame.virial = codes::virial_of_stress(rows, codes::kilobar, frame.cell);
    }
    if (x_learns && step.electronic_steps == 0) {
      leave_out_force_field_step(x_step);
      return false;
    }
    const auto steps = static_cast<std::int64_t>(step.electronic_steps);
    return takes_step(x_step, x_most_steps <= 0 || steps < x_most_steps, frame);
  }

  void read_line_of(Step& step, Frame& frame) {
    if (has("<scstep>")) {
      step.in_electronic_step = true;
      if (!frame.energy) ++step.electronic_steps;
    } else if (has("</scstep>")) {
      step.in_electronic_step = false;
    } else if (step.in_electronic_step) {
      return;  // what stands there may be stars
    } else if (has("<energy>")) {
      step.in_energy = true;
    } else if (has("</energy>")) {
      step.in_energy = false;
    } else if (step.in_energy && !frame.energy && has("name=\"e_fr_energy\"")) {
      frame.energy = to_finite(value(), "e_fr_energy");
    } else {
      read_array_of(step, frame);
    }
  }

  // The first of each name: that of the ionic step.
  void read_array_of(Step& step, Frame& frame) {
    const auto take = [&](const char* mark, std::vector<Vec3>& rows) {
      if (rows.empty() && has(mark)) rows = read_rows();
    };
    take("<varray name=\"basis\"", step.basis);
    take("<varray name=\"positions\"", frame.positions);
    take("<varray name=\"forces\"", frame.forces);
    take("<varray name=\"stress\"", step.stress);
  }

  // "Si" of <i name="…"> Si </i>
  std::string_view value() const { return trim(codes::between(x_line, ">", "<")); }

  void read_elements() {
    x_elements.clear();
    while (!need_contains("</set>", "the atoms")) {
      const auto element = codes::between(x_line, "<rc><c>", "<");
      if (!element.empty()) x_elements.push_back(codes::element_of_vasp(element));
    }
  }

  bool need_contains(std::string_view mark, std::string_view what) {
    return need(what).find(mark) != std::string_view::npos;
  }

  std::vector<Vec3> read_rows() {
    std::vector<Vec3> rows;
    while (!need_contains("</varray>", "an array")) {
      const auto open = x_line.find("<v>");
      const auto close = x_line.find("</v>");
      if (open == std::string_view::npos || close == std::string_view::npos)
        fail("expected <v>…</v>, got {}", quoted(x_line));
      split(x_line.substr(open + 3, close - open - 3), x_words);
      rows.push_back(vector_at(x_words, 0, "array"));
    }
    return rows;
  }

  std::vector<Element> x_elements;
  std::int64_t x_most_steps = 0;
  std::size_t x_step = 0;
  bool x_learns = false, x_complete = false;
};

}  // namespace

std::unique_ptr<FrameSource> open_vasprun(Input input, const FormatOptions& options) {
  return std::make_unique<Vasprun>(std::move(input), options);
}

bool looks_like_vasprun(std::string_view start) {
  return start.starts_with("<?xml") && start.find("<modeling>") != std::string_view::npos;
}

}  // namespace nnpipe::io
