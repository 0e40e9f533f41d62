// The scaling of a target as text: what stands in files of models.
#pragma once

#include <string>
#include <string_view>

#include "potential/neural/model.hpp"

namespace nnpipe::potential {

// "energy offset=-0.002 factor=0.01".
std::string target_text(const TargetScaling& target);
// Throws Error for anything but what target_text writes.
TargetScaling parse_target(std::string_view text);

}  // namespace nnpipe::potential
