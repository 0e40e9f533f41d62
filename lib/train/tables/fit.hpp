// A whole fit to a table: rows in, a model out.
#pragma once

#include "io/table.hpp"
#include "train/options.hpp"
#include "train/tables/problem.hpp"

namespace nnpipe::train {

// Reads the table to its end. The result does not depend on the number of threads. Throws Error for a table that cannot
// be fitted, a start that does not match it, and a fit that diverges.
FitResult fit_table(io::TableReader& table, const TableOptions& options, const FitOptions& fit);

}  // namespace nnpipe::train
