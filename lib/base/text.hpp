// Locale-free parsing and printing of numbers, and splitting of text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nnpipe {

// The whole of `text` as a number, or nothing. Accepts a leading '+', "nan" and "inf"; no white space, no locale.
std::optional<double> parse_double(std::string_view text);
std::optional<std::int64_t> parse_int(std::string_view text);

// The whole of `text` as a number; throws Error "NAME: expected a number, got 'text'".
double to_double(std::string_view text, std::string_view name);
double to_finite(std::string_view text, std::string_view name);  // NaN and infinity are errors of their own
std::int64_t to_int(std::string_view text, std::string_view name);

// The shortest text that reads back as the same double.
std::string to_text(double value);
void append(std::string& out, double value);

std::string_view trim(std::string_view text);
// Words between runs of blanks and tabs. The views point into `text`.
void split(std::string_view text, std::vector<std::string_view>& words);
std::vector<std::string_view> split(std::string_view text);
// Parts between single separators; empty parts are kept.
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string lower(std::string_view text);

// `text` made safe to stand in a message: shortened, control characters replaced.
std::string quoted(std::string_view text);

// The entry of `choices` nearest to `text` by edit distance, for "did you mean"; empty if none is near.
std::string nearest(std::string_view text, const std::vector<std::string>& choices);

}  // namespace nnpipe
