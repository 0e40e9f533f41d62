// Reading a command line by what the parser was told.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "cli/files.hpp"
#include "cli/help.hpp"
#include "cli/parser_impl.hpp"
#include "cli/program.hpp"
#include "cli/progress.hpp"
#include "potential/registry.hpp"

namespace nnpipe::cli {

namespace po = boost::program_options;

namespace {

// Of an option, without dashes; empty for a word that belongs to none.
std::string name_of(const po::option& word) {
  const auto dashes = word.string_key.find_first_not_of('-');
  return word.position_key >= 0 || dashes == std::string::npos ? std::string{} : word.string_key.substr(dashes);
}

}  // namespace

void Parser::Impl::add_common_options() {
  scope.clear();
  const auto flag = [this](std::string name, char letter, std::string help_text, bool& value) {
    add(std::move(name), letter, "", std::move(help_text), "", {}, &value, false, true);
    counts(nullptr);
  };
  flag("progress", 0, "show progress even if standard error is not a terminal", progress);
  flag("quiet", 0, "no warnings and no progress", quiet);
  flag("no-provenance", 0, "do not write the command line into the output", no_provenance);
  flag("help", 'h', "show this help", help);
  flag("help-all", 0, "show this help with every option explained", help_all);
  flag("version", 0, "show the version", version);
}

Parser::Impl::Words Parser::Impl::split_words(const Arguments& arguments) const {
  po::options_description known;
  for (std::size_t i = 0; i < setters.size(); ++i) {
    const auto& option = page.options[i];
    const std::string names = option.letter != 0 ? fmt::format("{},{}", option.name, option.letter) : option.name;
    if (setters[i].flag != nullptr) {
      known.add_options()(names.c_str(), "");
    } else {
      known.add_options()(names.c_str(), po::value<std::string>(), "");
    }
  }
  known.add_options()("help-markdown", "");
  // Guessing is off: an abbreviation that works today means something else tomorrow.
  const int style = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
  try {
    // Words keep their order; values are converted later, strictly.
    return po::command_line_parser(arguments.words).options(known).style(style).run().options;
  } catch (const po::unknown_option& error) {
    std::vector<std::string> names;
    for (const auto& option : page.options) names.push_back("--" + option.name);
    const std::string near = nearest(error.get_option_name(), names);
    fail_usage("unknown option {}{}", quoted(error.get_option_name()),
               near.empty() ? "" : fmt::format(" (did you mean {}?)", near));
  } catch (const po::error& error) {
    fail_usage("{}", error.what());
  }
}

const Parser::Impl::Setter* Parser::Impl::find(const std::string& name) const {
  const auto found = std::find_if(setters.begin(), setters.end(), [&](const auto& each) { return each.name == name; });
  return found == setters.end() ? nullptr : &*found;
}

std::vector<std::string> Parser::Impl::note_given(const Words& words) {
  std::vector<std::string> positionals;
  for (const auto& each : words) {
    const std::string name = name_of(each);
    if (name.empty()) {
      positionals.insert(positionals.end(), each.value.begin(), each.value.end());
      continue;
    }
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) fail_usage("--{} is given twice", name);
    seen.push_back(name);
    if (name == "help-markdown") {
      help_markdown = true;
    } else if (const Setter* setter = find(name); setter->flag != nullptr) {
      *setter->flag = true;
    }
  }
  return positionals;
}

void Parser::Impl::print_help() const {
  if (help_markdown && hand_over(page)) throw HelpPrinted{};
  if (!help && !help_all && !version && !help_markdown) return;
  fmt::print("{}", version         ? fmt::format("{} {}\n", page.name, nnpipe::version())
                   : help_markdown ? markdown_text(page)
                   : help_all      ? help_text(page)
                                   : help_screen(page));
  if (std::fflush(stdout) != 0) fail("stdout: cannot write: {}", std::strerror(errno));
  throw HelpPrinted{};
}

void Parser::Impl::set_values(const Words& words) const {
  for (const auto& each : words) {
    const Setter* setter = find(name_of(each));
    if (setter != nullptr && setter->set && !each.value.empty()) setter->set(each.value.front());
  }
}

void Parser::Impl::check_required() const {
  for (const auto& setter : setters) {
    const bool given = std::find(seen.begin(), seen.end(), setter.name) != seen.end();
    if (setter.required && !given) fail_usage("--{} is missing", setter.name);
  }
}

void Parser::Impl::take_positionals(std::vector<std::string> positionals) const {
  if (paths != nullptr) {
    *paths = positionals.empty() ? std::vector<std::string>{"-"} : std::move(positionals);
  } else if (path != nullptr) {
    if (positionals.size() > 1) {
      fail_usage("expected one {}, got also {}", page.positionals.back().metavar, quoted(positionals[1]));
    }
    if (!positionals.empty()) *path = positionals.front();
  } else if (!positionals.empty()) {
    fail_usage("unexpected {}, expected options{}", quoted(positionals.front()),
               word ? " after " + page.positionals.front().metavar : std::string{" alone"});
  }
}

void Parser::Impl::check_named_files() const {
  std::vector<NamedFile> inputs, outputs;
  const bool reads = std::find(seen.begin(), seen.end(), without_input) == seen.end();
  if (path != nullptr && reads) inputs.push_back({"", *path});
  if (paths != nullptr) {
    for (const auto& name : *paths) inputs.push_back({"", name});
  }
  for (const auto& [name, file] : read_files) {
    if (file->empty()) continue;
    // A potential may be a sum of several: si.nnp+zbl:…
    const auto terms = name == "potential" ? potential::terms_of(*file) : std::vector{*file};
    for (const auto& term : terms) inputs.push_back({name, term});
  }
  for (const auto& [name, file] : written_files) {
    if (!file->empty()) outputs.push_back({name, *file});
  }
  check_files(inputs, outputs, rewrites);
}

void Parser::read(const Arguments& arguments) {
  auto& impl = *x_impl;
  impl.add_common_options();
  const auto words = impl.split_words(arguments);
  auto positionals = impl.note_given(words);
  impl.print_help();
  impl.set_values(words);
  set_progress(impl.progress, impl.quiet);
  if (impl.word) {
    if (positionals.empty()) fail_usage("expected {}", impl.page.positionals.front().metavar);
    impl.word(positionals.front());
    positionals.erase(positionals.begin());
  }
  // Told before a word too many: whoever forgot --potential has one.
  impl.check_required();
  impl.take_positionals(std::move(positionals));
  impl.check_named_files();
}

}  // namespace nnpipe::cli
