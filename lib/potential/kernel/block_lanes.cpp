// The kernel in both precisions, for every target.
#include "base/simd_targets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "potential/kernel/block_lanes.cpp"
#include <hwy/foreach_target.h>
// After it, as Highway wants.
#include <hwy/highway.h>

#include "potential/kernel/block-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::potential::kernel::HWY_NAMESPACE {

void run_block_double(const BlockTask& task, Scratch& scratch, BlockResult& result) {
  Block<double>{task, scratch, result}.run();
}
void run_block_mixed(const BlockTask& task, Scratch& scratch, BlockResult& result) {
  Block<float>{task, scratch, result}.run();
}

}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nnpipe::potential::kernel {

HWY_EXPORT(run_block_double);
HWY_EXPORT(run_block_mixed);

void compute_block_double(const BlockTask& task, Scratch& scratch, BlockResult& result) {
  HWY_DYNAMIC_DISPATCH(run_block_double)(task, scratch, result);
}
void compute_block_mixed(const BlockTask& task, Scratch& scratch, BlockResult& result) {
  HWY_DYNAMIC_DISPATCH(run_block_mixed)(task, scratch, result);
}

}  // namespace nnpipe::potential::kernel
#endif
