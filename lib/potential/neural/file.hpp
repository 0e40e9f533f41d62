// Potential files (.nnp): one text file that holds a whole model. Format: nnpipe-nnp(5).
#pragma once

#include <string_view>
#include <vector>

#include "io/input.hpp"
#include "io/output.hpp"
#include "potential/neural/model.hpp"

namespace nnpipe::potential {

// The first line of a file of this version.
inline constexpr std::string_view model_magic = "nnp-potential 1";

// Takes the whole stream. Throws Error with file and line for anything malformed, truncated or damaged (checksum), and
// for a version it does not know.
Model read_model(io::Input& input);
// One model after the other, as `cat a.nnp b.nnp` makes it: a committee. One at least.
std::vector<Model> read_models(io::Input& input);
// Writes model.made_by as it is (see io::with_own_provenance); the caller closes the output. Throws Error if
// model.check() does.
void write_model(const Model& model, io::Output& output);

}  // namespace nnpipe::potential
