// Where temporary files go.
#pragma once

#include <string>

namespace nnpipe {

// What TMPDIR names, else /tmp.
std::string temporary_directory();

}  // namespace nnpipe
