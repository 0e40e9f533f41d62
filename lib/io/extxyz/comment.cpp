#include "io/extxyz/comment.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::io::extxyz {

namespace {

// One key=value list: values bare, in quotes, or in brackets; a key alone means true.
class CommentParser {
 public:
  explicit CommentParser(std::string_view text) : x_text{text} {}

  Pairs parse() {
    Pairs pairs;
    for (;;) {
      skip_blanks();
      if (x_at == x_text.size()) {
        check_once(pairs);
        return pairs;
      }
      std::string key = word("=");
      if (key.empty()) fail("comment line: expected key=value, got {}", quoted(x_text.substr(x_at)));
      const std::size_t behind = x_at;
      skip_blanks();
      if (x_at < x_text.size() && x_text[x_at] == '=') {
        ++x_at;
        skip_blanks();
        pairs.emplace_back(std::move(key), value());
      } else {
        x_at = behind;
        pairs.emplace_back(std::move(key), "T");
      }
    }
  }

 private:
  // Of two values programs take one or the other.
  static void check_once(const Pairs& pairs) {
    std::vector<std::string_view> keys;
    keys.reserve(pairs.size());
    for (const auto& [key, value] : pairs) keys.push_back(key);
    std::sort(keys.begin(), keys.end());
    const auto twice = std::adjacent_find(keys.begin(), keys.end());
    if (twice != keys.end()) fail("comment line: key {} occurs twice", quoted(*twice));
  }

  void skip_blanks() {
    while (x_at < x_text.size() && (x_text[x_at] == ' ' || x_text[x_at] == '\t')) ++x_at;
  }

  std::string word(std::string_view ends) {
    if (x_at < x_text.size() && (x_text[x_at] == '"' || x_text[x_at] == '\'')) return delimited(x_text[x_at]);
    const std::size_t begin = x_at;
    while (x_at < x_text.size() && x_text[x_at] != ' ' && x_text[x_at] != '\t' &&
           ends.find(x_text[x_at]) == std::string_view::npos) {
      ++x_at;
    }
    return std::string{x_text.substr(begin, x_at - begin)};
  }

  std::string delimited(char close) {
    const std::size_t begin = x_at++;
    std::string out;
    while (x_at < x_text.size() && x_text[x_at] != close) {
      if (x_text[x_at] == '\\' && x_at + 1 < x_text.size()) ++x_at;
      out += x_text[x_at++];
    }
    if (x_at == x_text.size()) fail("comment line: {} has no end", quoted(x_text.substr(begin)));
    ++x_at;
    return out;
  }

  std::string value() {
    if (x_at < x_text.size()) {
      if (x_text[x_at] == '{') return delimited('}');
      if (x_text[x_at] == '[') {
        // Nested brackets are somebody's array: kept as they are.
        const std::size_t begin = x_at;
        int depth = 0;
        do {
          if (x_text[x_at] == '[') ++depth;
          if (x_text[x_at] == ']') --depth;
          ++x_at;
        } while (x_at < x_text.size() && depth > 0);
        if (depth > 0) fail("comment line: {} has no end", quoted(x_text.substr(begin)));
        return std::string{x_text.substr(begin, x_at - begin)};
      }
    }
    return word("");
  }

  std::string_view x_text;
  std::size_t x_at = 0;
};

}  // namespace

Pairs parse_comment(std::string_view text) { return CommentParser{text}.parse(); }

std::optional<std::string> take(Pairs& pairs, std::string_view key) {
  const auto found = std::find_if(pairs.begin(), pairs.end(), [&](const auto& pair) { return pair.first == key; });
  if (found == pairs.end()) return std::nullopt;
  std::string value = std::move(found->second);
  pairs.erase(found);
  return value;
}

std::vector<std::string_view> array_words(std::string& text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '[' || c == ']' || c == ','; }, ' ');
  return split(text);
}

bool alike(std::string_view a, std::string_view b) { return lower(a) == lower(b); }

}  // namespace nnpipe::io::extxyz
