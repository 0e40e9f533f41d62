// Potentials by name: a file (.nnp, .sw, .vashishta) or an inline form such as
// lj:epsilon=0.0103,sigma=3.405,cutoff=8.5125,shift; or a sum of them, as si.nnp+zbl:inner=0.8,outer=1.6.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "potential/potential.hpp"

namespace nnpipe::potential {

// The terms of a sum, files and inline forms; of what is no sum there is one. A + begins a term where an inline form or
// the name of a file that exists stands behind it. Files are looked for in `folder`.
std::vector<std::string> terms_of(const std::string& spec, const std::string& folder = {});
// Whether the term is an inline form, else it is a file.
bool is_inline_form(std::string_view term);

// Files are told apart by their content. Throws Error with the file's place, or naming the inline parameter that is
// wrong.
PotentialPtr load(const std::string& spec, const std::string& folder = {});

}  // namespace nnpipe::potential
