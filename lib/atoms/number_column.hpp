// A column of numbers of a frame, one an atom.
#pragma once

#include <span>
#include <string>

#include "atoms/frame.hpp"

namespace nnpipe {

// In place of a column of that name, if there is one.
void set_number_column(Frame& frame, const std::string& name, std::span<const double> values);

}  // namespace nnpipe
