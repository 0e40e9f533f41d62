// What the Lua module `nnpipe` (scripts/nnpipe) is built on: processes, hashes, files, tables, as the C++ module
// nnpipe.core.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lua/interpreter.hpp"

namespace nnpipe::lua {

// A table as it passes between Lua and whoever reads and writes files of them.
struct TableContents {
  std::string units;
  std::vector<std::string> fields;
  std::vector<bool> is_text;       // of each field
  std::vector<double> numbers;     // rows × fields, row by row; NaN in fields of text
  std::vector<std::string> words;  // rows × fields if any field is text, else empty
  std::vector<std::pair<std::string, std::string>> notes;
};

// What this layer does not know and the program brings along.
struct Surroundings {
  std::string script;                                          // as the user named it
  std::vector<std::pair<std::string, std::string>> arguments;  // key=value, in order
  std::string module_folder;                                   // where nnpipe/init.lua is found
  std::vector<std::string> programs;                           // nnpipe's own, for "did you mean"
  bool describe = false;                                       // print what the script says of itself, run nothing
  bool progress = false;                                       // show steps as they begin and end
  std::function<TableContents(const std::string& path)> read_table;
  std::function<void(const std::string& path, const TableContents& table)> write_table;
  std::function<void(std::string_view line)> say;    // a line for standard error
  std::function<void(std::string_view line)> show;   // the progress of a step, drawn over again; empty: none
  std::function<void(std::string_view text)> print;  // text for standard output
};

struct Core;

// An interpreter in which `require "nnpipe"` works.
class Session {
 public:
  explicit Session(Surroundings surroundings);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Runs the script, and then all steps it declared to their end. Throws Error; throws Interrupted when a signal asked
  // this program to end, after all programs it had started have ended.
  void run();
  // Runs Lua text in place of the script.
  void run_text(std::string_view text);

 private:
  void finish(const std::function<void()>& script);

  std::unique_ptr<Core> x_core;
  Interpreter x_interpreter;
};

}  // namespace nnpipe::lua
