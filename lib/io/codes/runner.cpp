#include "io/codes/runner.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "atoms/columns.hpp"
#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "base/text.hpp"
#include "io/codes/common.hpp"
#include "io/cut_off.hpp"

namespace nnpipe::io {

namespace {

Vec3 to_vector(const std::vector<std::string_view>& words, std::size_t first, std::string_view name) {
  return {to_finite(words[first], name), to_finite(words[first + 1], name), to_finite(words[first + 2], name)};
}

bool all_zero(const std::vector<std::string>& words) {
  return std::all_of(words.begin(), words.end(), [](const std::string& word) { return parse_double(word) == 0.0; });
}

void append_vector(std::string& out, Vec3 v) {
  for (int k = 0; k < 3; ++k) {
    out += ' ';
    append(out, v[k]);
  }
}

}  // namespace

const std::vector<RunnerUnits>& runner_units() {
  static const std::vector<RunnerUnits> units{
      {"angstrom-ev", 1, 1},
      {"bohr-hartree", bohr_in_angstrom, hartree_in_electronvolt},
      {"bohr-hartree-2006", 0.52917720859, 27.21138386},
  };
  return units;
}

std::vector<std::string> runner_unit_names() {
  std::vector<std::string> names;
  for (const auto& units : runner_units()) names.emplace_back(units.name);
  return names;
}

std::optional<RunnerUnits> find_runner_units(std::string_view name) {
  for (const auto& units : runner_units()) {
    if (units.name == name) return units;
  }
  return std::nullopt;
}

// What a structure says besides its frame.
struct RunnerReader::Parts {
  int lattice = 0;
  std::vector<std::string> charges, unused;
  std::string set, comment, charge;
};

RunnerReader::RunnerReader(Input input, std::optional<RunnerUnits> units, bool keep_complete)
    : x_input{std::move(input)}, x_units{}, x_keep_complete{keep_complete} {
  if (!units) {
    fail("{}: files of RuNNer do not say their units, expected --units {}", x_input.name(),
         join(runner_unit_names(), " or --units "));
  }
  x_units = *units;
}

bool RunnerReader::next(Frame& frame) {
  return read_whole(x_input, x_frames, x_keep_complete, [&] { return read_next(frame); });
}

bool RunnerReader::read_next(Frame& frame) {
  return with_place([&] { return fmt::format("{}: frame {}", x_input.place(), x_frames + 1); },
                    [&] {
                      frame = {};
                      if (!begin(frame)) return false;
                      Parts parts;
                      std::vector<std::string_view> words;
                      for (;;) {
                        if (!x_input.line(x_line)) fail_cut_off("stream ends inside the structure, expected 'end'");
                        split(x_line, words);
                        if (words.empty()) continue;
                        if (words[0] == "end") break;
                        take(words, frame, parts);
                      }
                      finish(frame, parts);
                      ++x_frames;
                      return true;
                    });
}

bool RunnerReader::begin(Frame& frame) {
  while (x_input.line(x_line)) {
    const auto words = split(x_line);
    if (words.empty() || words[0].starts_with('#')) continue;
    if (words[0] != "begin") fail("expected 'begin', got {}", quoted(x_line));
    for (std::size_t i = 1; i < words.size(); ++i) {
      const auto equals = words[i].find('=');
      if (equals == std::string_view::npos) fail("expected 'begin set=NAME', got {}", quoted(x_line));
      frame.set_info(words[i].substr(0, equals), std::string{words[i].substr(equals + 1)});
    }
    return true;
  }
  if (x_frames == 0) fail("no structures, expected 'begin'");
  return false;
}

void RunnerReader::take(const std::vector<std::string_view>& words, Frame& frame, Parts& parts) const {
  const auto count = [&](std::size_t n) {
    if (words.size() != n) fail("{}: expected {} words, got {}", words[0], n, words.size());
  };
  if (words[0] == "comment") {
    const auto text = trim(trim(x_line).substr(words[0].size()));
    if (!parts.comment.empty() && !text.empty()) parts.comment += ' ';
    parts.comment += text;
  } else if (words[0] == "lattice") {
    count(4);
    if (parts.lattice == 3) fail("a fourth lattice vector, expected three or none");
    frame.cell.vectors[static_cast<std::size_t>(parts.lattice++)] = x_units.length * to_vector(words, 1, "lattice");
  } else if (words[0] == "atom") {
    count(10);
    take_atom(words, frame, parts);
  } else if (words[0] == "energy") {
    count(2);
    if (frame.energy) fail("energy is given twice");
    frame.energy = to_finite(words[1], "energy") * x_units.energy;
  } else if (words[0] == "charge") {
    count(2);
    to_finite(words[1], "charge");
    if (!parts.charge.empty()) fail("charge is given twice");
    parts.charge = std::string{words[1]};
  } else {
    fail("unknown keyword {}, expected comment, lattice, atom, energy, charge or end", quoted(words[0]));
  }
}

// atom x y z ELEMENT charge unused fx fy fz
void RunnerReader::take_atom(const std::vector<std::string_view>& words, Frame& frame, Parts& parts) const {
  with_place([&] { return fmt::format("atom {}", frame.size() + 1); },
             [&] {
               const Vec3 r = to_vector(words, 1, "position");
               frame.elements.push_back(element_of(words[4]));
               to_finite(words[5], "charge");
               parts.charges.emplace_back(words[5]);
               parts.unused.emplace_back(words[6]);
               frame.positions.push_back(x_units.length * r);
               frame.forces.push_back(x_units.force() * to_vector(words, 7, "force"));
             });
}

void RunnerReader::finish(Frame& frame, Parts& parts) const {
  if (frame.positions.empty()) fail("no atoms, expected at least one");
  if (parts.lattice != 0 && parts.lattice != 3) fail("{} lattice vectors, expected three or none", parts.lattice);
  if (parts.lattice == 3) frame.cell.periodic = {true, true, true};
  const bool no_forces = std::all_of(frame.forces.begin(), frame.forces.end(), [](Vec3 f) { return f == Vec3{}; });
  if (!frame.energy && no_forces) frame.forces.clear();
  if (!all_zero(parts.charges)) frame.columns.push_back({"charge", 'R', 1, std::move(parts.charges)});
  if (!all_zero(parts.unused)) frame.columns.push_back({"n", 'R', 1, std::move(parts.unused)});
  if (!parts.comment.empty()) frame.set_info("comment", parts.comment);
  if (!parts.charge.empty() && parse_double(parts.charge) != 0.0) frame.set_info("charge", parts.charge);
  frame.check();
}

RunnerWriter::RunnerWriter(const std::string& path, std::optional<RunnerUnits> units)
    : x_output{path}, x_units{units.value_or(runner_units().front())} {}

void RunnerWriter::write(const Frame& frame) {
  const auto& periodic = frame.cell.periodic;
  expect_metal(frame.units, fmt::format("frame {}", x_frames + 1));
  codes::expect_all_or_none(frame, x_frames + 1, "RuNNer");
  const double length = 1 / x_units.length, force = 1 / x_units.force();
  x_text += "begin";
  if (const auto* set = frame.find_info("set")) x_text += " set=" + *set;
  x_text += '\n';
  if (const auto* comment = frame.find_info("comment")) x_text += "comment " + *comment + '\n';
  for (std::size_t k = 0; periodic[0] && k < 3; ++k) {
    x_text += "lattice";
    append_vector(x_text, length * frame.cell.vectors[k]);
    x_text += '\n';
  }
  const ExtraColumn* charges = find_column(frame, "charge");
  const ExtraColumn* unused = find_column(frame, "n");
  for (std::size_t i = 0; i < frame.size(); ++i) {
    x_text += "atom";
    append_vector(x_text, length * frame.positions[i]);
    x_text.append(" ").append(frame.elements[i].symbol());
    x_text.append(" ").append(charges != nullptr ? charges->values[i] : "0");
    x_text.append(" ").append(unused != nullptr ? unused->values[i] : "0");
    append_vector(x_text, frame.forces.empty() ? Vec3{} : force * frame.forces[i]);
    x_text += '\n';
  }
  if (frame.energy) x_text += "energy " + to_text(*frame.energy / x_units.energy) + '\n';
  const auto* charge = frame.find_info("charge");
  x_text += "charge " + (charge != nullptr ? *charge : "0") + "\nend\n";
  x_output.write(x_text);
  x_text.clear();
  ++x_frames;
}

void RunnerWriter::close() {
  if (x_frames == 0) fail("{}: no frame to write", x_output.name());
  x_output.close();
}

bool looks_like_runner(std::string_view start) {
  while (!start.empty()) {
    const auto end = start.find('\n');
    const auto words = split(start.substr(0, end));
    const auto word = words.empty() ? std::string_view{} : words[0];
    if (!word.empty()) return word == "begin" || word == "begin\r";
    start.remove_prefix(end == std::string_view::npos ? start.size() : end + 1);
  }
  return false;
}

}  // namespace nnpipe::io
