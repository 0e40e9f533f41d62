// The units of a table's columns, as its header tells them: "#! column-units ps K eV".
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "io/table.hpp"

namespace nnpipe::io {

// A word a column: a unit, 1 for plain numbers, - for words. Only in metal units: reduced ones follow from the
// quantity.
void note_column_units(TableHeader& header, const std::vector<std::string>& units);
// The same by what the header's columns are called.
void note_column_units(TableHeader& header, const std::function<std::string(const std::string& field)>& unit_of);

// Empty where the header does not tell, or tells of another number of columns.
std::string unit_of_column(const TableHeader& header, std::size_t column);

}  // namespace nnpipe::io
