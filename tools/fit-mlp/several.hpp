// fit-mlp as several processes: all compute, the first writes.
#pragma once

#include <initializer_list>
#include <string>

namespace nnpipe::fit_mlp {

// Meets the other processes, if mpirun started several. Of all but the first, nothing is written to `outputs` nor to
// standard error. Throws Error of usage for an `input` that only one of them could read.
void take_part(const std::string& input, std::initializer_list<std::string*> outputs);

}  // namespace nnpipe::fit_mlp
