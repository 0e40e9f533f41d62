// A whole kernel fit: a table in, a kernel model out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "descriptor/scaling.hpp"
#include "io/table.hpp"
#include "kernel_methods/margin.hpp"
#include "potential/neural/kernel_model.hpp"

namespace nnpipe::train {

// What length and ridge are chosen by, where they are not given.
enum class KernelCriterion { likelihood, held_out };

struct KernelFitOptions {
  std::vector<std::string> inputs, targets;  // columns; empty: as the table says
  kernel_methods::KernelKind kernel = kernel_methods::KernelKind::gaussian;
  std::size_t degree = 3;               // polynomial
  std::optional<double> length, ridge;  // of scaled inputs; of targets of variance 1
  KernelCriterion criterion = KernelCriterion::likelihood;
  double validation = 0.1;             // part of the rows that is held out while choosing
  std::size_t search_rows = 1000;      // rows that a choice is made on, at most
  std::optional<std::size_t> centres;  // else all rows up to most_dense, beyond that sparse_centres of them
  bool classify = false;               // the one target is a class: margins
  std::optional<double> penalty;       // C of margins; else chosen on the held-out part
  kernel_methods::MarginOptions margin;
  descriptor::ScalingMethod scaling = descriptor::ScalingMethod::standardize;  // of inputs that come without one
  std::uint64_t seed = 1;
  std::string log;      // table of what was tried; empty: none
  std::string support;  // table of the rows with their α and margins; empty: none

  static constexpr std::size_t most_dense = 5000, sparse_centres = 1000;
};

struct KernelFitResult {
  potential::KernelModel model;
  std::size_t rows = 0;
  std::vector<std::string> dropped;  // inputs that were the same in every row
  std::string unsound;               // what speaks against using it; empty: nothing
};

// Reads the table to its end. The result does not depend on the number of threads. A fit is unsound where rows that are
// left out are predicted no better than by the targets' mean, or by the commonest class. Memory: the table, and 8 B · 3
// rows² of a fit to all of them, 8 B · 4 centres² of a sparse one. Throws Error for a table that cannot be fitted.
KernelFitResult fit_kernel(io::TableReader& table, const KernelFitOptions& options);

}  // namespace nnpipe::train
