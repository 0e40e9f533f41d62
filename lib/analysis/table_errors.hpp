// Errors of a fitted model on the rows of a table.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/errors.hpp"
#include "descriptor/monomials.hpp"
#include "io/table.hpp"
#include "potential/descriptor_header.hpp"
#include "potential/neural/model.hpp"

namespace nnpipe::analysis {

// Rows of a table through a model of one network; the inputs may be raw, or scaled as the model scales them. Keeps a
// reference to the model.
class TablePredictor {
 public:
  // Throws Error for missing columns, other units or another scaling.
  TablePredictor(const potential::Model& model, const io::TableHeader& header);

  // One a target; the view lives until the next call.
  std::span<const double> outputs(std::span<const double> row);
  // Of the first output to the first input, unscaled.
  double slope(std::span<const double> row);

 private:
  void gather(std::span<const double> row);

  const potential::ElementModel& x_model;
  bool x_scaled = false;
  std::vector<std::size_t> x_columns;
  std::optional<descriptor::Monomials> x_monomials;
  std::vector<double> x_inputs, x_products, x_outputs, x_gradient;
  network::Mlp::Workspace x_workspace;
};

// What every model of a table asks of it. Throws Error where columns of the model's names are other symmetry functions,
// or are scaled otherwise.
void check_same_functions(const descriptor::Set& set, std::span<const descriptor::ColumnScaling> inputs,
                          const potential::DescriptorHeader& descriptor);
void check_same_scaling(const descriptor::ColumnScaling& input, std::span<const descriptor::ColumnScaling> scaling);

// Of one target over all rows, in `unit`: meV for energies in metal units, else the table's own.
struct TargetErrors {
  std::string quantity;
  std::string unit;  // "-": not known
  ErrorStatistics statistics;
};

// Called for each row with what the table has and what the model says, one a target, in the units of the table.
using SeeOutputs = std::function<void(std::span<const double> references, std::span<const double> outputs)>;

// Reads the table to its end. Its inputs may be raw, or scaled as the model scales them. The network's output is
// compared as it is: without offset of a lone atom, and without the end at the cutoff of a pair potential. A column
// `slope` of a table of pairs (dE/dr) is compared too. Throws Error for missing columns, other units or another
// scaling, and for a table without rows.
std::vector<TargetErrors> table_errors(const potential::Model& model, io::TableReader& table,
                                       const SeeOutputs& see = {});

// Rows of a table of errors; subset is "all".
void write(const std::vector<TargetErrors>& errors, io::TableWriter& writer);

}  // namespace nnpipe::analysis
