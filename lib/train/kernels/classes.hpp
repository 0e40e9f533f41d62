// Classes by margins: one against the rest, all sharing their support vectors.
#pragma once

#include "potential/neural/kernel_model.hpp"
#include "train/kernels/fit.hpp"
#include "train/tables/dataset.hpp"

namespace nnpipe::train {

// Fills regression, bias and classes of the model from data whose inputs are scaled and whose one target is a class, a
// whole number from 0. Of two classes one margin tells; of more each has one against all others. Length and penalty
// that are not given are those of fewest mistakes on the held-out part. Writes the log and the support where wanted.
// Returns what speaks against the fit: held-out rows are told no better than by the commonest class; empty: nothing.
std::string fit_classes(const KernelFitOptions& options, const Dataset& data, potential::KernelModel& model);

}  // namespace nnpipe::train
