// Programs of several commands, each with options of its own: measure rdf, measure elastic …
#pragma once

#include <string>
#include <vector>

#include "cli/parser.hpp"

namespace nnpipe::cli {

struct Command {
  std::string name, summary;
  void (*run)(const Arguments&);  // parses with a Parser named "PROGRAM NAME", then works
};

struct CommandProgram {
  std::string name, summary, metavar;  // metavar: what the commands are called, "QUANTITY"
  std::vector<Command> commands;
  std::vector<std::string> examples;
};

// As cli::program. `PROGRAM --help` lists the commands, `PROGRAM COMMAND --help` its options; --help-all and the manual
// page have all.
int command_program(int argc, char** argv, const CommandProgram& program);

}  // namespace nnpipe::cli
