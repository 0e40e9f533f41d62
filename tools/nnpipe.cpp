// nnpipe: runs pipelines written in Lua, and the other programs by name, as git does.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/installation.hpp"
#include "base/text.hpp"
#include "cli/program.hpp"
#include "io/provenance.hpp"
#include "lua/module.hpp"
#include "lua/pipeline.hpp"
#include "nnpipe/words.hpp"

namespace {

using namespace nnpipe;

struct Options {
  std::string command;
  std::vector<std::string> words;
};

std::vector<std::string> program_names() {
  std::vector<std::string> names;
  for (const auto& program : programs) {
    if (!find_tool(program.name).empty()) names.emplace_back(program.name);
  }
  return names;
}

std::string description() {
  std::string text = "Programs, each with its own --help, as nnpipe PROGRAM:\n";
  for (const auto& program : programs) {
    if (!find_tool(program.name).empty()) text += fmt::format("\n  {:<12}{}", program.name, program.purpose);
  }
  return text + "\n\nScripts, for nnpipe run: " + join(script_names(), ", ") + ".";
}

Options parse(cli::Arguments arguments) {
  Options options;
  const auto& words = arguments.words;
  if (!words.empty() && !words[0].starts_with('-') && words[0] != "run" && words[0] != "help") {
    return {words[0], {words.begin() + 1, words.end()}};  // what follows is the program's own
  }
  if (words.empty()) return options;
  const bool asks = words.size() > 2 && words[0] == "run" && (words.back() == "--help" || words.back() == "-h");
  if (asks) return {"help", {words[1]}};
  for (std::size_t i = 2; i < words.size() && words[0] == "run"; ++i) {
    constexpr std::array shared = {"--progress", "--quiet", "--no-provenance", "--version"};
    if (words[i].starts_with("--") && std::find(shared.begin(), shared.end(), words[i]) == shared.end())
      fail_usage("expected KEY=VALUE after the script, without dashes, got {}", nnpipe::quoted(words[i]));
  }
  cli::Parser parser{"nnpipe", "Run a pipeline written in Lua, or one of nnpipe's programs."};
  parser
      .word(options.command, "COMMAND", {},
            "run SCRIPT.lua [KEY=VALUE…]: runs a pipeline; help [PROGRAM or SCRIPT]: shows help; PROGRAM …: runs a "
            "program")
      .positionals(options.words, "WORD", "arguments of the command")
      .description(description())
      .example("nnpipe run lj.lua points=2000 out=out/lj-small")
      .example("nnpipe make-cell diamond --element Si --constant 5.431 -o si.xyz")
      .example("nnpipe help symfunc")
      .example("nnpipe help si");
  parser.read(arguments);
  if (!parser.given("no-provenance")) {
    // Where results go, and how many steps run at a time, change nothing in them.
    std::vector<std::string> command = {"run", std::filesystem::path{options.words.front()}.filename().string()};
    std::copy_if(options.words.begin() + 1, options.words.end(), std::back_inserter(command),
                 [](const std::string& word) { return !word.starts_with("out=") && !word.starts_with("jobs="); });
    io::set_own_provenance(cli::provenance_line({"nnpipe", command}));
  }
  return options;
}

[[noreturn]] void become(const std::string& name, const std::vector<std::string>& words) {
  std::string path = name.find('/') == std::string::npos ? find_tool(name) : std::string{};
  if (path.empty() && !find_script(name).empty())
    fail_usage("{} is a script, expected nnpipe run {}", nnpipe::quoted(name), name);
  if (path.empty()) {
    auto choices = program_names();
    choices.insert(choices.end(), {"run", "help"});
    const std::string near = meant_by(name, choices);
    fail_usage("no program {}, expected {}{}", nnpipe::quoted(name), join(choices, ", "),
               near.empty() ? "" : fmt::format(" (did you mean {}?)", near));
  }
  std::vector<std::string> texts = {name};
  texts.insert(texts.end(), words.begin(), words.end());
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  ::execv(path.c_str(), pointers.data());
  fail("cannot run {}: {}", nnpipe::quoted(path), std::strerror(errno));
}

lua::TableContents read_table(const std::string& path) {
  io::Table table = io::read_table(path, {.allow_not_finite = true});
  lua::TableContents contents;
  contents.units = std::string{to_string(table.header.units)};
  contents.fields = table.header.fields;
  contents.notes = table.header.notes;
  const std::size_t columns = table.columns();
  for (std::size_t c = 0; c < columns; ++c) contents.is_text.push_back(table.header.is_text(c));
  if (!table.header.text_fields.empty()) contents.words.resize(table.rows() * columns);
  for (std::size_t c = 0; c < columns; ++c) {
    for (std::size_t row = 0; contents.is_text[c] && row < table.rows(); ++row)
      contents.words[row * columns + c] = table.words[c][row];
  }
  contents.numbers = std::move(table.values);
  return contents;
}

void write_table(const std::string& path, const lua::TableContents& contents) {
  io::TableHeader header;
  header.units = parse_unit_style(contents.units);
  header.fields = contents.fields;
  header.has_gaps = true;  // a script's summary has no value for every cell
  const std::size_t columns = contents.fields.size();
  for (std::size_t c = 0; c < columns; ++c) {
    if (contents.is_text[c]) header.text_fields.push_back(contents.fields[c]);
  }
  io::TableWriter table{path, header};
  for (std::size_t i = 0; i < contents.numbers.size(); i += columns)
    table.write({contents.numbers.data() + i, columns}, {contents.words.data() + i, columns});
  table.close();
}

void print(std::string_view text) {
  // Flushed: who watches a pipeline sees what it says when it says it.
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    fail("stdout: cannot write: {}", std::strerror(errno));
}

// Frames, say, given where a script belongs; what is named as a script has its own message.
void check_is_script(const std::string& path) {
  if (path.ends_with(".lua")) return;
  try {
    lua::Interpreter{}.check_file(path);
  } catch (const Error& error) {
    fail_usage("{} is no Lua script, expected nnpipe run SCRIPT.lua ({})", nnpipe::quoted(path), error.what());
  }
}

// With `describe`, what a script says of itself, and the options it declares, are printed in place.
void run_script(const std::vector<std::string>& words, bool describe) {
  if (words.front() == "-") fail_usage("expected a script: nnpipe run SCRIPT.lua [KEY=VALUE…]");
  lua::Surroundings around;
  around.script = find_script(words.front());
  if (around.script.empty()) {
    const std::string near = nearest(words.front(), script_names());
    fail("no script {}, expected a path or {}{}", nnpipe::quoted(words.front()), join(script_names(), ", "),
         near.empty() ? "" : fmt::format(" (did you mean {}?)", near));
  }
  check_is_script(around.script);
  around.describe = describe;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto equals = words[i].find('=');
    if (equals == std::string::npos || equals == 0)
      fail_usage("expected KEY=VALUE after the script, got {}", nnpipe::quoted(words[i]));
    around.arguments.emplace_back(words[i].substr(0, equals), words[i].substr(equals + 1));
  }
  around.module_folder = share_path("scripts");
  around.programs = program_names();
  around.progress = cli::Progress::wanted();
  around.read_table = read_table;
  around.write_table = write_table;
  cli::StepProgress progress;
  around.say = [&](std::string_view line) { progress.say(line); };
  around.show = [&](std::string_view line) { progress.show(line); };
  around.print = print;
  int signal = 0;
  try {
    lua::Session{std::move(around)}.run();
  } catch (const lua::Interrupted& interrupted) {
    signal = interrupted.signal;
  } catch (const Error& error) {
    if (error.status() != ExitStatus::done) throw;
  }
  if (signal != 0) std::raise(signal);  // the caller sees how it ended
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) fail("stdout: cannot write");  // io.write tells nobody
}

void run(const Options& options) {
  if (options.command.empty()) return print(first_steps);
  if (options.command == "run") return run_script(options.words, false);
  if (options.command != "help") become(options.command, options.words);
  const std::string& word = options.words.front();
  if (word == "-" || word == "run") parse({"nnpipe", {"--help"}});
  if (find_tool(word).empty() && !find_script(word).empty()) return run_script({word}, true);
  become(word, {"--help"});
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, parse, run); }
