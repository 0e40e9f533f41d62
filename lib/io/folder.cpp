#include "io/folder.hpp"

#include <filesystem>
#include <memory>
#include <system_error>

#include "base/error.hpp"
#include "io/output.hpp"

namespace nnpipe::io {

void write_folder(const std::string& folder, const FolderFiles& files) {
  FolderWriters writers;
  for (const auto& [name, content] : files) {
    writers.emplace_back(name, [&text = content](Output& output) { output.write(text); });
  }
  write_folder(folder, writers);
}

void write_folder(const std::string& folder, const FolderWriters& files) {
  namespace fs = std::filesystem;
  if (folder.empty() || folder == "-") fail("several files to write, expected -o FOLDER");
  const fs::path path{folder};
  std::error_code failed;
  const bool made = !fs::exists(path, failed);
  fs::create_directories(path, failed);
  if (failed || !fs::is_directory(path)) {
    fail("{}: cannot make the folder: {}", folder, failed ? failed.message() : "a file of that name exists");
  }
  try {
    std::vector<Output> outputs;
    outputs.reserve(files.size());
    for (const auto& [name, write] : files) {
      fs::create_directories((path / name).parent_path(), failed);  // what fails here fails below, with its reason
      outputs.emplace_back((path / name).string());
      write(outputs.back());
      outputs.back().flush();
    }
    for (auto& output : outputs) output.close();
  } catch (const Error&) {
    if (made) fs::remove(path, failed);  // only if nothing is in it
    throw;
  }
}

}  // namespace nnpipe::io
