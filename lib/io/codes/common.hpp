// What readers of other programs' files share: a stream of lines whose errors name line and frame.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "io/cut_off.hpp"
#include "io/formats.hpp"

namespace nnpipe::io::codes {

// 1 kbar in eV/Å³, 1 GPa in eV/Å³.
inline constexpr double gigapascal = 1 / electronvolt_per_angstrom3_in_gigapascal;
inline constexpr double kilobar = 0.1 * gigapascal;

// Steps of a run that become no frames, by their numbers in the file, from 1.
class StepsLeftOut {
 public:
  void add(std::size_t step) { x_steps.push_back(step); }
  bool empty() const { return x_steps.empty(); }
  // "3 steps (1, 4, 5)"; of many the first ten by number.
  std::string text() const;

 private:
  std::vector<std::size_t> x_steps;
};

// A source that reads frame after frame by `read(frame)`, which says whether there was one.
class LineSource : public FrameSource {
 public:
  explicit LineSource(Input input, const FormatOptions& options = {})
      : x_input{std::move(input)},
        x_keep_complete{options.keep_complete},
        x_keep_unconverged{options.keep_unconverged} {}

  bool next(Frame& frame) final;

 protected:
  virtual bool read(Frame& frame) = 0;

  bool line() { return x_input.line(x_line); }
  // The next line, which must be there.
  std::string_view need(std::string_view what) {
    if (!line()) fail_cut_off("stream ends in the middle of {}", what);
    return x_line;
  }
  const std::vector<std::string_view>& need_words(std::string_view what, std::size_t least) {
    split(need(what), x_words);
    if (x_words.size() < least) fail("{}: expected {} words, got {}", what, least, x_words.size());
    return x_words;
  }
  bool has(std::string_view text) const { return x_line.find(text) != std::string_view::npos; }
  bool begins(std::string_view text) const { return x_line.starts_with(text); }

  // Whether a step of the run becomes a frame. One whose electrons did not converge does if that is asked for, and says
  // so (converged=F); otherwise it is counted, for the notice at the end.
  bool takes_step(std::size_t step, bool converged, Frame& frame);
  void leave_out_force_field_step(std::size_t step) { x_force_field.add(step); }

  Input x_input;
  std::string_view x_line;
  std::vector<std::string_view> x_words;
  std::size_t x_frames = 0;

 private:
  bool read_next(Frame& frame);
  std::vector<std::string> reasons() const;  // of steps that became no frames
  void report() const;

  bool x_keep_complete, x_keep_unconverged, x_ended = false;
  StepsLeftOut x_unconverged, x_force_field;
};

// What may be said once: the second time it is refused, whichever of the two would have counted.
class Once {
 public:
  void operator()(std::string_view what) {
    for (const auto& met : x_met) {
      if (met == what) fail("{} is given twice", what);
    }
    x_met.emplace_back(what);
  }

 private:
  std::vector<std::string> x_met;
};

inline Vec3 vector_at(const std::vector<std::string_view>& words, std::size_t first, std::string_view what) {
  if (words.size() < first + 3) fail("{}: expected three numbers, got {}", what, words.size() - first);
  return {to_finite(words[first], what), to_finite(words[first + 1], what), to_finite(words[first + 2], what)};
}

// The words behind the last `mark` of a line.
inline std::vector<std::string_view> words_after(std::string_view line, std::string_view mark) {
  const auto at = line.rfind(mark);
  return at == std::string_view::npos ? std::vector<std::string_view>{} : split(line.substr(at + mark.size()));
}

// The text between the first `open` and the next `close`; empty: not there.
std::string_view between(std::string_view line, std::string_view open, std::string_view close);

// "Si1", "Fe_pv", "O2", "Mg_pv/f474ac0d": the element in front.
Element element_of_label(std::string_view label);

// The same where a word may be something else: nothing unless the letters in front are those of an element.
std::optional<Element> find_element_of_label(std::string_view label);

// Of a word by which VASP names a species: as above, and X for Xe, r for Zr, as its files have them.
Element element_of_vasp(std::string_view label);

// A row of atom `number`, counted from 1, begins with that number: a row that is missing or doubled would shift all
// that follow. Throws Error.
void expect_row(std::string_view word, std::size_t number, std::string_view what);

// Throws Error for a frame that is periodic in some directions only. program: whose files hold no such frames.
void expect_all_or_none(const Frame& frame, std::size_t number, std::string_view program);

// The symmetric part of rows × volume: stress with pressure positive, as a virial. Throws Error for rows
// that are not symmetric but for rounding, as where one of them is missing or doubled.
Virial virial_of(const std::array<Vec3, 3>& rows, double factor);

// A stress in that unit of pressure, pressure positive, as the virial of the cell. Calculators write zeros for
// molecules: no label. Throws Error for any other stress of a cell without volume, whose virial would be 0.
std::optional<Virial> virial_of_stress(const Virial& stress, double unit, const Cell& cell);
// The same of rows, as virial_of() takes them.
std::optional<Virial> virial_of_stress(const std::array<Vec3, 3>& rows, double unit, const Cell& cell);

void append_vector(std::string& out, Vec3 v);

}  // namespace nnpipe::io::codes
