// label by programs of others: LAMMPS, electronic-structure codes, any command.
#pragma once

#include <string>
#include <vector>

#include "cli/program.hpp"

namespace nnpipe::label {

struct ExternalOptions {
  std::string lammps, calculator, command;  // one of them, or none
  std::vector<std::string> set;             // name=value
  int jobs = 1;
  std::string cache, scratch;
  bool skip_failed = false;

  bool is_ase() const { return calculator.starts_with("ase:"); }
  bool any() const { return !lammps.empty() || !calculator.empty() || !command.empty(); }
};

void declare(cli::Parser& parser, ExternalOptions& options);
// What the parser could not see; `potential`: one is given.
void finish(const cli::Parser& parser, const ExternalOptions& options, bool potential);
void run_external(const ExternalOptions& options, const std::string& frames, const std::string& output);

}  // namespace nnpipe::label
