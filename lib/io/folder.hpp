// A folder of files, written together: all are complete before the first appears.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace nnpipe::io {

class Output;

// Folders that a command makes. Those still empty when it fails are removed again.
class NewFolders {
 public:
  NewFolders() = default;
  ~NewFolders();
  NewFolders(const NewFolders&) = delete;
  NewFolders& operator=(const NewFolders&) = delete;

  // Makes `path` and the folders above it that are missing. Throws Error "PATH: cannot make the folder: …".
  void make(const std::string& path);
  // The command is done: all stay.
  void keep() { x_made.clear(); }

 private:
  std::vector<std::string> x_made;  // outer ones first
};

// Name within the folder, which may have a folder before it, and content: as it is, or what writes it.
using FolderFiles = std::vector<std::pair<std::string, std::string>>;
using FolderWriters = std::vector<std::pair<std::string, std::function<void(Output&)>>>;

// Makes the folder, with those above it, if it does not exist; other files in it are left alone. Throws Error if it
// cannot be made or written; a folder that was made for it is then removed again.
void write_folder(const std::string& folder, const FolderFiles& files);
void write_folder(const std::string& folder, const FolderWriters& files);

}  // namespace nnpipe::io
