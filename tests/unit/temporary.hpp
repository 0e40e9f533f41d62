// A folder of its own for a test, gone when the test ends.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "nnpipe-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    x_path = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(x_path, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string path(const std::string& name) const { return (x_path / name).string(); }
  // Writes a file and returns its path.
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream{x_path / name, std::ios::binary} << text;
    return path(name);
  }
  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream{x_path / name, std::ios::binary}.rdbuf();
    return text.str();
  }
  std::ptrdiff_t entries() const {
    return std::distance(std::filesystem::directory_iterator{x_path}, std::filesystem::directory_iterator{});
  }

 private:
  std::filesystem::path x_path;
};
