#include "io/codes/common.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/notice.hpp"

namespace nnpipe::io::codes {

std::string StepsLeftOut::text() const {
  constexpr std::size_t most = 10;
  std::string numbers;
  for (std::size_t k = 0; k < std::min(x_steps.size(), most); ++k) {
    numbers += fmt::format("{}{}", k == 0 ? "" : ", ", x_steps[k]);
  }
  return fmt::format("{} {} ({}{})", x_steps.size(), x_steps.size() == 1 ? "step" : "steps", numbers,
                     x_steps.size() > most ? ", …" : "");
}

namespace {

std::string behind(const std::vector<std::string>& reasons) {
  return reasons.empty() ? std::string{} : ": " + join(reasons, "; ");
}

}  // namespace

bool LineSource::next(Frame& frame) {
  if (x_ended) return false;
  if (read_whole(x_input, x_frames, x_keep_complete, [&] { return read_next(frame); })) return true;
  x_ended = true;
  report();
  return false;
}

bool LineSource::read_next(Frame& frame) {
  return with_place([&] { return fmt::format("{}: frame {}", x_input.place(), x_frames + 1); },
                    [&] {
                      frame = {};
                      if (!read(frame)) {
                        if (x_frames == 0) fail("no frames in the file{}", behind(reasons()));
                        return false;
                      }
                      if (frame.size() == 0) fail("no atoms, expected one at least");
                      frame.check();
                      ++x_frames;
                      return true;
                    });
}

bool LineSource::takes_step(std::size_t step, bool converged, Frame& frame) {
  if (converged) return true;
  if (x_keep_unconverged) {
    frame.set_info("converged", "F");
    return true;
  }
  x_unconverged.add(step);
  return false;
}

std::vector<std::string> LineSource::reasons() const {
  std::vector<std::string> reasons;
  if (!x_unconverged.empty()) {
    reasons.push_back(fmt::format(
        "left out {} whose electrons did not converge, which reformat --keep-unconverged keeps", x_unconverged.text()));
  }
  if (!x_force_field.empty()) {
    reasons.push_back(
        fmt::format("left out {} of the machine-learned force field, which are no reference", x_force_field.text()));
  }
  return reasons;
}

void LineSource::report() const {
  for (const auto& reason : reasons()) notice(fmt::format("{}: {}", x_input.name(), reason));
}

std::string_view between(std::string_view line, std::string_view open, std::string_view close) {
  const auto begin = line.find(open);
  if (begin == std::string_view::npos) return {};
  const auto rest = line.substr(begin + open.size());
  const auto end = rest.find(close);
  return end == std::string_view::npos ? std::string_view{} : rest.substr(0, end);
}

Element element_of_label(std::string_view label) {
  std::size_t letters = 0;
  while (letters < label.size() && letters < 2 &&
         ((label[letters] >= 'a' && label[letters] <= 'z') || (label[letters] >= 'A' && label[letters] <= 'Z'))) {
    ++letters;
  }
  std::string symbol{label.substr(0, letters)};
  if (letters == 2 && symbol[1] >= 'A' && symbol[1] <= 'Z') symbol[1] = static_cast<char>(symbol[1] - 'A' + 'a');
  if (symbol.empty()) fail("unknown element {}", quoted(label));
  return element_of(symbol);
}

std::optional<Element> find_element_of_label(std::string_view label) {
  constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const auto letters = std::min(label.size(), label.find_first_not_of(alphabet));
  if (letters == 0 || letters > 2) return std::nullopt;
  try {
    return element_of(label.substr(0, letters));
  } catch (const Error&) {
    return std::nullopt;
  }
}

Element element_of_vasp(std::string_view label) {
  const auto word = trim(label);
  if (word == "X" || word == "X:") return element_of("Xe");
  if (word == "r" || word == "r:") return element_of("Zr");
  return element_of_label(word);
}

void expect_row(std::string_view word, std::size_t number, std::string_view what) {
  const auto is = parse_int(word);
  if (is && *is == static_cast<std::int64_t>(number)) return;
  fail("{}: expected the row of atom {}, got {}", what, number, nnpipe::quoted(std::string{word}));
}

void expect_all_or_none(const Frame& frame, std::size_t number, std::string_view program) {
  const auto& periodic = frame.cell.periodic;
  if (periodic[0] == periodic[1] && periodic[1] == periodic[2]) return;
  fail("frame {}: periodic in some directions only, expected all or none: {} has no other structures", number, program);
}

Virial virial_of(const std::array<Vec3, 3>& rows, double factor) {
  double largest = 0;
  for (const Vec3 row : rows) largest = std::max({largest, std::abs(row.x), std::abs(row.y), std::abs(row.z)});
  constexpr double rounding = 0.05;  // of numerical derivatives
  for (const auto& [a, b] : {std::pair{rows[0].y, rows[1].x}, {rows[0].z, rows[2].x}, {rows[1].z, rows[2].y}}) {
    if (std::abs(a - b) > rounding * largest) fail("stress: {} and {} across the diagonal, expected equals", a, b);
  }
  return factor * Virial{rows[0].x,
                         rows[1].y,
                         rows[2].z,
                         0.5 * (rows[0].y + rows[1].x),
                         0.5 * (rows[0].z + rows[2].x),
                         0.5 * (rows[1].z + rows[2].y)};
}

std::optional<Virial> virial_of_stress(const Virial& stress, double unit, const Cell& cell) {
  const double volume = cell.volume();
  if (volume > 0) return (unit * volume) * stress;
  if (stress == Virial{}) return std::nullopt;
  fail("stress without a cell, expected a lattice of positive volume");
}

std::optional<Virial> virial_of_stress(const std::array<Vec3, 3>& rows, double unit, const Cell& cell) {
  return virial_of_stress(virial_of(rows, 1), unit, cell);
}

void append_vector(std::string& out, Vec3 v) {
  for (int k = 0; k < 3; ++k) {
    out += ' ';
    append(out, v[k]);
  }
}

}  // namespace nnpipe::io::codes
