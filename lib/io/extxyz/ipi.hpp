// Comment lines of i-PI's trajectories, which state the cell and the units.
#pragma once

#include <string_view>

#include "atoms/cell.hpp"

namespace nnpipe::io::extxyz {

bool is_ipi_comment(std::string_view line);

struct IpiComment {
  Cell cell;           // periodic all round, Å
  double length_unit;  // of the positions, Å
};

// "# CELL(abcABC): 10 10 10 90 90 90  Step: 0  Bead: 0 positions{angstrom} cell{angstrom}", or CELL(H), CELL(GENH).
// What states no unit is in atomic ones. Throws Error for other quantities than positions.
IpiComment parse_ipi_comment(std::string_view line);

}  // namespace nnpipe::io::extxyz
