// fit-mlp: its options, each declared with what it is for.
#pragma once

#include <cstddef>
#include <optional>

#include "options.hpp"

namespace nnpipe::fit_mlp {

// Numbers and words that need each other to be understood.
struct Words {
  bool forces = false, no_forces = false, no_energies = false;
  int starts = 1, committee = 1;
  std::optional<std::size_t> degree;
};

void declare(cli::Parser& parser, Options& options, Words& words);

}  // namespace nnpipe::fit_mlp
