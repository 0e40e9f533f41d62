// fit-mlp: what the command line says, each option declared with what it is for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/program.hpp"
#include "io/extxyz.hpp"
#include "train/frames/problem.hpp"
#include "train/linear/automatic_fit.hpp"
#include "train/options.hpp"
#include "train/tables/problem.hpp"

namespace nnpipe::fit_mlp {

struct Options {
  std::string input = "-";
  std::string start;         // path of a potential
  std::string test, errors;  // paths; of frames or rows unseen, and of the table of errors on them
  cli::OutputOption output;
  train::FitOptions fit;
  // Of tables alone.
  train::TableOptions table;
  std::string pair_end;
  // Of frames alone.
  std::string set;  // path, or "auto"; empty: the input is a table
  std::string functions = "auto", readout = "auto", price = "balanced";
  train::FrameOptions frames;
  train::AutomaticOptions automatic;
  std::string replay;  // path of frames of an earlier fit; empty: none
  io::FrameKeys keys;

  // The first option given that is for one kind of input alone; empty: none was.
  std::string frames_option, tables_option;
  // Whether the input is frames, by what the command line alone says; with a start the input decides, see settle().
  bool of_frames() const { return !set.empty(); }
  // Whether functions and readout are chosen, by what held-out frames say.
  bool is_automatic = false;
  // Whether the readout of a set that is given is linear.
  bool is_linear = false;
};

// Throws Error of usage.
Options parse(cli::Arguments arguments);

// What goes on from a potential of symmetry functions without a set is a fit to frames by its functions, unless the
// input is a table: that decides the start alone. Throws Error of usage for options of the other kind of input.
void settle(Options& options, const potential::Model* start);

}  // namespace nnpipe::fit_mlp
