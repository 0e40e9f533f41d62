// A folder of files, written together: all are complete before the first appears.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace nnpipe::io {

class Output;

// Name within the folder, which may have a folder before it, and content: as it is, or what writes it.
using FolderFiles = std::vector<std::pair<std::string, std::string>>;
using FolderWriters = std::vector<std::pair<std::string, std::function<void(Output&)>>>;

// Makes the folder, with those above it, if it does not exist; other files in it are left alone. Throws Error if it
// cannot be made or written; a folder that was made for it is then removed again.
void write_folder(const std::string& folder, const FolderFiles& files);
void write_folder(const std::string& folder, const FolderWriters& files);

}  // namespace nnpipe::io
