#include "cli/parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <utility>

#include "base/error.hpp"
#include "base/simd.hpp"
#include "base/text.hpp"
#include "base/threads.hpp"
#include "cli/parser_impl.hpp"
#include "cli/program.hpp"

namespace nnpipe::cli {

namespace {

std::string bounds_text(const Bounds& bounds) {
  const bool low = bounds.low > any_value.low, high = bounds.high < any_value.high;
  if (bounds.least > 0) return bounds.open_low ? "a positive number" : "a number of at least 0";
  if (low && high && bounds.open_high) return fmt::format("a number from {} to below {}", bounds.low, bounds.high);
  if (low && high && bounds.open_low) return fmt::format("a number above {} and up to {}", bounds.low, bounds.high);
  if (low && high) return fmt::format("a number from {} to {}", bounds.low, bounds.high);
  if (low && bounds.low == 0 && bounds.open_low) return "a positive number";
  if (low && bounds.open_low) return fmt::format("a number above {}", bounds.low);
  if (low) return fmt::format("a number of at least {}", bounds.low);
  if (high) return fmt::format("a number of at most {}", bounds.high);
  return "a number";
}

[[noreturn]] void fail_value(const std::string& name, const std::string& expected, const std::string& got) {
  fail_usage("--{}: expected {}, got {}", name, expected, quoted(got));
}

void check_bounds(const std::string& name, double value, const Bounds& bounds, const std::string& text) {
  const bool too_small = value != 0 && std::abs(value) < bounds.least;
  if (value < bounds.low || value > bounds.high || (bounds.open_low && value == bounds.low) ||
      (bounds.open_high && value == bounds.high) || too_small) {
    // Who gave a number of the right sign wants to know how large it may be.
    if (bounds.least > 0 && value > 0) {
      fail_value(name, fmt::format("a number from {:g} to {:g}", bounds.least, bounds.high), text);
    }
    if (value < any_value.low || value > any_value.high) {
      fail_value(name, fmt::format("a number from {:g} to {:g}", bounds.low, bounds.high), text);
    }
    fail_value(name, bounds_text(bounds), text);
  }
}

double real_value(const std::string& name, const std::string& text, const Bounds& bounds) {
  const auto value = parse_double(text);
  if (!value || !(*value - *value == 0)) fail_value(name, bounds_text(bounds), text);
  check_bounds(name, *value, bounds, text);
  return *value;
}

std::int64_t integer_value(const std::string& name, const std::string& text, const Bounds& bounds) {
  const auto value = parse_int(text);
  if (!value) fail_value(name, "an integer", text);
  check_bounds(name, static_cast<double>(*value), bounds, text);
  return *value;
}

std::uint64_t seed_value(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) {
    fail_value("seed", "an integer from 0 to 18446744073709551615", text);
  }
  return value;
}

template <typename T, typename Convert>
std::vector<T> list_values(const std::string& name, const std::string& text, std::size_t count, Convert&& convert) {
  const auto parts = split(std::string_view{text}, ',');
  if (count != 0 && parts.size() != count) fail_value(name, fmt::format("{} values joined by commas", count), text);
  std::vector<T> values;
  for (const auto part : parts) values.push_back(convert(std::string{trim(part)}));
  return values;
}

// Empty for one that is not given.
std::string real_text(double value) { return value - value == 0 ? to_text(value) : ""; }

template <typename T>
std::string list_text(const std::vector<T>& values) {
  return fmt::format("{}", fmt::join(values, ","));
}

void check_choice(const std::string& name, const std::string& text, const std::vector<std::string>& choices) {
  if (std::find(choices.begin(), choices.end(), text) != choices.end()) return;
  // A part of a name may be one of several: lammps of lammps-data and lammps-dump.
  std::vector<std::string> with_it;
  std::copy_if(choices.begin(), choices.end(), std::back_inserter(with_it),
               [&](const std::string& choice) { return text.size() > 2 && choice.find(text) != std::string::npos; });
  const std::string near = with_it.empty() ? nearest(text, choices) : join(with_it, " or ");
  fail_usage("{}: expected {}, got {}{}", name, join(choices, ", "), quoted(text),
             near.empty() ? "" : fmt::format(" (did you mean {}?)", near));
}

}  // namespace

