#include <algorithm>
#include <array>
#include <cmath>

#include "base/notice.hpp"
#include "base/shown_units.hpp"
#include "io/codes/codes.hpp"
#include "io/codes/one_frame_sink.hpp"
#include "io/codes/vasp.hpp"

namespace nnpipe::io {

namespace {

using codes::all_numbers;
using codes::append_vector;
using codes::vector_at;

constexpr double per_femtosecond = 1000;  // Å/fs in Å/ps

class Poscar final : public codes::VaspSource {
 public:
  Poscar(Input input, const FormatOptions& options) : VaspSource{std::move(input), options} {}

 private:
  bool read(Frame& frame) override {
    if (x_frames > 0) return false;
    const auto comment = trim(need("the header"));
    if (!comment.empty()) frame.set_info("comment", std::string{comment});
    read_head();
    frame.cell = x_cell;
    read_positions(frame);
    read_rest(frame);
    return true;
  }

  void read_positions(Frame& frame) {
    auto kind = trim(need("the kind of coordinates"));
    const bool selective = !kind.empty() && (kind[0] == 'S' || kind[0] == 's');
    if (selective) kind = trim(need("the kind of coordinates"));
    if (kind.empty()) fail("expected Direct or Cartesian, got an empty line");
    const bool cartesian = is_cartesian(kind);
    ExtraColumn mask{"move_mask", 'L', 3, {}};
    for (const auto& [element, count] : x_blocks) {
      for (std::int64_t i = 0; i < count; ++i) {
        const auto& words = need_words("the positions", selective ? 6 : 3);
        Vec3 r = vector_at(words, 0, "position");
        if (cartesian) {
          for (int k = 0; k < 3; ++k) r[k] *= x_factors[static_cast<std::size_t>(k)];
        }
        check_label(words, selective ? 6 : 3, element, frame.size() + 1);
        frame.elements.push_back(element);
        frame.positions.push_back(cartesian ? r : frame.cell.cartesian(r));
        for (std::size_t k = 3; selective && k < 6; ++k) mask.values.emplace_back(logical(words[k]));
      }
    }
    if (selective) frame.columns.push_back(std::move(mask));
  }

  // Some programs write the element behind each row: "0 0 0 Si". Of another element it means that rows or numbers of
  // atoms were exchanged. Any other word is a comment, to VASP as well.
  static void check_label(const std::vector<std::string_view>& words, std::size_t at, Element element,
                          std::size_t atom) {
    if (words.size() != at + 1) return;
    const auto label = codes::find_element_of_label(words[at]);
    if (label && *label != element) {
      fail("the row of atom {} is labelled {}, expected {} by the numbers of atoms", atom, nnpipe::quoted(words[at]),
           element.symbol());
    }
  }

  static bool is_cartesian(std::string_view kind) {
    return kind[0] == 'C' || kind[0] == 'c' || kind[0] == 'K' || kind[0] == 'k';
  }

  // T, F, .TRUE., .FALSE.
  static std::string_view logical(std::string_view word) {
    return word.substr(word.starts_with('.') && word.size() > 1 ? 1 : 0, 1);
  }

  // What may follow the atoms: velocities of the lattice, velocities of the atoms, the state of VASP's integrator; or,
  // in CHGCAR, LOCPOT and the like, a grid. Anything else is an error: it would be missed by nobody.
  void read_rest(Frame& frame) {
    if (!line()) return;
    if (const auto kind = trim(x_line); !kind.empty() && (kind[0] == 'L' || kind[0] == 'l')) {
      pass_lattice_velocities();
      if (!line()) return;
    }
    const auto kind = trim(x_line);
    const bool direct = !kind.empty() && (kind[0] == 'D' || kind[0] == 'd');
    if (!kind.empty() && !direct && !is_cartesian(kind)) fail_at_rest(frame);
    do {
      if (!line()) return;
    } while (trim(x_line).empty());
    if (is_grid()) {
      notice(
          fmt::format("{}: took the structure and left out the grid behind it, expected of CHGCAR, LOCPOT and the like",
                      x_input.name()));
      return;
    }
    read_velocities(frame, direct);
    while (line()) {
      split(x_line, x_words);
      if (!all_numbers(x_words, x_words.size())) fail_at_rest(frame);
    }
  }

