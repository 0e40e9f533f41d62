// Errors of a fitted model on the rows of a table.
#pragma once

#include <string>
#include <vector>

#include "analysis/errors.hpp"
#include "io/table.hpp"
#include "potential/model.hpp"

namespace nnpipe::analysis {

// Of one target over all rows, in `unit`: meV for energies in metal units, else the table's own.
struct TargetErrors {
  std::string quantity;
  std::string unit;  // "-": not known
  ErrorStatistics statistics;
};

// Reads the table to its end. Its inputs may be raw, or scaled as the model scales them. The network's output is
// compared as it is: without offset of a lone atom, and without the end at the cutoff of a pair potential. A column
// `slope` of a table of pairs (dE/dr) is compared too. Throws Error for missing columns, other units or another
// scaling, and for a table without rows.
std::vector<TargetErrors> table_errors(const potential::Model& model, io::TableReader& table);

// Fields quantity unit subset count rmse mae max p95, as of frames' errors; subset is "all".
io::TableHeader errors_header(const potential::Model& model);
void write(const std::vector<TargetErrors>& errors, io::TableWriter& writer);

}  // namespace nnpipe::analysis
