// The version of nnpipe, as --version and provenance lines say it.
#pragma once

#include <string_view>

namespace nnpipe {

std::string_view version();

}  // namespace nnpipe
