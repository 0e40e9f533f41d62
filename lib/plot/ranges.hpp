// The part of a picture's axes that is worth showing, where nobody asked for another.
#pragma once

#include "plot/picture.hpp"

namespace nnpipe::plot {

// Fills ranges that are still empty, as the template's "well" and "enough" say.
void choose_ranges(Picture& picture);

}  // namespace nnpipe::plot
