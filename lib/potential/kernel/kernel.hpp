// The force kernel: a network potential of symmetry functions, one atom a SIMD lane, threads over blocks of atoms.
#pragma once

#include <string>
#include <string_view>

#include "potential/model.hpp"
#include "potential/potential.hpp"

namespace nnpipe::potential {

enum class Precision {
  full,   // "double"
  mixed,  // "mixed": distances, sums over atoms and forces in double, all between in float
};

std::string to_string(Precision precision);
// Throws Error for a name that is none.
Precision parse_precision(std::string_view name);

// The precision of kernels made after this, by those who are not asked for one; double at the start.
Precision default_precision();
void set_default_precision(Precision precision);

// A model of symmetry functions. The same bits for any number of threads. Throws Error if the model does not pass
// check().
PotentialPtr make_kernel_potential(Model model, Precision precision = default_precision());

}  // namespace nnpipe::potential