Parser::Parser(std::string name, std::string summary) : x_impl{std::make_unique<Impl>()} {
  x_impl->page.name = std::move(name);
  x_impl->page.summary = std::move(summary);
}

Parser::~Parser() = default;

Parser& Parser::positional(std::string& path, std::string metavar, std::string help) {
  x_impl->path = &path;
  x_impl->page.positionals.push_back({std::move(metavar), std::move(help), true, false});
  return *this;
}

Parser& Parser::positionals(std::vector<std::string>& paths, std::string metavar, std::string help) {
  x_impl->paths = &paths;
  x_impl->page.positionals.push_back({std::move(metavar), std::move(help), true, true});
  return *this;
}

Parser& Parser::word(std::string& value, std::string metavar, std::vector<std::string> choices, std::string help) {
  x_impl->page.positionals.insert(x_impl->page.positionals.begin(), {metavar, std::move(help), false, false});
  x_impl->word = [&value, metavar, choices = std::move(choices)](const std::string& text) {
    if (!choices.empty()) check_choice(metavar, text, choices);
    value = text;
  };
  return *this;
}

Parser& Parser::option(std::string name, std::string& value, std::string metavar, std::string help) {
  if (metavar == "FILE" || metavar == "TABLE" || name == "potential") x_impl->read_files.push_back({name, &value});
  x_impl->add(name, 0, std::move(metavar), std::move(help), value, [&value](const std::string& text) { value = text; });
  x_impl->counts([&value] { return value; });
  return *this;
}

Parser& Parser::option(std::string name, double& value, std::string metavar, std::string help, Bounds bounds) {
  x_impl->add(name, 0, std::move(metavar), std::move(help), real_text(value),
              [&value, name, bounds](const std::string& text) { value = real_value(name, text, bounds); });
  x_impl->counts([&value] { return real_text(value); });
  return *this;
}

Parser& Parser::option(std::string name, std::int64_t& value, std::string metavar, std::string help, Bounds bounds) {
  x_impl->add(name, 0, std::move(metavar), std::move(help), fmt::format("{}", value),
              [&value, name, bounds](const std::string& text) { value = integer_value(name, text, bounds); });
  x_impl->counts([&value] { return std::to_string(value); });
  return *this;
}

Parser& Parser::option(std::string name, int& value, std::string metavar, std::string help, Bounds bounds) {
  bounds.low = std::max(bounds.low, -2147483648.0);
  bounds.high = std::min(bounds.high, 2147483647.0);
  x_impl->add(
      name, 0, std::move(metavar), std::move(help), fmt::format("{}", value),
      [&value, name, bounds](const std::string& text) { value = static_cast<int>(integer_value(name, text, bounds)); });
  x_impl->counts([&value] { return std::to_string(value); });
  return *this;
}

Parser& Parser::option(std::string name, std::vector<double>& values, std::string metavar, std::string help,
                       std::size_t count, Bounds bounds) {
  x_impl->add(name, 0, std::move(metavar), std::move(help), list_text(values),
              [&values, name, count, bounds](const std::string& text) {
                values = list_values<double>(name, text, count, [&](const std::string& part) {
                  if (!parse_double(part)) fail_value(name, "a number, or several joined by commas", text);
                  return real_value(name, part, bounds);
                });
              });
  x_impl->counts([&values] { return list_text(values); });
  return *this;
}

Parser& Parser::option(std::string name, std::vector<std::int64_t>& values, std::string metavar, std::string help,
                       std::size_t count) {
  x_impl->add(name, 0, std::move(metavar), std::move(help), list_text(values),
              [&values, name, count](const std::string& text) {
                values = list_values<std::int64_t>(name, text, count, [&](const std::string& part) {
                  if (!parse_int(part)) fail_value(name, "an integer, or several joined by commas", text);
                  return integer_value(name, part, any_value);
                });
              });
  x_impl->counts([&values] { return list_text(values); });
  return *this;
}

