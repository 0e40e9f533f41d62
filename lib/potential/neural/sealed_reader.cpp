#include "potential/neural/sealed_reader.hpp"

namespace nnpipe::potential {

void SealedReader::next() {
  std::string_view line;
  do {
    const bool more = x_input.line(line);
    if (more) x_line = line;
    // What is wrong with a line cut short is that the rest of the file is missing.
    if (!more || (x_known && x_line != "end" && x_input.at_end())) {
      fail("the file ends here, in the middle, expected more up to the line 'end': it is truncated");
    }
    if (is("checksum")) x_before = x_hash.hex();
    x_hash.add(x_line);
    x_hash.add("\n");
  } while (trim(x_line).empty());
}

void SealedReader::first_line(bool begun) {
  if (begun) {
    x_hash.add(magic_line());
    x_hash.add("\n");
    x_known = true;
    return;
  }
  if (x_input.at_end()) fail("empty file, expected the first line '{}'", magic_line());
  next();
  const auto words = split(x_line);
  if (words.size() != 2 || words[0] != x_kind.magic) {
    const auto other = io::what_it_is(x_line, x_input);
    if (!other.empty()) fail("{}, expected a {}, which begins '{}'", other, x_kind.noun, magic_line());
    fail("no {}, expected the first line '{}', got {}", x_kind.noun, magic_line(), quoted(x_line));
  }
  x_known = true;
  const auto number = to_int(words[1], "version");
  if (number > x_kind.version) {
    fail("{} of version {}, this program knows up to {}: use a newer nnpipe", x_kind.file, number, x_kind.version);
  }
  if (number < 1) fail("no such version, expected {}, got {}", x_kind.version, number);
}

void SealedReader::numbers(std::span<double> values, std::string_view noun) {
  split(x_line, x_words);
  if (x_words.size() != values.size()) fail("expected {} {}s in the line, got {}", values.size(), noun, x_words.size());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = to_finite(x_words[i], noun);
  next();
}

void SealedReader::finish(std::string_view before) {
  if (!is("checksum")) fail("expected '{}' or 'checksum', got {}", before, quoted(x_line));
  const std::string computed = x_before;
  const auto stated = std::string{rest()};
  next();
  if (x_line != "end") fail("expected 'end', got {}", quoted(x_line));
  if (stated != computed) {
    fail("checksum differs, expected {}, got {}: the file was damaged or edited", computed, quoted(stated));
  }
  std::string_view more;
  while (x_input.line(more)) {
    if (more == magic_line()) {
      x_another = true;
      return;
    }
    if (!trim(more).empty()) fail("more text after 'end', got {}", quoted(more));
  }
}

}  // namespace nnpipe::potential
