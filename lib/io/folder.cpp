#include "io/folder.hpp"

#include <filesystem>
#include <system_error>

#include "base/error.hpp"
#include "io/output.hpp"

namespace nnpipe::io {

namespace fs = std::filesystem;

NewFolders::~NewFolders() {
  std::error_code ignored;
  for (auto folder = x_made.rbegin(); folder != x_made.rend(); ++folder) fs::remove(*folder, ignored);
}

void NewFolders::make(const std::string& path) {
  std::error_code failed;
  std::vector<fs::path> missing;
  for (fs::path at = path; !at.empty() && !fs::exists(at, failed); at = at.parent_path()) {
    if (at.has_filename()) missing.push_back(at);
  }
  for (auto at = missing.rbegin(); at != missing.rend(); ++at) {
    if (fs::create_directory(*at, failed)) x_made.push_back(at->string());
    if (failed) fail("{}: cannot make the folder: {}", path, failed.message());
  }
  if (!fs::is_directory(path, failed)) fail("{}: cannot make the folder: a file of that name exists", path);
}

void write_folder(const std::string& folder, const FolderFiles& files) {
  FolderWriters writers;
  for (const auto& [name, content] : files) {
    writers.emplace_back(name, [&text = content](Output& output) { output.write(text); });
  }
  write_folder(folder, writers);
}

void write_folder(const std::string& folder, const FolderWriters& files) {
  if (folder.empty() || folder == "-") fail("several files to write, expected -o FOLDER");
  NewFolders folders;  // outlives the outputs: theirs are gone when it looks what is empty
  folders.make(folder);
  std::vector<Output> outputs;
  outputs.reserve(files.size());
  for (const auto& [name, write] : files) {
    const fs::path path = fs::path{folder} / name;
    folders.make(path.parent_path().string());
    outputs.emplace_back(path.string());
    write(outputs.back());
    outputs.back().flush();
  }
  for (auto& output : outputs) output.close();
  folders.keep();
}

}  // namespace nnpipe::io
