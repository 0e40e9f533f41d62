// The instruction sets the force kernel is compiled for, and which of them it runs on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nnpipe::potential {

// Names of the instruction sets that this machine can run, best first, e.g. avx512 avx2 sse4 scalar.
std::vector<std::string> simd_targets();

// Makes every kernel of this process run on one of simd_targets(), or on the best with "auto", which is also the start
// unless the environment variable NNPIPE_SIMD names another. Not while a potential is computing. Throws Error for a
// name that is none, or one that this machine cannot run.
void set_simd_target(std::string_view name);

// The one in use.
std::string simd_target();

}  // namespace nnpipe::potential
