// Text files of lines in a fixed order that end with a checksum and the line `end`: what models are kept in.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "io/input.hpp"

namespace nnpipe::potential {

// A line is a word, one blank, and the rest; each line is asked for by its first word.
class SealedReader {
 public:
  struct Kind {
    std::string_view magic;  // first word of the first line, before the version
    int version;             // the highest that is known
    std::string_view noun;   // "network potential"
    std::string_view file;   // "potential file"
  };

  SealedReader(io::Input& input, Kind kind) : x_input{input}, x_kind{kind} {}

  // Whether the first line of another file followed the end, as `cat` makes it; it is taken.
  bool another() const { return x_another; }

 protected:
  // What `body` returns; its errors get the place of the line.
  template <typename Body>
  auto with_own_place(Body&& body) {
    try {
      return body();
    } catch (Error& error) {
      throw error.at(x_input.line_number() == 0 ? x_input.name() : x_input.place());
    }
  }

  // begun: it is taken already.
  void first_line(bool begun = false);
  // The next line that is not blank; all lines count towards the checksum.
  void next();

  const std::string& line() const { return x_line; }
  std::string_view key() const { return std::string_view{x_line}.substr(0, x_line.find(' ')); }
  std::string_view rest() const { return std::string_view{x_line}.substr(std::min(key().size() + 1, x_line.size())); }
  bool is(std::string_view word) const { return key() == word; }

  // What `parse` makes of the text behind the key that the line must have. The next line is taken only afterwards, so
  // that an error has the place of this one.
  template <typename Parse>
  std::invoke_result_t<Parse, std::string_view> take(std::string_view word, Parse&& parse) {
    if (!is(word)) fail("expected '{}', got {}", word, quoted(x_line));
    auto value = parse(rest());
    next();
    return value;
  }

  double take_number(std::string_view word) {
    return take(word, [&](std::string_view text) { return to_finite(text, word); });
  }

  // One of a few names, as an enumerator.
  template <typename Enum, std::size_t N>
  Enum take_name(std::string_view word, const std::array<std::string_view, N>& names) {
    return take(word, [&](std::string_view text) {
      for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == text) return static_cast<Enum>(i);
      }
      fail("{} is one of {}, got {}", word, fmt::join(names, ", "), quoted(text));
    });
  }

  // A line of nothing but so many numbers.
  void numbers(std::span<double> values, std::string_view noun);

  // The checksum and the end; `before` is what else could have stood there.
  void finish(std::string_view before);

 private:
  std::string magic_line() const { return fmt::format("{} {}", x_kind.magic, x_kind.version); }

  io::Input& x_input;
  Kind x_kind;
  bool x_another = false, x_known = false;  // known: the first line is that of such a file
  Hash x_hash;
  std::string x_before;  // checksum of all lines before x_line
  std::string x_line;
  std::vector<std::string_view> x_words;
};

}  // namespace nnpipe::potential
