// fit-mlp: words of the command line that are more than a number, into what they mean.
#include "values.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cmath>
#include <filesystem>

#include "base/error.hpp"
#include "base/installation.hpp"
#include "base/text.hpp"
#include "io/input.hpp"

namespace nnpipe::fit_mlp {

// NAME=NUMBER words.
std::vector<std::pair<std::string, double>> numbers_of(std::string_view option, const std::vector<std::string>& words,
                                                       bool positive) {
  std::vector<std::pair<std::string, double>> numbers;
  for (const auto& word : words) {
    const auto equals = word.find('=');
    if (equals == std::string::npos || equals == 0)
      fail_usage("--{}: expected NAME=NUMBER, got {}", option, nnpipe::quoted(word));
    const auto value = parse_double(std::string_view{word}.substr(equals + 1));
    if (!value || !std::isfinite(*value) || (positive && *value < 0)) {
      fail_usage("--{}: expected a number{} after =, got {}", option, positive ? " not below 0" : "",
                 nnpipe::quoted(word));
    }
    for (const auto& earlier : numbers) {
      if (earlier.first == word.substr(0, equals)) fail_usage("--{}: {} is given twice", option, earlier.first);
    }
    numbers.emplace_back(word.substr(0, equals), *value);
  }
  return numbers;
}

// "15x15", "20" …
std::vector<std::vector<std::size_t>> hidden_of(const std::vector<std::string>& words) {
  std::vector<std::vector<std::size_t>> networks;
  for (const auto& word : words) {
    auto& hidden = networks.emplace_back();
    for (const auto layer : split(word, 'x')) {
      const auto nodes = parse_int(layer);
      if (!nodes || *nodes < 1 || *nodes > 100000) {
        fail_usage("--committee-hidden: expected nodes of layers as 15x15, got {}", nnpipe::quoted(word));
      }
      hidden.push_back(static_cast<std::size_t>(*nodes));
    }
  }
  return networks;
}

// "2G", "500M", "1e9".
std::size_t bytes_of(std::string_view option, std::string_view text) {
  double unit = 1;
  std::string_view number = text;
  constexpr std::string_view letters = "KMGT";
  if (!text.empty() && letters.find(text.back()) != std::string_view::npos) {
    unit = std::pow(1024.0, static_cast<double>(letters.find(text.back()) + 1));
    number.remove_suffix(1);
  }
  const auto value = parse_double(number);
  if (!value || !(*value * unit >= 1) || !(*value * unit < 1e18)) {
    fail_usage("--{}: expected bytes as 2G or 500M, got {}", option, nnpipe::quoted(text));
  }
  return static_cast<std::size_t>(*value * unit);
}

namespace {

// What may have been meant by the name of a set that is no file; empty if nothing is near.
std::string set_meant_by(const std::string& path) {
  std::string lower = path;
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  std::string meant = nearest(lower, {"auto"});
  try {
    if (meant.empty()) meant = share_path("symfunc/" + std::filesystem::path{path}.filename().string());
  } catch (const Error&) {  // none of those that come with us
  }
  return meant;
}

}  // namespace

std::string set_text(const std::string& path) {
  if (path == "-" || std::filesystem::exists(path)) return io::read_text(path);
  const std::string meant = set_meant_by(path);
  fail("{}: cannot open: No such file or directory{}", path,
       meant.empty() ? ", expected a set of symmetry functions, or auto" : fmt::format(" (did you mean {}?)", meant));
}

}  // namespace nnpipe::fit_mlp
