// What numbers a scaling may have: those with which scaled values stay within the range of a double.
#pragma once

#include "descriptor/scaling.hpp"

namespace nnpipe::descriptor {

// Throws Error "factor: expected …" unless the factor is of a size from 1e-100 to 1e100, the others are up to 1e100,
// and low is not above high.
void check(const ColumnScaling& scaling);

}  // namespace nnpipe::descriptor
