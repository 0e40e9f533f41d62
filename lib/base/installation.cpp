#include "base/installation.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <system_error>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe {

namespace fs = std::filesystem;

namespace {

bool is_program(const std::string& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::string program_folder() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  return error ? std::string{} : self.parent_path().string();
}

std::string find_tool(std::string_view name) {
  const fs::path here = program_folder();
  for (const fs::path& folder : {here, here.parent_path() / "libexec" / "nnpipe"}) {
    const std::string path = (folder / name).string();
    if (is_program(path)) return path;
  }
  return {};
}

std::string find_on_path(std::string_view name) {
  if (name.find('/') != std::string_view::npos)
    return is_program(std::string{name}) ? std::string{name} : std::string{};
  const char* folders = std::getenv("PATH");
  for (const auto folder : split(folders == nullptr ? "/usr/local/bin:/usr/bin:/bin" : folders, ':')) {
    const std::string path = (fs::path{folder.empty() ? "." : folder} / name).string();
    if (is_program(path)) return path;
  }
  return {};
}

std::vector<std::string> share_folders() {
  // Below bin (build tree, nnpipe itself) or below libexec/nnpipe (the other programs, installed).
  const fs::path here = program_folder();
  return {(here.parent_path() / "share" / "nnpipe").string(),
          (here.parent_path().parent_path() / "share" / "nnpipe").string()};
}

std::string share_path(std::string_view name) {
  std::error_code ignored;
  const auto folders = share_folders();
  for (const auto& folder : folders) {
    const std::string path = (fs::path{folder} / name).string();
    if (fs::exists(path, ignored)) return path;
  }
  fail("no shared file {}, looked in {}", quoted(name), join(folders, " and "));
}

std::string find_script(const std::string& name) {
  std::error_code ignored;
  std::vector<std::string> candidates = {name, name + ".lua"};
  for (const auto& folder : share_folders()) {
    candidates.push_back(folder + "/scripts/" + name);
    candidates.push_back(folder + "/scripts/" + name + ".lua");
  }
  for (const auto& path : candidates) {
    if (fs::exists(path, ignored) && !fs::is_directory(path, ignored)) return path;
  }
  return {};
}

std::vector<std::string> script_names() {
  std::error_code ignored;
  std::set<std::string> names;
  for (const auto& folder : share_folders()) {
    for (const auto& entry : fs::directory_iterator{folder + "/scripts", ignored}) {
      if (entry.path().extension() == ".lua") names.insert(entry.path().stem().string());
    }
  }
  return {names.begin(), names.end()};
}

std::string find_library(std::string_view name) {
  std::error_code ignored;
  const fs::path here = program_folder();
  for (const fs::path& above : {here.parent_path(), here.parent_path().parent_path()}) {
    const fs::path path = above / "lib" / "nnpipe" / name;
    if (fs::is_regular_file(path, ignored)) return path.string();
  }
  return {};
}

}  // namespace nnpipe
