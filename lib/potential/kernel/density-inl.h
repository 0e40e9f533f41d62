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

// First: the sums over neighbours.
void density_sums(const DensityPlan& plan, const DensitySlots<double>& slots, double* room);
void density_sums(const DensityPlan& plan, const DensitySlots<float>& slots, float* room);

// Then either the functions' values, lanes by index in the set, and ∂E/∂ the sums from q = ∂E/∂G …
void density_values(const DensityPlan& plan, std::size_t slots, double* room, double* values);
void density_values(const DensityPlan& plan, std::size_t slots, float* room, float* values);
void density_adjoint(const DensityPlan& plan, std::size_t slots, double* room, const double* q);
void density_adjoint(const DensityPlan& plan, std::size_t slots, float* room, const float* q);
// … or a linear readout y, one number a lane, and with `gradient` ∂E/∂ the sums.
void density_readout(const DensityPlan& plan, const LinearReadout& readout, std::size_t slots, double* room,
                     bool gradient, double* y);
void density_readout(const DensityPlan& plan, const LinearReadout& readout, std::size_t slots, float* room,
                     bool gradient, float* y);

// Last: adds what ∂E/∂ the sums makes of the neighbours.
void density_spread(const DensityPlan& plan, const DensitySlots<double>& slots, double* room,
                    const DensityGradient<double>& gradient);
void density_spread(const DensityPlan& plan, const DensitySlots<float>& slots, float* room,
                    const DensityGradient<float>& gradient);

}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
