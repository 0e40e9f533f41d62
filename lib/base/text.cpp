#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <utility>

#include "base/decimal.hpp"
#include "base/error.hpp"

namespace nnpipe {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f'; }

std::string_view without_plus(std::string_view text) {
  if (text.size() > 1 && text.front() == '+' && text[1] != '-' && text[1] != '+') text.remove_prefix(1);
  return text;
}

}  // namespace

std::optional<double> parse_double(std::string_view text) {
  text = without_plus(text);
  double value = 0;
  if (!text.empty() && read_decimal(text.data(), text.data() + text.size(), value) == text.data() + text.size()) {
    return value;
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.empty()) return std::nullopt;
  // Too small for a double is zero for every purpose here; from_chars leaves the value alone then.
  if (error == std::errc::result_out_of_range) {
    const auto exponent = text.find_first_of("eE");
    const bool small = exponent != std::string_view::npos && text.substr(exponent + 1).starts_with('-');
    if (small) return 0.0;
    return std::nullopt;
  }
  if (error != std::errc{}) return std::nullopt;
  return value;
}

std::optional<std::int64_t> parse_int(std::string_view text) {
  text = without_plus(text);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

double to_double(std::string_view text, std::string_view name) {
  const auto value = parse_double(text);
  if (!value) fail("{}: expected a number, got {}", name, quoted(text));
  return *value;
}

double to_finite(std::string_view text, std::string_view name) {
  const double value = to_double(text, name);
  if (std::isnan(value)) fail("{} is NaN, expected a finite number", name);
  if (std::isinf(value)) fail("{} is infinite, expected a finite number", name);
  return value;
}

std::int64_t to_int(std::string_view text, std::string_view name) {
  const auto value = parse_int(text);
  if (!value) fail("{}: expected an integer, got {}", name, quoted(text));
  return *value;
}

std::string to_text(double value) {
  std::string out;
  append(out, value);
  return out;
}

void append(std::string& out, double value) {
  char digits[decimal_room];
  out.append(digits, write_decimal(digits, value));
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

void split(std::string_view text, std::vector<std::string_view>& words) {
  words.clear();
  const char* at = text.data();
  const char* const end = at + text.size();
  for (;;) {
    while (at != end && is_blank(*at)) ++at;
    if (at == end) return;
    const char* const begin = at;
    while (at != end && !is_blank(*at)) ++at;
    words.emplace_back(begin, static_cast<std::size_t>(at - begin));
  }
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> words;
  split(text, words);
  return words;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string lower(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::string out = "'";
  for (const char c : text.substr(0, longest)) {
    const auto code = static_cast<unsigned char>(c);
    out += code < 0x20 || code == 0x7f ? '?' : c;
  }
  if (text.size() > longest) out += "…";
  out += '\'';
  return out;
}

std::string nearest(std::string_view text, const std::vector<std::string>& choices) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(text.size() / 3, 1) + 1;
  for (const auto& choice : choices) {
    // Who typed only the beginning meant the whole.
    if (text.size() > 2 && choice.starts_with(text)) return choice;
    // Edits between beginnings of both, three rows at a time: a letter more, less or other, or two that changed places.
    std::vector<std::size_t> before, above, row(choice.size() + 1);
    for (std::size_t j = 0; j <= choice.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= text.size(); ++i) {
      before = std::exchange(above, row);
      row[0] = i;
      for (std::size_t j = 1; j <= choice.size(); ++j) {
        row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (text[i - 1] != choice[j - 1] ? 1U : 0U)});
        const bool swapped = i > 1 && j > 1 && text[i - 1] == choice[j - 2] && text[i - 2] == choice[j - 1];
        if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    if (row.back() < best_distance) {
      best_distance = row.back();
      best = choice;
    }
  }
  return best;
}

}  // namespace nnpipe
