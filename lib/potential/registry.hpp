// Potentials by name: a file (.nnp, .sw, .vashishta) or an inline form such as
// lj:epsilon=0.0103,sigma=3.405,cutoff=8.5125,shift; either with core repulsion, as in si.nnp+zbl:inner=0.8,outer=1.6.
#pragma once

#include <string>

#include "potential/potential.hpp"

namespace nnpipe::potential {

// Files are told apart by their content. Throws Error with the file's place, or naming the inline parameter that is
// wrong.
PotentialPtr load(const std::string& spec);

}  // namespace nnpipe::potential
