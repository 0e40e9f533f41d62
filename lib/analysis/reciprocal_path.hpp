// Wave vectors with names, and a path through them, by the lattice of a cell.
#pragma once

#include <string>
#include <vector>

#include "atoms/cell.hpp"

namespace nnpipe::analysis {

struct PathPoint {
  std::string name;  // Γ, X, …
  Vec3 q;            // in fractions of the cell's own reciprocal vectors
};

// The usual path (Setyawan, Curtarolo, Comput. Mater. Sci. 49, 299 (2010)) of a simple cubic cell, of a primitive cubic
// one (face-centred: three angles of 60°; body-centred: of 109.47°) and of a hexagonal one; along the edges and the
// diagonal of any other, whose points have numbers for names. A cell that repeats a smaller one is taken for itself:
// its branches are those of the smaller one, folded.
std::vector<PathPoint> usual_path(const Cell& cell);

// The name that the usual path has for a wave vector, else its three numbers, "½½0".
std::string name_of_point(const Cell& cell, Vec3 q);

}  // namespace nnpipe::analysis
