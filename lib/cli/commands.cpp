#include "cli/commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "cli/help.hpp"
#include "cli/program.hpp"

namespace nnpipe::cli {

namespace {

std::string overview(const CommandProgram& program) {
  std::string out = fmt::format("usage: {} {} [OPTION…] …\n\n{}\n\n", program.name, program.metavar, program.summary);
  for (const auto& command : program.commands) out += fmt::format("  {:<18}{}\n", command.name, command.summary);
  out += fmt::format("\n'{} {} --help' shows the options of one, '{} --help-all' those of all.\n\nexamples:\n",
                     program.name, program.metavar, program.name);
  for (const auto& example : program.examples) out += "  " + example + "\n";
  return out;
}

// Every command's page, gathered by letting each parser say what it would print.
std::string manual(const CommandProgram& program) {
  std::string synopsis, options;
  for (const auto& command : program.commands) {
    const HelpPage page = page_of([&] { command.run({program.name, {"--help-markdown"}}); });
    synopsis += markdown_synopsis(page);
    options += markdown_section(page);
  }
  return markdown_part("synopsis", "```\n" + synopsis + "```\n") + markdown_part("options", options);
}

std::string explained(const CommandProgram& program) {
  std::string text;
  for (const auto& command : program.commands)
    text += "\n" + help_text(page_of([&] { command.run({program.name, {"--help-markdown"}}); }));
  return text;
}

void print(const std::string& text) {
  fmt::print("{}", text);
  if (std::fflush(stdout) != 0) fail("stdout: cannot write: {}", std::strerror(errno));
}

void dispatch(const Arguments& arguments, const CommandProgram& program) {
  if (arguments.words.empty()) {
    fail_usage("expected {}, see '{} --help'", program.metavar, program.name);
  }
  const std::string& word = arguments.words.front();
  if (word == "--help" || word == "-h") return print(overview(program));
  if (word == "--help-all") return print(overview(program) + explained(program));
  if (word == "--help-markdown") return print(manual(program));
  if (word == "--version") return print(fmt::format("{} {}\n", program.name, version()));
  std::vector<std::string> names;
  for (const auto& command : program.commands) names.push_back(command.name);
  if (word == "--help-commands") return print(join(names, "\n") + "\n");
  const auto found = std::find(names.begin(), names.end(), word);
  if (found == names.end()) {
    const std::string near = nearest(word, names);
    fail_usage("{}: expected {}, got {}{}", program.metavar, join(names, ", "), quoted(word),
               near.empty() ? "" : fmt::format(" (did you mean {}?)", near));
  }
  const auto& command = program.commands[static_cast<std::size_t>(found - names.begin())];
  set_help_name(fmt::format("{} {}", arguments.program, command.name));
  command.run({arguments.program, {arguments.words.begin() + 1, arguments.words.end()}});
}

}  // namespace

int command_program(int argc, char** argv, const CommandProgram& program) {
  return guarded(argc, argv, [&](const Arguments& arguments) { dispatch(arguments, program); });
}

}  // namespace nnpipe::cli
