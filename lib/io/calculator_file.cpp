// Reading calculator files, nnpipe-calculator(5).
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "io/calculator.hpp"
#include "io/formats.hpp"

namespace nnpipe::io {

namespace {

constexpr std::string_view magic = "nnpipe-calculator 1";

std::pair<std::string, std::string> word_and_rest(std::string_view line) {
  line = trim(line);
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos) return {std::string{line}, {}};
  return {std::string{line.substr(0, blank)}, std::string{trim(line.substr(blank + 1))}};
}

class FileParser {
 public:
  explicit FileParser(const std::string& place) { x_code.place = place; }

  void line(std::string_view text) {
    ++x_number;
    if (x_number == 1) {
      if (trim(text) != magic) fail("{}: expected '{}', got {}", here(), magic, nnpipe::quoted(text));
    } else if (x_file != nullptr) {
      if (trim(text) == "end file") {
        x_file = nullptr;
      } else {
        x_file->text.append(text).append("\n");
      }
    } else if (!trim(text).empty() && !trim(text).starts_with('#')) {
      statement(text);
    }
  }

  ExternalCode finish() {
    const auto& place = x_code.place;
    if (x_file != nullptr) fail("{}: file {} has no line 'end file'", place, x_file->name);
    if (x_code.command.empty()) fail("{}: no line 'command'", place);
    if (x_code.read_name.empty()) fail("{}: no line 'read FILE FORMAT'", place);
    return std::move(x_code);
  }

 private:
  std::string here() const { return fmt::format("{}:{}", x_code.place, x_number); }

  void once(const std::string& key) {
    if (std::find(x_met.begin(), x_met.end(), key) != x_met.end()) fail("{}: {} is given twice", here(), key);
    x_met.push_back(key);
  }

  void check_file_and_format(const std::string& key, const std::string& name, const std::string& format) const {
    if (name.empty() || format.empty()) fail("{}: {}: expected a file and a format", here(), key);
    with_place([&] { return here(); },
               [&] {
                 if (format != lammps_format) frame_format(format);
               });
  }

  void begin_file(const std::string& name) {
    const bool known =
        std::any_of(x_code.files.begin(), x_code.files.end(), [&](const auto& each) { return each.name == name; });
    if (known) fail("{}: file {} is given twice", here(), name);
    if (name.empty() || name.find('/') != std::string::npos) fail("{}: file: expected a name without /", here());
    x_code.files.push_back({name, {}, x_number + 1});
    x_file = &x_code.files.back();
  }

  void statement(std::string_view text) {
    // Not bound by structure: clang 14 does not capture such names.
    const auto words = word_and_rest(text), more = word_and_rest(words.second);
    const auto &key = words.first, &rest = words.second, &name = more.first, &value = more.second;
    if (key == "command") {
      once(key);
      x_code.command = rest;
    } else if (key == "run-here") {
      once(key);
      x_code.here = true;
    } else if (key == "read") {
      once(key);
      check_file_and_format(key, name, value);
      x_code.read_name = name;
      x_code.read_format = value;
    } else if (key == "frame") {
      check_file_and_format(key, name, value);
      x_code.frames.push_back({name, value});
    } else if (key == "depends") {
      if (rest.empty()) fail("{}: depends: expected the path of a file", here());
      x_code.depends.push_back(rest);
    } else if (key == "fails-with") {
      x_code.fails_with.push_back(rest);
    } else if (key == "complaint") {
      if (value.empty()) fail("{}: complaint: expected a file and the beginning of a line", here());
      x_code.complaints.push_back({name, value});
    } else if (key == "variable") {
      if (!is_placeholder_name(name)) fail("{}: variable: expected a name, got {}", here(), nnpipe::quoted(name));
      if (!x_code.variables.emplace(name, value).second) fail("{}: variable {} is given twice", here(), name);
    } else if (key == "file") {
      begin_file(rest);
    } else {
      fail("{}: expected command, run-here, read, frame, file, depends, fails-with, complaint or variable, got {}",
           here(), nnpipe::quoted(key));
    }
  }

  ExternalCode x_code;
  ExternalCode::File* x_file = nullptr;  // whose lines follow
  std::size_t x_number = 0;              // of the line
  std::vector<std::string> x_met;        // keys that stand once
};

}  // namespace

bool is_placeholder_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

ExternalCode parse_calculator(std::string_view text, const std::string& place) {
  FileParser parser{place};
  for (const auto line : split(text, '\n')) {
    parser.line(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line);
  }
  return parser.finish();
}

}  // namespace nnpipe::io
