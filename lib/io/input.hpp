// A byte stream to read, from a file or standard input, that knows its name and line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nnpipe::io {

// "-" is standard input. Reads are buffered; no line may be longer than 64 MiB.
class Input {
 public:
  // Throws Error: cannot open (with the system's reason), a directory, standard input opened twice.
  explicit Input(const std::string& path);
  ~Input();
  Input(Input&& other) noexcept;
  Input& operator=(Input&&) = delete;

  // The first bytes ahead, at most n, without taking them: for sniffing. n ≤ 64 KiB.
  std::string_view peek(std::size_t n);
  // The next line without its end (LF or CRLF); false at the end of the stream. The view lives until the next call.
  // Behind it `margin` bytes can be read, of which the first is a control character.
  // A UTF-8 byte-order mark at the start is passed over.
  bool line(std::string_view& text);
  // Exactly n bytes; throws Error "stream ends in the middle of WHAT".
  void read(void* bytes, std::size_t n, std::string_view what);
  bool at_end();
  // Whether something is to be had without waiting: more than blanks, or the end.
  bool ready() const;
  static constexpr std::size_t margin = 32;

  const std::string& name() const { return x_name; }  // path, or "stdin"
  std::size_t line_number() const { return x_line; }  // of the line last taken, from 1
  bool line_has_end() const { return x_ended; }       // the same line; without it the stream may have been cut there
  std::string place() const;                          // "frames.xyz:1042"

 private:
  bool fill();

  std::string x_name;
  int x_descriptor = -1;
  std::vector<char> x_buffer;
  std::size_t x_begin = 0, x_end = 0, x_line = 0;
  bool x_eof = false, x_started = false, x_ended = false;
};

// What the stream is whose first line has just been taken: what_it_is() of base/sniff.hpp.
std::string_view what_it_is(const std::string& first_line, Input& rest);

// All lines of a small stream, each ended by LF.
std::string read_text(const std::string& path);

}  // namespace nnpipe::io
