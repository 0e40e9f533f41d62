// fit-mlp: how the energy of an atom follows from its functions, and which functions are chosen.
#pragma once

#include "options.hpp"

namespace nnpipe::fit_mlp {

// Options of frames: kind of functions, readout, price.
void declare_readout(cli::Parser& parser, Options& options);

// Puts what is meant into the options, once they are read. Throws Error of usage for what contradicts.
void choose_readout(const cli::Parser& parser, Options& options);

}  // namespace nnpipe::fit_mlp
