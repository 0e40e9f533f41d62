#include "io/codes/codes.hpp"
#include "io/codes/vasp.hpp"

namespace nnpipe::io {

namespace {

using codes::all_numbers;
using codes::vector_at;

// "Direct configuration=     1", or "Konfig=     1" of older versions; the oldest have an empty line.
bool is_mark(std::string_view line) {
  const auto text = lower(trim(line));
  return text.starts_with("direct configuration") || text.starts_with("konfig");
}

// Configurations in fractional coordinates, each after its mark; the head may come again before it, with another cell.
class Xdatcar final : public codes::VaspSource {
 public:
  Xdatcar(Input input, const FormatOptions& options) : VaspSource{std::move(input), options} {}

 private:
  bool read(Frame& frame) override {
    bool empty_before = false;
    for (;;) {
      if (!line()) return false;
      if (is_mark(x_line)) {
        take_number(frame);
        need("a configuration");
        break;
      }
      split(x_line, x_words);
      if (x_words.empty()) {
        empty_before = true;
        if (x_blocks.empty()) enter_head();  // a head without a title
        continue;
      }
      if (empty_before && !x_blocks.empty() && all_numbers(x_words, 3)) break;
      enter_head();
      empty_before = false;
    }
    read_positions(frame);
    return true;
  }

  void enter_head() {
    x_title = trim(x_line);
    read_head();
  }

  void take_number(Frame& frame) const {
    const auto words = codes::words_after(x_line, "=");
    if (!words.empty() && parse_int(words[0])) frame.set_info("step", std::string{words[0]});
  }

  // The first row has been read.
  void read_positions(Frame& frame) {
    if (x_blocks.empty()) fail("a configuration before the cell and the species");
    frame.cell = x_cell;
    if (!x_title.empty()) frame.set_info("comment", x_title);
    for (const auto& [element, count] : x_blocks) {
      for (std::int64_t i = 0; i < count; ++i) {
        if (!frame.positions.empty()) need("a configuration");
        split(x_line, x_words);
        frame.elements.push_back(element);
        frame.positions.push_back(frame.cell.cartesian(vector_at(x_words, 0, "position")));
      }
    }
  }

  std::string x_title;
};

}  // namespace

std::unique_ptr<FrameSource> open_xdatcar(Input input, const FormatOptions& options) {
  return std::make_unique<Xdatcar>(std::move(input), options);
}

// The head of a POSCAR, then a mark, or an empty line where POSCAR says the kind of coordinates.
bool looks_like_xdatcar(std::string_view start) {
  if (!looks_like_poscar(start)) return false;
  const auto lines = split(start, '\n');
  const std::size_t after = parse_int(split(lines[5]).empty() ? "" : split(lines[5])[0]) ? 6 : 7;
  return lines.size() > after + 1 &&
         (is_mark(lines[after]) || trim(lines[after]).empty() || trim(lines[after]) == "\r");
}

}  // namespace nnpipe::io
