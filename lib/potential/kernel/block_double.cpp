// The kernel in double, for every target.
#include "base/simd_targets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "potential/kernel/block_double.cpp"
#include <hwy/foreach_target.h>
// After it, as Highway wants.
#include <hwy/highway.h>
// Logarithm, sine and cosine; lanes.inl has cheaper forms of what the inner loops need.
#include <hwy/contrib/math/math-inl.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "potential/kernel/block.hpp"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::potential::kernel::HWY_NAMESPACE {
namespace {

// Each uses those before it.
// clang-format off
#include "potential/kernel/lanes.inl"
#include "potential/kernel/pairs.inl"
#include "potential/kernel/moments.inl"
#include "potential/kernel/triplets.inl"
#include "potential/kernel/activations.inl"
#include "potential/kernel/network.inl"
#include "potential/kernel/site.inl"
#include "potential/kernel/block.inl"
// clang-format on

}  // namespace

void run_block_double(const BlockTask& task, Scratch& scratch, BlockResult& result) {
  Block<double>{task, scratch, result}.run();
}

}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nnpipe::potential::kernel {

HWY_EXPORT(run_block_double);

void compute_block_double(const BlockTask& task, Scratch& scratch, BlockResult& result) {
  HWY_DYNAMIC_DISPATCH(run_block_double)(task, scratch, result);
}

}  // namespace nnpipe::potential::kernel
#endif
