// label --calculator ase:SCRIPT: labels by an ASE calculator, in one Python process for all frames.
#pragma once

#include <string>

namespace nnpipe::label {

// Labels the frames of `path` by the calculator that the script makes, as they come. Throws Error where Python or ASE
// is missing, where the script fails, and for frames in reduced units.
void run_ase(const std::string& script, const std::string& path, const std::string& output);

}  // namespace nnpipe::label
