// What the kernel hands to a density calculation, and how much room that wants.
#pragma once

#include <cstddef>

namespace nnpipe::potential::kernel {

// Functions of moments of the neighbour density, see density.hpp.
struct DensityPlan;
struct LinearReadout;

// Slots of neighbours as the density sees them: an array of lanes each. `kind`: the species, as a number; read only
// where there are several.
template <typename T>
struct DensitySlots {
  std::size_t size;
  const T *ux, *uy, *uz, *r, *kind;
};

// ∂E/∂ a neighbour's unit vector and distance, an array of lanes each.
template <typename T>
struct DensityGradient {
  T *ax, *ay, *az, *slope;
};

// Lanes of room for so many slots.
std::size_t density_room(const DensityPlan& plan, std::size_t slots);

}  // namespace nnpipe::potential::kernel
