#include <algorithm>
#include <array>
#include <cmath>

#include "io/codes/codes.hpp"
#include "io/codes/common.hpp"
#include "io/codes/one_frame_sink.hpp"

namespace nnpipe::io {

namespace {

using codes::append_vector;
using codes::LineSource;
using codes::vector_at;

constexpr double per_femtosecond = 1000;  // Å/fs in Å/ps

// Species in order, and how many atoms of each are promised: atoms are made as they are read.
using Blocks = std::vector<std::pair<Element, std::int64_t>>;

bool all_numbers(const std::vector<std::string_view>& words, std::size_t count) {
  return words.size() >= count && std::all_of(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count),
                                              [](std::string_view word) { return parse_double(word).has_value(); });
}

class Poscar final : public LineSource {
 public:
  Poscar(Input input, const FormatOptions& options) : LineSource{std::move(input)}, x_options{options} {}

 private:
  bool read(Frame& frame) override {
    if (x_frames > 0) return false;
    const auto comment = trim(need("the header"));
    if (!comment.empty()) frame.set_info("comment", std::string{comment});
    read_cell(frame);
    read_species();
    read_positions(frame);
    read_velocities(frame);
    return true;
  }

  void read_cell(Frame& frame) {
    const auto factor_words = need_words("the scaling factor", 1);
    std::array<double, 3> factors{};
    const bool three = all_numbers(factor_words, 3);
    for (std::size_t k = 0; k < 3; ++k) factors[k] = to_finite(factor_words[three ? k : 0], "scaling factor");
    for (auto& vector : frame.cell.vectors) vector = vector_at(need_words("the lattice", 3), 0, "lattice");
    frame.cell.periodic = {true, true, true};
    if (factors[0] < 0) factors.fill(std::cbrt(-factors[0] / frame.cell.volume()));  // a volume is given
    for (auto& vector : frame.cell.vectors) {
      for (int k = 0; k < 3; ++k) vector[k] *= factors[static_cast<std::size_t>(k)];
    }
    x_factors = factors;
  }

  void read_species() {
    auto words = need_words("the species", 1);
    std::vector<Element> species = x_options.lammps.elements;
    if (!parse_int(words[0])) {
      species.clear();
      for (const auto word : words) species.push_back(codes::element_of_label(word));
      words = need_words("the numbers of atoms", 1);
    } else if (species.empty()) {
      fail("no line of element symbols, expected --elements");
    }
    if (words.size() != species.size()) fail("{} elements, but {} numbers of atoms", species.size(), words.size());
    x_blocks.clear();
    for (std::size_t s = 0; s < words.size(); ++s) {
      const auto count = to_int(words[s], "number of atoms");
      if (count < 0 || count > 1000000000) fail("number of atoms {}, expected 0 or more", count);
      if (count > 0) x_blocks.emplace_back(species[s], count);
    }
    if (x_blocks.empty()) fail("no atoms, expected at least one");
  }

  void read_positions(Frame& frame) {
    auto kind = trim(need("the kind of coordinates"));
    const bool selective = !kind.empty() && (kind[0] == 'S' || kind[0] == 's');
    if (selective) kind = trim(need("the kind of coordinates"));
    if (kind.empty()) fail("expected Direct or Cartesian, got an empty line");
    const bool cartesian = kind[0] == 'C' || kind[0] == 'c' || kind[0] == 'K' || kind[0] == 'k';
    ExtraColumn mask{"move_mask", 'L', 3, {}};
    for (const auto& [element, count] : x_blocks) {
      for (std::int64_t i = 0; i < count; ++i) {
        const auto& words = need_words("the positions", selective ? 6 : 3);
        Vec3 r = vector_at(words, 0, "position");
        if (cartesian) {
          for (int k = 0; k < 3; ++k) r[k] *= x_factors[static_cast<std::size_t>(k)];
        }
        frame.elements.push_back(element);
        frame.positions.push_back(cartesian ? r : frame.cell.cartesian(r));
        for (std::size_t k = 3; selective && k < 6; ++k) mask.values.emplace_back(words[k].substr(0, 1));
      }
    }
    if (selective) frame.columns.push_back(std::move(mask));
  }

  // After an empty line, where it does not stand for what molecular dynamics of VASP adds.
  void read_velocities(Frame& frame) {
    if (!line()) return;
    const auto kind = trim(x_line);
    if (!kind.empty() && kind[0] != 'C' && kind[0] != 'c') return;
    std::vector<Vec3> velocities;
    while (velocities.size() < frame.size() && line()) {
      split(x_line, x_words);
      if (!all_numbers(x_words, 3)) {
        if (velocities.empty()) return;
        fail("velocity: expected three numbers, got {}", quoted(x_line));
      }
      velocities.push_back(per_femtosecond * vector_at(x_words, 0, "velocity"));
    }
    if (velocities.empty()) return;
    if (velocities.size() != frame.size()) fail("stream ends in the middle of the velocities");
    frame.velocities = std::move(velocities);
  }

  FormatOptions x_options;
  std::array<double, 3> x_factors{};
  Blocks x_blocks;
};

class PoscarSink final : public OneFrameSink {
 public:
  explicit PoscarSink(const std::string& path) : OneFrameSink{path, "a POSCAR file"} {}

 private:
  void put(const Frame& frame, Output& output) override {
    if (frame.units != UnitStyle::metal) fail("units {}, expected metal", to_string(frame.units));
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
