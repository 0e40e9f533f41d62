// Curves of a picture: which columns of a table are drawn, and what legend and axes call them.
#pragma once

#include <string>
#include <vector>

#include "plot/picture.hpp"

namespace nnpipe::plot {

// What somebody asked for; empty: as the template has it.
struct Wanted {
  std::string x;
  std::vector<std::string> y;
  std::string xlabel, ylabel;
  double xscale = 1, yscale = 1;  // values are multiplied by these
  bool several_tables = false;    // curves are named after tables
};

// Appends the curves of a table to the picture; the first table's labels stand for all. Throws Error with the table's
// name: a column is missing or holds words, there are no rows.
void read_curves(const std::string& table, const Wanted& wanted, Picture& picture);

// A template's label with the units of the table; what stands in parentheses goes where there are none.
std::string with_units(const std::string& label, UnitStyle units);

// What axes call a column that usually means one thing, as templates have their labels, and what they call it together
// with others of its kind; both are empty for any other.
struct ColumnLabel {
  std::string own, kind;
};
ColumnLabel label_of_column(const std::string& column);

}  // namespace nnpipe::plot
