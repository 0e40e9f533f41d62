#include <algorithm>
#include <array>

#include "io/codes/codes.hpp"
#include "io/codes/common.hpp"

namespace nnpipe::io {

namespace {

using codes::LineSource;
using codes::vector_at;

class Vasprun final : public LineSource {
 public:
  explicit Vasprun(Input input) : LineSource{std::move(input)} {}

 private:
  bool read(Frame& frame) override {
    bool inside = false;
    std::array<Vec3, 3> stress{};
    bool has_stress = false;
    while (line()) {
      if (has("<array name=\"atoms\"")) {
        read_elements();
      } else if (has("<calculation>")) {
        inside = true;
      } else if (inside && has("<varray name=\"basis\"")) {
        const auto rows = read_rows();
        if (rows.size() != 3) fail("basis of {} vectors, expected 3", rows.size());
        std::copy(rows.begin(), rows.end(), frame.cell.vectors.begin());
        frame.cell.periodic = {true, true, true};
      } else if (inside && has("<varray name=\"positions\"")) {
        frame.positions = read_rows();
      } else if (inside && has("<varray name=\"forces\"")) {
        frame.forces = read_rows();
      } else if (inside && has("<varray name=\"stress\"")) {
        const auto rows = read_rows();
        if (rows.size() != 3) fail("stress of {} rows, expected 3", rows.size());
        std::copy(rows.begin(), rows.end(), stress.begin());
        has_stress = true;
      } else if (inside && has("<i name=\"e_fr_energy\">")) {
        const auto words = codes::words_after(x_line.substr(0, x_line.rfind('<')), ">");
        frame.energy = to_finite(words.empty() ? "" : words[0], "e_fr_energy");  // the last one counts
      } else if (inside && has("</calculation>")) {
        finish(frame);
        if (has_stress) frame.virial = codes::virial_of(stress, codes::kilobar * frame.cell.volume());
        return true;
      } else if (has("</modeling>")) {
        x_complete = true;
      }
    }
    if (inside) fail("stream ends in the middle of a calculation");
    if (!x_complete) fail("stream ends without </modeling>: the run was cut off");
    return false;
  }

  void read_elements() {
    x_elements.clear();
    while (!need_contains("</set>", "the atoms")) {
      const auto open = x_line.find("<rc><c>");
      if (open == std::string_view::npos) continue;
      const auto rest = x_line.substr(open + 7);
      x_elements.push_back(codes::element_of_label(trim(rest.substr(0, rest.find('<')))));
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

  void finish(Frame& frame) const {
    frame.elements = x_elements;
    if (frame.positions.size() != x_elements.size()) {
      fail("{} positions of {} atoms", frame.positions.size(), x_elements.size());
    }
    for (Vec3& r : frame.positions) r = frame.cell.cartesian(r);
  }

  std::vector<Element> x_elements;
  bool x_complete = false;
};

}  // namespace

std::unique_ptr<FrameSource> open_vasprun(Input input, const FormatOptions&) {
  return std::make_unique<Vasprun>(std::move(input));
}

bool looks_like_vasprun(std::string_view start) {
  return start.starts_with("<?xml") && start.find("<modeling>") != std::string_view::npos;
}

}  // namespace nnpipe::io
