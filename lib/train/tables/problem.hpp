// A fit to a table before its network is trained: rows read, checked, described, scaled and divided.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "io/table.hpp"
#include "train/options.hpp"
#include "train/split.hpp"
#include "train/tables/dataset.hpp"
#include "train/tables/table_model.hpp"

namespace nnpipe::train {

struct TableOptions {
  std::vector<std::string> inputs, targets;  // columns; empty: as the table says
  std::size_t degree = 1;  // of polynomial features: the network takes all products of so many scaled inputs and fewer
  bool classify = false;   // the one target is a class; the network has an output for each
  bool plain_inputs = false;  // the optimiser sees the inputs as they are scaled, not brought to one scale for the fit
  std::optional<double> target_rmse;               // stop when the score is as low
  std::function<void(const std::string&)> warn{};  // told what is doubtful; may be empty
};

struct TableProblem {
  TableModel plan;  // its network is where the fit begins
  Dataset data;     // scaled, as the network takes it
  Split split;
  std::vector<std::string> dropped;  // inputs that were the same in every row

  potential::ElementModel& element() { return plan.model.elements.front(); }
  const potential::ElementModel& element() const { return plan.model.elements.front(); }
};

// Reads the table to its end. `fit` has its defaults. Throws Error for a table that cannot be fitted, and for a start
// that does not match it.
TableProblem read_problem(io::TableReader& table, const TableOptions& options, const FitOptions& fit);

}  // namespace nnpipe::train
