// Changes to inputs that know what text is made of: lines, words, numbers, and counts of lines. Half of the changes are
// libFuzzer's own, on bytes; the others leave a file that a reader gets far into, as its counts are put right again.
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

using Lines = std::vector<std::string>;
using Rng = std::minstd_rand;

std::size_t below(Rng& random, std::size_t n) { return random() % n; }

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string text_of(const Lines& lines) {
  std::string text;
  for (const auto& line : lines) text.append(line).append("\n");
  return text;
}

struct Word {
  std::size_t first, size;
};

// Between white space, quotes, commas, colons and equals signs.
std::vector<Word> words_of(const std::string& line) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < line.size();) {
    const auto first = line.find_first_not_of(" \t\",:=<>/", at);
    if (first == std::string::npos) break;
    at = std::min(line.find_first_of(" \t\",:=<>/", first), line.size());
    words.push_back({first, at - first});
  }
  return words;
}

bool is_count(std::string_view word) {
  return !word.empty() && word.size() < 7 &&
         std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

// A word for another: a number at an end of what numbers are, a neighbour of it, or one from elsewhere in the file.
std::string other_word(Rng& random, const Lines& lines, std::string word) {
  constexpr std::array hard{"0",   "-1",  "1",          "2",    "1e308", "-1e308", "1e-308", "5e-324",
                            "nan", "inf", "2147483648", "1e15", "1e6",   "1.5",    "4.e-3",  "T",
                            "F",   "Si",  "O",          "Si:2", "\"",    "#"};
  switch (below(random, 4)) {
    case 0: return hard[below(random, hard.size())];
    case 1:
      if (is_count(word)) {
        int value = 0;
        std::from_chars(word.data(), word.data() + word.size(), value);
        return std::to_string(value + static_cast<int>(below(random, 3)) - 1);
      }
      break;
    case 2:
      if (!word.empty()) word.erase(below(random, word.size()), 1);
      return word;
    default: break;
  }
  const auto& from = lines[below(random, lines.size())];
  const auto words = words_of(from);
  if (words.empty()) return word;
  const auto [first, size] = words[below(random, words.size())];
  return from.substr(first, size);
}

void change_word(Rng& random, Lines& lines) {
  auto& line = lines[below(random, lines.size())];
  const auto words = words_of(line);
  if (words.empty()) return;
  const auto [first, size] = words[below(random, words.size())];
  line.replace(first, size, other_word(random, lines, line.substr(first, size)));
}

void change_lines(Rng& random, Lines& lines) {
  const std::size_t at = below(random, lines.size()), count = 1 + below(random, std::min<std::size_t>(4, lines.size()));
  const auto here = lines.begin() + static_cast<std::ptrdiff_t>(at);
  const auto end = lines.begin() + static_cast<std::ptrdiff_t>(std::min(at + count, lines.size()));
  const Lines block(here, end);
  switch (below(random, 4)) {
    case 0: lines.erase(here, end); break;
    case 1: lines.insert(end, block.begin(), block.end()); break;
    case 2: {
      lines.erase(here, end);
      const auto to = static_cast<std::ptrdiff_t>(below(random, lines.size() + 1));
      lines.insert(lines.begin() + to, block.begin(), block.end());
      break;
    }
    default: std::swap(*here, lines[below(random, lines.size())]);
  }
}

// A count becomes what it counts: the lines that follow, of one number of words, from one of the next lines on.
void put_counts_right(Lines& lines) {
  for (std::size_t l = 0; l < lines.size(); ++l) {
    const auto words = words_of(lines[l]);
    if (words.empty() || words.size() > 3) continue;
    for (const auto [first, size] : words) {
      if (!is_count(std::string_view{lines[l]}.substr(first, size))) continue;
      for (std::size_t head = 1; head <= 3 && l + head < lines.size(); ++head) {
        const std::size_t columns = words_of(lines[l + head]).size();
        std::size_t rows = 0;
        while (l + head + rows < lines.size() && words_of(lines[l + head + rows]).size() == columns) ++rows;
        if (columns < 3 || rows < 2) continue;
        lines[l].replace(first, size, std::to_string(rows));
        break;
      }
      break;
    }
  }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                               unsigned int seed) {
  Rng random{seed + 1};
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  if (below(random, 2) == 0 || bytes.find('\n') == std::string_view::npos) return LLVMFuzzerMutate(data, size, most);
  Lines lines = lines_of(bytes);
  for (std::size_t changes = 1 + below(random, 3); changes > 0 && !lines.empty(); --changes) {
    if (below(random, 2) == 0) {
      change_word(random, lines);
    } else {
      change_lines(random, lines);
    }
  }
  if (below(random, 3) > 0) put_counts_right(lines);
  const auto text = text_of(lines);
  const std::size_t length = std::min(text.size(), most);
  std::memcpy(data, text.data(), length);
  return length;
}
