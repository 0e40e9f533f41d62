// Files that a program goes on from and writes anew as it works: restart files and checkpoints.
#pragma once

#include <string>

namespace nnpipe::io {

// Whether the file is there. Throws Error, before any work is done, for what is no regular file and for a place where
// none can be written.
bool state_file_exists(const std::string& path);

}  // namespace nnpipe::io
