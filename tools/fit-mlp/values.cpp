// fit-mlp: words of the command line that are more than a number, into what they mean.
#include "values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>

#include "base/error.hpp"
#include "base/installation.hpp"
#include "base/text.hpp"
#include "cli/parser.hpp"
#include "io/input.hpp"
#include "potential/neural/file.hpp"

namespace nnpipe::fit_mlp {

std::vector<std::pair<std::string, double>> named_numbers(std::string_view option, std::string_view text,
                                                          bool positive) {
  std::vector<std::pair<std::string, double>> numbers;
  for (const auto part : split(text, ',')) {
    const std::string word{trim(part)};
    const auto equals = word.find('=');
    if (equals == std::string::npos || equals == 0)
      fail_usage("--{}: expected NAME=NUMBER, got {}", option, nnpipe::quoted(word));
    const auto value = parse_double(std::string_view{word}.substr(equals + 1));
    constexpr double most = 1e15;
    if (!value || !(std::abs(*value) <= most) || (positive && *value < 0)) {
      fail_usage("--{}: expected a number from {} to {:g} after =, got {}", option,
                 positive ? "0" : fmt::format("{:g}", -most), most, nnpipe::quoted(word));
    }
    for (const auto& earlier : numbers) {
      if (earlier.first == word.substr(0, equals)) fail_usage("--{}: {} is given twice", option, earlier.first);
    }
    numbers.emplace_back(word.substr(0, equals), *value);
  }
  return numbers;
}

std::vector<std::size_t> hidden_layers(std::string_view text) {
  std::vector<std::size_t> hidden;
  constexpr std::int64_t most = 100000;
  double weights = 0;
  const auto words = split(text, ',');
  constexpr std::size_t most_layers = 100;
  if (words.size() > most_layers) fail_usage("--hidden: {} layers, expected at most {}", words.size(), most_layers);
  for (const auto word : words) {
    const auto nodes = parse_int(trim(word));
    if (!nodes || *nodes < 0 || *nodes > most)
      fail_usage("--hidden: expected numbers of nodes, got {}", nnpipe::quoted(text));
    if (*nodes == 0 && words.size() == 1) return {};
    if (*nodes == 0) fail_usage("--hidden: a layer has no nodes");
    if (!hidden.empty()) weights += static_cast<double>(hidden.back()) * static_cast<double>(*nodes);
    hidden.push_back(static_cast<std::size_t>(*nodes));
  }
  if (weights > 1e8) fail_usage("--hidden: a network of {:.3g} weights, expected at most 1e8", weights);
  return hidden;
}

std::vector<std::vector<std::size_t>> networks(std::string_view text) {
  std::vector<std::vector<std::size_t>> all;
  for (const auto word : split(text, ',')) {
    auto& hidden = all.emplace_back();
    for (const auto layer : split(trim(word), 'x')) {
      const auto nodes = parse_int(layer);
      if (!nodes || *nodes < 1 || *nodes > 100000) {
        fail_usage("--committee-hidden: expected nodes of layers as 15x15, got {}", nnpipe::quoted(trim(word)));
      }
      hidden.push_back(static_cast<std::size_t>(*nodes));
    }
  }
  return all;
}

void choose_repulsion(std::string_view text, train::FrameOptions& options) {
  options.zbl.reset();
  options.zbl_auto = text == "auto";
  if (text == "auto" || text == "none") return;
  const auto words = split(text, ',');
  if (words.size() != 2) {
    fail_usage("--zbl: expected auto, none or 2 values joined by commas, got {}", nnpipe::quoted(text));
  }
  const auto inner = parse_double(trim(words[0])), outer = parse_double(trim(words[1]));
  if (!inner || !outer)
    fail_usage("--zbl: expected a number, or several joined by commas, got {}", nnpipe::quoted(text));
  options.zbl = cli::meaning_of("zbl", [&] {
    const potential::Zbl core{*inner, *outer};
    core.check();
    return core;
  });
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

double seconds_of(std::string_view option, std::string_view text) {
  constexpr double most = 200000.0 * 3600;
  std::string_view number = text;
  double unit = 0;
  if (!text.empty()) {
    unit = text.back() == 's' ? 1 : text.back() == 'm' ? 60 : text.back() == 'h' ? 3600 : 0;
    number.remove_suffix(1);
  }
  const auto value = parse_double(number);
  if (unit == 0 || !value || !(*value > 0) || !(*value * unit <= most)) {
    fail_usage("--{}: expected a time as 90s, 10m or 2h, up to 200000h, got {}", option, nnpipe::quoted(text));
  }
  return *value * unit;
}

std::string time_in_words(const train::TimeLimit& limit) {
  if (!limit.is_set()) return {};
  return fmt::format("at most {:.0f} s left, ", std::max(0.0, limit.seconds() - train::program_seconds()));
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

descriptor::SetFile sets_of(const std::string& path) {
  if (path != "-" && !std::filesystem::exists(path)) {
    const std::string meant = set_meant_by(path);
    fail("{}: cannot open: No such file or directory{}", path,
         meant.empty() ? ", expected a set of symmetry functions, or auto" : fmt::format(" (did you mean {}?)", meant));
  }
  if (path != "-") {
    io::Input input{path};
    if (input.peek(potential::model_magic.size()) == potential::model_magic) {
      descriptor::SetFile sets;
      const auto model = potential::read_models(input).front();
      if (model.kind != potential::InputKind::symmetry_functions) {
        fail("{}: the potential has no symmetry functions", path);
      }
      sets.units = model.units;
      for (const auto& element : model.elements) sets.sets.push_back(element.set);
      return sets;
    }
  }
  return descriptor::parse_set_file(io::read_text(path), path == "-" ? "stdin" : path);
}

}  // namespace nnpipe::fit_mlp