  [[noreturn]] void fail_at_rest(const Frame& frame) {
    fail("text after the {} atoms of the head, expected velocities, got {}", frame.size(), quoted(x_line));
  }

  // A line with the state of the integrator, three rows of velocities, three of the lattice they belong to.
  void pass_lattice_velocities() {
    if (!parse_int(need_words("the velocities of the lattice", 1)[0])) {
      fail("velocities of the lattice: expected a whole number, got {}", quoted(x_line));
    }
    for (int k = 0; k < 6; ++k) vector_at(need_words("the velocities of the lattice", 3), 0, "velocity of the lattice");
  }

  // Three positive whole numbers: the size of a grid.
  bool is_grid() {
    split(x_line, x_words);
    return x_words.size() == 3 && std::all_of(x_words.begin(), x_words.end(), [](std::string_view word) {
             const auto number = parse_int(word);
             return number && *number > 0;
           });
  }

  // The first row has been read.
  void read_velocities(Frame& frame, bool direct) {
    std::vector<Vec3> velocities;
    do {
      split(x_line, x_words);
      if (!all_numbers(x_words, 3)) {
        if (velocities.empty()) fail_at_rest(frame);
        fail("velocity: expected three numbers, got {}", quoted(x_line));
      }
      velocities.push_back(per_femtosecond * vector_at(x_words, 0, "velocity"));
    } while (velocities.size() < frame.size() && line());
    if (velocities.size() != frame.size()) fail_cut_off("stream ends in the middle of the velocities");
    if (direct) {
      notice(fmt::format("{}: left out velocities in units of lattice vectors and time steps, expected Å/fs",
                         x_input.name()));
      return;
    }
    frame.velocities = std::move(velocities);
  }
};

class PoscarSink final : public OneFrameSink {
 public:
  explicit PoscarSink(const std::string& path) : OneFrameSink{path, "a POSCAR file"} {}

 private:
  void put(const Frame& frame, Output& output) override {
    expect_metal(frame.units);
    if (!frame.cell.exists()) fail("the frame has no cell, which a POSCAR file needs");
    const auto* comment = frame.find_info("comment");
    std::string text = (comment != nullptr ? *comment : "nnpipe") + "\n1\n";
    for (const Vec3 v : frame.cell.vectors) {
      append_vector(text, v);
      text += '\n';
    }
    std::string symbols, counts;
    for (std::size_t i = 0; i < frame.size();) {
      std::size_t end = i;
      while (end < frame.size() && frame.elements[end] == frame.elements[i]) ++end;
      symbols.append(" ").append(frame.elements[i].symbol());
      counts += fmt::format(" {}", end - i);
      i = end;
    }
    const auto mask = std::find_if(frame.columns.begin(), frame.columns.end(), [](const ExtraColumn& column) {
      return column.name == "move_mask" && column.width == 3;
    });
    const bool selective = mask != frame.columns.end();
    text += symbols + '\n' + counts + (selective ? "\nSelective dynamics" : "") + "\nCartesian\n";
    for (std::size_t i = 0; i < frame.size(); ++i) {
      append_vector(text, frame.positions[i]);
      for (std::size_t k = 0; selective && k < 3; ++k) text += " " + mask->values[3 * i + k];
      text += '\n';
    }
    if (!frame.velocities.empty()) text += '\n';
    for (const Vec3 v : frame.velocities) {
      append_vector(text, v / per_femtosecond);
      text += '\n';
    }
    output.write(text);
  }
};

}  // namespace

std::unique_ptr<FrameSource> open_poscar(Input input, const FormatOptions& options) {
  return std::make_unique<Poscar>(std::move(input), options);
}
std::unique_ptr<FrameSink> create_poscar(const std::string& path, const FormatOptions&) {
  return std::make_unique<PoscarSink>(path);
}

bool looks_like_poscar(std::string_view start) {
  const auto lines = split(start, '\n');
  if (lines.size() < 7) return false;
  const auto numbers = [&](std::size_t at) {
    const auto line = lines[at];
    return split(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line);
  };
  const auto factor = numbers(1);
  if (!all_numbers(factor, 1)) return false;
  return all_numbers(numbers(2), 3) && all_numbers(numbers(3), 3) && all_numbers(numbers(4), 3);
}

}  // namespace nnpipe::io
