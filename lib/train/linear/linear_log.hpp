// The log of a linear fit: what was tried with all candidates, a row each.
#pragma once

#include <string>
#include <vector>

#include "base/units.hpp"
#include "io/table.hpp"
#include "train/linear/linear_choice.hpp"

namespace nnpipe::train {

struct LinearRow {
  double cutoff = 0;  // Å
  LinearSettings settings;
  double price = 0;              // estimated, µs an atom
  double energy = 0, force = 0;  // RMSE of held-out frames: meV/atom, meV/Å (lj: reduced); stress counts with energy
  double error = 0;              // LinearTrial::error(), what is chosen by
  bool chosen = false;
};

// `header`: notes of the fit; fields and units are put in.
void write_linear_log(const std::string& path, io::TableHeader header, const std::vector<LinearRow>& rows);

}  // namespace nnpipe::train
