// A folder of files, written together: all are complete before the first appears.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace nnpipe::io {

// Name within the folder, which may have a folder before it, and content.
using FolderFiles = std::vector<std::pair<std::string, std::string>>;

// Makes the folder, with those above it, if it does not exist; other files in it are left alone. Throws Error if it
// cannot be made or written; a folder that was made for it is then removed again.
void write_folder(const std::string& folder, const FolderFiles& files);

}  // namespace nnpipe::io
