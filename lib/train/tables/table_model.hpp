// The model a table is fitted by, as far as the table's header tells: kind, columns, symmetry functions, scaling.
#pragma once

#include <string>
#include <vector>

#include "descriptor/scaling.hpp"
#include "io/table.hpp"
#include "potential/neural/model.hpp"
#include "train/tables/dataset.hpp"

namespace nnpipe::train {

struct TableModel {
  potential::Model model;  // one element, its network still empty; inputs and targets named
  bool scaled = false;     // inputs are scaled, and the model's inputs say how; else their scaling is to be learned
};

// Which columns: those given, else what the notes `inputs` and `targets` say. The kind: symmetry functions where the
// table brings a set and the one target is energy, distance for `kind pair`, else columns. Throws Error for a table
// that does not say, and where notes contradict each other.
TableModel table_model(const io::TableHeader& header, std::vector<std::string> inputs = {},
                       std::vector<std::string> targets = {});

// Scaling of the inputs from all rows, where they come without one. Inputs that never change leave data and model, and
// are named in `dropped`. Throws Error where none is left.
void learn_inputs(Dataset& data, potential::ElementModel& element, descriptor::ScalingMethod method,
                  std::vector<std::string>& dropped);

}  // namespace nnpipe::train
