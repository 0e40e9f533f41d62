#include "io/bibtex.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::io {

namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string lower(std::string_view text) {
  std::string result{text};
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::string one_line(std::string_view text) {
  std::string line;
  for (const auto word : split(text)) line.append(line.empty() ? "" : " ").append(word);
  return line;
}

// The text of a file, a piece at a time.
class Scanner {
 public:
  Scanner(std::string_view text, const std::string& name) : x_text{text}, x_name{name} {}

  bool find(char c) {
    x_at = x_text.find(c, x_at);
    return x_at < x_text.size();
  }
  void skip() { x_at = std::min(x_text.find_first_not_of(blanks, x_at), x_text.size()); }
  char peek() const { return x_at < x_text.size() ? x_text[x_at] : '\0'; }
  void take(char wanted) {
    skip();
    if (peek() != wanted) refuse(fmt::format("expected {}", wanted));
    ++x_at;
  }
  bool take_if(char wanted) {
    skip();
    if (peek() != wanted) return false;
    ++x_at;
    return true;
  }
  // Up to one of `ends`, which stays.
  std::string_view word(std::string_view ends) {
    skip();
    const auto end = x_text.find_first_of(ends, x_at);
    if (end == std::string_view::npos) refuse("the entry does not end");
    const auto result = trim(x_text.substr(x_at, end - x_at));
    x_at = end;
    return result;
  }
  // {braced}, "quoted" or a plain word; braces within stay, white space becomes one blank.
  std::string value() {
    skip();
    if (peek() != '{' && peek() != '"') return std::string{word(",})")};
    const bool quoted = peek() == '"';
    const auto begin = ++x_at;
    for (int depth = 0; x_at < x_text.size(); ++x_at) {
      const char c = x_text[x_at];
      if (depth == 0 && c == (quoted ? '"' : '}')) return one_line(x_text.substr(begin, x_at++ - begin));
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
    }
    refuse("the entry does not end");
  }
  [[noreturn]] void refuse(const std::string& what) const {
    const auto before = x_text.substr(0, std::min(x_at, x_text.size()));
    fail("{}:{}: {}", x_name, 1 + std::count(before.begin(), before.end(), '\n'), what);
  }

 private:
  std::string_view x_text;
  const std::string& x_name;
  std::size_t x_at = 0;
};

Citation read_entry(Scanner& text, std::string type, char end) {
  Citation citation{std::move(type), std::string{text.word(",})")}, {}};
  if (citation.key.empty()) text.refuse("an entry without a key");
  while (text.take_if(',')) {
    text.skip();
    if (text.peek() == end) break;
    auto name = lower(text.word("=,})"));
    text.take('=');
    auto value = text.value();
    citation.fields.emplace_back(std::move(name), std::move(value));
  }
  text.take(end);
  return citation;
}

}  // namespace

std::vector<Citation> read_bibtex(Input& input) {
  std::string bytes;
  for (std::string_view line; input.line(line);) bytes.append(bytes.empty() ? "" : "\n").append(line);
  std::vector<Citation> citations;
  Scanner text{bytes, input.name()};
  while (text.find('@')) {
    text.take('@');
    auto type = lower(text.word("{(,}\n"));
    const char end = text.peek() == '(' ? ')' : '}';
    if (type == "comment" || type == "preamble" || type == "string") continue;
    if (text.peek() != '{' && text.peek() != '(') text.refuse("expected { behind the type of an entry");
    text.take(text.peek());
    citations.push_back(read_entry(text, std::move(type), end));
  }
  if (citations.empty()) fail("{}: no entry of BibTeX, expected @TYPE{{KEY, …}}", input.name());
  return citations;
}

}  // namespace nnpipe::io
