// The instruction sets that vector code is compiled for, and which of them it runs on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nnpipe {

// Names of the instruction sets that this machine can run, best first, e.g. avx512 avx2 sse4 scalar.
std::vector<std::string> simd_targets();

// Makes all vector code of this process run on one of simd_targets(), or on the best with "auto". Before the first call
// it is the one that the environment variable NNPIPE_SIMD names, or the best. Not while vector code runs. Throws Error
// for a name that is none, or one that this machine cannot run.
void set_simd_target(std::string_view name);

// The one in use. Throws Error if NNPIPE_SIMD is asked and names none.
std::string simd_target();

}  // namespace nnpipe
