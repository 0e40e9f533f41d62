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

// The functions' values, lanes by index in the set; what the gradient needs stays in the room.
void density_values(const DensityPlan& plan, const DensitySlots<double>& slots, double* room, double* values);
void density_values(const DensityPlan& plan, const DensitySlots<float>& slots, float* room, float* values);

// After density_values: adds what the functions' derivatives, weighted with q = ∂E/∂G (lanes by index in the set), make
// of the energy.
void density_gradient(const DensityPlan& plan, const DensitySlots<double>& slots, double* room, const double* q,
                      const DensityGradient<double>& gradient);
void density_gradient(const DensityPlan& plan, const DensitySlots<float>& slots, float* room, const float* q,
                      const DensityGradient<float>& gradient);

}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
