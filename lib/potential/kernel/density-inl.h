// Functions of moments, one atom a lane: from the neighbours to the sums, the invariants, and back. Declarations;
// density_lanes.cpp has the functions for each target, compiled apart from the rest of the kernel.
#if defined(NNPIPE_KERNEL_DENSITY_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NNPIPE_KERNEL_DENSITY_INL_H_
#undef NNPIPE_KERNEL_DENSITY_INL_H_
#else
#define NNPIPE_KERNEL_DENSITY_INL_H_
#endif

#include <hwy/highway.h>

#include "potential/kernel/density_slots.hpp"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::potential::kernel::HWY_NAMESPACE {

// What a calculation needs to know of those before it for the same neighbours stays in the room.
template <typename T>
struct Density {
  // First: the sums over neighbours.
  static void sums(const DensityPlan& plan, const DensitySlots<T>& slots, T* room);

  // Then either the functions' values, lanes by index in the set, and ∂E/∂ the sums from q = ∂E/∂G …
  static void values(const DensityPlan& plan, std::size_t slots, T* room, T* values);
  static void adjoint(const DensityPlan& plan, std::size_t slots, T* room, const T* q);
  // … or a linear readout y, one number a lane, and with `gradient` ∂E/∂ the sums.
  static void readout(const DensityPlan& plan, const LinearReadout& readout, std::size_t slots, T* room, bool gradient,
                      T* y);

  // Last: adds what ∂E/∂ the sums makes of the neighbours.
  static void spread(const DensityPlan& plan, const DensitySlots<T>& slots, T* room,
                     const DensityGradient<T>& gradient);
};

}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
