// The key=value words of one line, each taken once: what is missing, doubled or left over is an error.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace nnpipe::descriptor {

class KeyValues {
 public:
  // Throws Error for a word that is no key=value, a key without value, a key given twice. The views must outlive this.
  explicit KeyValues(std::span<const std::string_view> words);

  std::optional<std::string_view> take(std::string_view key);
  // As a finite number; throws Error for anything else.
  std::optional<double> take_number(std::string_view key);
  // Throws Error "missing key=…".
  double need_number(std::string_view key);
  // Throws Error "unknown key 'x'" if a key was not taken.
  void finish() const;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> x_left;
};

}  // namespace nnpipe::descriptor
