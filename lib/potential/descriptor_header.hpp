// What the header of a descriptor table says: input columns, their symmetry functions, their scaling.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "descriptor/scaling.hpp"
#include "descriptor/set.hpp"
#include "io/table.hpp"

namespace nnpipe::potential {

struct DescriptorHeader {
  std::vector<std::string> inputs;                 // columns a network takes, in order; empty: the table does not say
  std::optional<descriptor::Set> set;              // one function an input; none: inputs of another kind
  std::vector<descriptor::ColumnScaling> scaling;  // one an input; empty: the table is not scaled
};

// From the notes inputs, element, set and scaling. Throws Error where they contradict each other or the columns.
DescriptorHeader descriptor_header(const io::TableHeader& header);
// Writes the notes anew.
void put(const DescriptorHeader& descriptor, io::TableHeader& header);

}  // namespace nnpipe::potential
