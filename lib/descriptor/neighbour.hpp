// A neighbour as its centre sees it.
#pragma once

#include "atoms/vec3.hpp"

namespace nnpipe::descriptor {

struct Neighbour {
  Vec3 r;           // r_j − r_i, Å
  int species = 0;  // index into the elements the calculator was made with
};

}  // namespace nnpipe::descriptor
