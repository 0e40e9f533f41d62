// Atoms nearer than any bond, told of before anyone believes the energy.
#pragma once

#include <string>

#include "potential/evaluator.hpp"

namespace nnpipe::potential {

// "atom 3 has a neighbour at 0.235 Å: are positions in nm, or in fractions of the cell?" for what the evaluator has
// computed last; empty if no two atoms are nearer than 0.5 Å, and for other units than metal.
std::string near_atoms(const Evaluator& evaluator, UnitStyle units);

}  // namespace nnpipe::potential
