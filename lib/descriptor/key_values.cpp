#include "descriptor/key_values.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::descriptor {

KeyValues::KeyValues(std::span<const std::string_view> words) {
  for (const auto word : words) {
    const auto equals = word.find('=');
    if (equals == 0 || equals == std::string_view::npos || equals + 1 == word.size()) {
      fail("expected key=value, got {}", quoted(word));
    }
    const auto key = word.substr(0, equals);
    if (std::any_of(x_left.begin(), x_left.end(), [&](const auto& pair) { return pair.first == key; })) {
      fail("{} is given twice", quoted(key));
    }
    x_left.emplace_back(key, word.substr(equals + 1));
  }
}

std::optional<std::string_view> KeyValues::take(std::string_view key) {
  const auto found = std::find_if(x_left.begin(), x_left.end(), [&](const auto& pair) { return pair.first == key; });
  if (found == x_left.end()) return std::nullopt;
  const auto value = found->second;
  x_left.erase(found);
  return value;
}

std::optional<double> KeyValues::take_number(std::string_view key) {
  const auto value = take(key);
  if (!value) return std::nullopt;
  return to_finite(*value, key);
}

double KeyValues::need_number(std::string_view key) {
  const auto value = take_number(key);
  if (!value) fail("missing {}=…", key);
  return *value;
}

void KeyValues::finish() const {
  if (!x_left.empty()) fail("unknown key {}", quoted(x_left.front().first));
}

}  // namespace nnpipe::descriptor
