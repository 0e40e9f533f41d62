// The command line of run-md.
#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "cli/dynamics_options.hpp"

namespace nnpipe::run_md {

struct Options {
  std::string input = "-";
  std::string potential;
  cli::DynamicsOptions dynamics;
  double skin = std::nan(""), stop_beyond = 0;
  std::int64_t steps = 1000, every = 100, thermo = 100, watch = 10, frame = 0, restart_every = 1000;
  std::string on_extrapolation, format, restart, fix, move;
  std::vector<std::pair<std::string, std::string>> canonical;  // of all options: see cli::Parser
  bool wrap = false, zero_momentum = false;
  std::vector<std::string> thermo_columns;
  std::vector<double> force_spread;  // meV/Å: limit, stop
  std::string spread_frames;
  cli::OutputOption thermo_output{"", false};
  cli::OutputOption output;
};

Options parse(cli::Arguments arguments);

}  // namespace nnpipe::run_md
