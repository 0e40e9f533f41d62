// What readers of other programs' files share: a stream of lines whose errors name line and frame.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "io/formats.hpp"

namespace nnpipe::io::codes {

// 1 kbar in eV/Å³, 1 GPa in eV/Å³.
inline constexpr double gigapascal = 1 / electronvolt_per_angstrom3_in_gigapascal;
inline constexpr double kilobar = 0.1 * gigapascal;

// A source that reads frame after frame by `read(frame)`, which says whether there was one.
class LineSource : public FrameSource {
 public:
  explicit LineSource(Input input) : x_input{std::move(input)} {}

  bool next(Frame& frame) final {
    return with_place([&] { return fmt::format("{}: frame {}", x_input.place(), x_frames + 1); },
                      [&] {
                        frame = {};
                        if (!read(frame)) {
                          if (x_frames == 0) fail("no frames in the file");
                          return false;
                        }
                        if (frame.size() == 0) fail("no atoms, expected one at least");
                        frame.check();
                        ++x_frames;
                        return true;
                      });
  }

 protected:
  virtual bool read(Frame& frame) = 0;

  bool line() { return x_input.line(x_line); }
  // The next line, which must be there.
  std::string_view need(std::string_view what) {
    if (!line()) fail("stream ends in the middle of {}", what);
    return x_line;
  }
  const std::vector<std::string_view>& need_words(std::string_view what, std::size_t least) {
    split(need(what), x_words);
    if (x_words.size() < least) fail("{}: expected {} words, got {}", what, least, x_words.size());
    return x_words;
  }
  bool has(std::string_view text) const { return x_line.find(text) != std::string_view::npos; }

  Input x_input;
  std::string_view x_line;
  std::vector<std::string_view> x_words;
  std::size_t x_frames = 0;
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

// "Si1", "Fe_pv", "O2": the element in front.
Element element_of_label(std::string_view label);

// The symmetric part of rows × volume: stress with pressure positive, as a virial.
Virial virial_of(const std::array<Vec3, 3>& rows, double factor);

void append_vector(std::string& out, Vec3 v);

}  // namespace nnpipe::io::codes