Parser& Parser::option(std::string name, std::vector<std::string>& values, std::string metavar, std::string help) {
  x_impl->add(name, 0, std::move(metavar), std::move(help), list_text(values),
              [&values, name](const std::string& text) {
                values = list_values<std::string>(name, text, 0, [&](std::string part) {
                  if (part.empty()) fail_value(name, "words joined by commas", text);
                  return part;
                });
              });
  x_impl->counts([&values] { return list_text(values); });
  return *this;
}

Parser& Parser::option(std::string name, std::optional<double>& value, std::string metavar, std::string help,
                       Bounds bounds) {
  return option(
      name, [&value, name, bounds](const std::string& text) { value = real_value(name, text, bounds); },
      std::move(metavar), std::move(help));
}

Parser& Parser::option(std::string name, std::optional<std::size_t>& value, std::string metavar, std::string help,
                       Bounds bounds) {
  const auto read = [&value, name, bounds](const std::string& text) {
    value = static_cast<std::size_t>(integer_value(name, text, bounds));
  };
  return option(name, read, std::move(metavar), std::move(help));
}

Parser& Parser::option(std::string name, std::optional<std::vector<double>>& values, std::string metavar,
                       std::string help, std::size_t count, Bounds bounds) {
  const auto read = [&values, name, count, bounds](const std::string& text) {
    values =
        list_values<double>(name, text, count, [&](const std::string& part) { return real_value(name, part, bounds); });
  };
  return option(name, read, std::move(metavar), std::move(help));
}

Parser& Parser::option(std::string name, std::optional<std::vector<std::string>>& values, std::string metavar,
                       std::string help) {
  const auto read = [&values, name](const std::string& text) {
    values = list_values<std::string>(name, text, 0, [&](std::string part) {
      if (part.empty()) fail_value(name, "words joined by commas", text);
      return part;
    });
  };
  return option(name, read, std::move(metavar), std::move(help));
}

Parser& Parser::option(std::string name, std::function<void(const std::string&)> read, std::string metavar,
                       std::string help) {
  const auto text = std::make_shared<std::string>();
  x_impl->add(std::move(name), 0, std::move(metavar), std::move(help), "",
              [text, read = std::move(read)](const std::string& given) {
                read(given);
                *text = given;
              });
  x_impl->counts([text] { return *text; });
  return *this;
}

Parser& Parser::scope(std::string name, std::string heading) {
  if (!heading.empty()) x_impl->page.headings.emplace_back(name, std::move(heading));
  x_impl->scope = std::move(name);
  return *this;
}

std::string Parser::given_of(std::string_view scope) const {
  for (const auto& name : x_impl->seen) {
    for (const auto& option : x_impl->page.options) {
      if (option.name == name && option.scope == scope) return name;
    }
  }
  return {};
}

Parser& Parser::page_list(std::string name, std::vector<std::pair<std::string, std::string>> entries) {
  x_impl->page.lists.emplace_back(std::move(name), std::move(entries));
  return *this;
}

Parser& Parser::choice(std::string name, std::string& value, std::vector<std::string> choices, std::string help) {
  std::string metavar = join(choices, "|");
  x_impl->add(name, 0, std::move(metavar), std::move(help), value,
              [&value, name, choices = std::move(choices)](const std::string& text) {
                check_choice("--" + name, text, choices);
                value = text;
              });
  x_impl->counts([&value] { return value; });
  return *this;
}

Parser& Parser::choice(std::string name, std::function<void(const std::string&)> read, std::vector<std::string> choices,
                       std::string help) {
  std::string metavar = join(choices, "|");
  auto checked = [name, read = std::move(read), choices = std::move(choices)](const std::string& text) {
    check_choice("--" + name, text, choices);
    read(text);
  };
  return option(std::move(name), std::move(checked), std::move(metavar), std::move(help));
}

Parser& Parser::flag(std::string name, bool& value, std::string help) {
  x_impl->add(std::move(name), 0, "", std::move(help), "", {}, &value);
  return *this;
}

Parser& Parser::required(std::string name, std::string& value, std::string metavar, std::string help) {
  if (name == "potential") x_impl->read_files.push_back({name, &value});
  x_impl->add(
      name, 0, std::move(metavar), std::move(help), "", [&value](const std::string& text) { value = text; }, nullptr,
      true);
  x_impl->counts([&value] { return value; });
  return *this;
}

