// fit-mlp on frames: the options of fits to energies, forces and stress, and what they do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/program.hpp"
#include "train/frames/frame_fit.hpp"
#include "train/tables/fit.hpp"

namespace nnpipe::fit_mlp {

struct FrameOptions {
  std::string set;  // path, or "auto"; empty: the input is a table
  bool forces = false, no_forces = false, stress = false, no_energies = false;
  std::vector<std::string> weights, offsets;
  std::string memory;
  std::vector<double> zbl;
  std::vector<std::string> layers;
  int starts = 1, committee = 1;
  train::FrameFitOptions fit;
  io::FrameKeys keys;

  void declare(cli::Parser& parser);
  // After the line is read; `table`: what it says of any fit. Throws Error of usage.
  void check(const cli::Parser& parser, const train::FitOptions& table);
};

// The potential goes to `output`; its errors on the frames of `test`, which it has not seen, to the table `errors`.
struct FramePaths {
  std::string input, output, test, errors;  // the last two may be empty
};

void fit_frames(const FrameOptions& options, const FramePaths& paths, const potential::Model* start);

}  // namespace nnpipe::fit_mlp
