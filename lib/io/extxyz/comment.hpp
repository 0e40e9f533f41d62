// The comment line of a frame in extended XYZ: pairs of key and value.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nnpipe::io::extxyz {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// Values bare, in quotes, or in brackets, with or without blanks around the =; a key alone means T. Throws Error for a
// quote or a bracket without end, and for a key that stands twice.
Pairs parse_comment(std::string_view text);

// Takes the value of a key out.
std::optional<std::string> take(Pairs& pairs, std::string_view key);

// The words of an array, in any of the forms: "1 2 3", [1, 2, 3], [[1, 2], [3, 4]] row by row. The views point into
// text.
std::vector<std::string_view> array_words(std::string& text);

// Equal but for the case of letters.
bool alike(std::string_view a, std::string_view b);

}  // namespace nnpipe::io::extxyz
