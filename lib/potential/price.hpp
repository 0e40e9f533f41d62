// What a potential costs: the time of one core for an atom and a step, measured.
#pragma once

#include <span>

#include "atoms/frame.hpp"
#include "potential/potential.hpp"

namespace nnpipe::potential {

// Microseconds of processor time an atom for energy, forces and virial, neighbour lists ready, on these frames: the
// least of several rounds. Of frames that the potential cannot take it is 0.
double measured_price(const Potential& potential, std::span<const Frame> frames);

}  // namespace nnpipe::potential
