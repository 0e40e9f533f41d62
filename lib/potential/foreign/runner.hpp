// Network potentials as RuNNer and n2p2 keep them: a folder of input.nn, scaling.data and weights.ZZZ.data.
#pragma once

#include <string>

#include "io/codes/runner.hpp"
#include "potential/neural/model.hpp"

namespace nnpipe::potential {

// The potential of a folder, its functions in n2p2's order, which is that of scaling.data and of the first layer's
// weights. normalize_nodes, normalisation (mean_energy, conv_energy) and atom_energy are worked into networks, targets
// and offsets. Throws Error "FILE:LINE: …" for what is malformed, missing or has no equal here; keywords that concern
// training alone are passed over.
Model read_runner(const std::string& folder, const io::RunnerUnits& units);

// Writes the potential as three kinds of files into the folder, which is made if it does not exist. Scalings go out as
// scale_symmetry_functions_sigma, the one kind that holds any factor beside the training range. Throws Error, before
// anything is written, for what RuNNer's files cannot hold.
void write_runner(const Model& model, const std::string& folder, const io::RunnerUnits& units);

}  // namespace nnpipe::potential
