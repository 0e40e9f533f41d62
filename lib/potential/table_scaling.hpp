// A scaling of the input columns of a table: its header and rows, before and after.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "potential/descriptor_header.hpp"

namespace nnpipe::potential {

// One entry an input column: how it is scaled, or nothing where it is dropped.
using ChosenScaling = std::vector<std::optional<descriptor::ColumnScaling>>;

class TableScaling {
 public:
  TableScaling(const io::TableHeader& before, const DescriptorHeader& inputs, const ChosenScaling& chosen);

  // Of the scaled table: without dropped columns and their functions, with the scaling.
  const io::TableHeader& header() const { return x_header; }
  // A whole row of the table into `out`.
  void apply(std::span<const double> row, std::vector<double>& out) const;

 private:
  struct Column {
    std::size_t from;                   // in the table before
    descriptor::ColumnScaling scaling;  // identity for columns that are no input
  };
  io::TableHeader x_header;
  std::vector<Column> x_columns;
};

// The scaling that `from` carries for `inputs` of another table; an input that is missing there was dropped.
// Throws Error for an input that is another symmetry function than the scaling was learned for.
ChosenScaling scaling_from(const DescriptorHeader& from, const DescriptorHeader& inputs);

}  // namespace nnpipe::potential