Parser& Parser::output_file(std::string name, std::string& path, std::string help) {
  x_impl->written_files.push_back({name, &path});
  x_impl->add(std::move(name), 0, "FILE", std::move(help), path, [&path](const std::string& text) { path = text; });
  x_impl->counts([&path] { return path; });
  return *this;
}

Parser& Parser::output(OutputOption& output) {
  x_impl->written_files.push_back({"output", &output.path});
  x_impl->add(
      "output", 'o', "FILE", "write to FILE instead of standard output, complete or not at all", "",
      [&output](const std::string& text) { output.path = text; }, nullptr, false, true);
  x_impl->counts([&output] { return output.path; });
  return *this;
}

Parser& Parser::rewrites() {
  x_impl->rewrites = true;
  return *this;
}

Parser& Parser::without_input(std::string option) {
  x_impl->without_input = std::move(option);
  return *this;
}

Parser& Parser::table_output(OutputOption& output_option) {
  output(output_option);
  x_impl->add("binary", 0, "", "write the table in binary", "", {}, &output_option.binary, false, true);
  return *this;
}

Parser& Parser::seed(std::uint64_t& seed) {
  x_impl->add(
      "seed", 0, "N", "seed of the random numbers; the same seed gives the same result on any number of threads",
      fmt::format("{}", seed), [&seed](const std::string& text) { seed = seed_value(text); }, nullptr, false, true);
  x_impl->counts([&seed] { return std::to_string(seed); });
  return *this;
}

Parser& Parser::setting(std::string name, std::string metavar, std::string help, std::string default_text,
                        std::function<void(const std::string&)> set) {
  const auto text = std::make_shared<std::string>(default_text);
  x_impl->add(
      std::move(name), 0, std::move(metavar), std::move(help), std::move(default_text),
      [text, set = std::move(set)](const std::string& given) {
        set(given);
        *text = given;
      },
      nullptr, false, true);
  x_impl->counts([text] { return *text; });
  return *this;
}

Parser& Parser::threads() {
  setting("threads", "N", "number of threads; default: all of the machine", "", [](const std::string& text) {
    set_thread_count(static_cast<int>(integer_value("threads", text, {1, 4096})));
  });
  x_impl->counts(nullptr);
  return *this;
}

Parser& Parser::simd() {
  setting("simd", "TARGET",
          "instruction set of vector code, such as avx2; default: environment variable NNPIPE_SIMD, else the best of "
          "the machine",
          "", [](const std::string& text) { meaning_of("simd", [&] { set_simd_target(text); }); });
  x_impl->counts(nullptr);
  return *this;
}

Parser& Parser::frame_keys(io::FrameKeys& keys) {
  keys.ask = true;
  const auto key = [this](std::string name, std::string& value, std::string_view what) {
    x_impl->add(
        std::move(name), 0, "KEY", fmt::format("name of {} in the frames, if not a usual one", what), "",
        [&value](const std::string& text) { value = text; }, nullptr, false, true);
  };
  key("energy-key", keys.energy, "the energy");
  key("forces-key", keys.forces, "the forces");
  key("virial-key", keys.virial, "the virial");
  key("stress-key", keys.stress, "the stress");
  return *this;
}

Parser& Parser::description(std::string text) {
  x_impl->page.description = std::move(text);
  return *this;
}

Parser& Parser::example(std::string line) {
  x_impl->page.examples.push_back(std::move(line));
  return *this;
}

Parser& Parser::essential(std::vector<std::string> names) {
  x_impl->page.essentials = std::move(names);
  return *this;
}

std::vector<std::pair<std::string, std::string>> Parser::canonical() const {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& setter : x_impl->setters) {
    if (setter.text) all.emplace_back(setter.name, setter.text());
  }
  return all;
}

bool Parser::given(std::string_view name) const {
  return std::find(x_impl->seen.begin(), x_impl->seen.end(), name) != x_impl->seen.end();
}

}  // namespace nnpipe::cli
