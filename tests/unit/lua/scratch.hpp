// A folder of a test's own, gone when the test is.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace nnpipe::test {

class Scratch {
 public:
  Scratch() : x_path{(std::filesystem::temp_directory_path() / "nnpipe-test-XXXXXX").string()} {
    if (::mkdtemp(x_path.data()) == nullptr) throw std::runtime_error{"no scratch folder"};
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(x_path, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string operator/(const std::string& name) const { return x_path + "/" + name; }
  const std::string& path() const { return x_path; }

 private:
  std::string x_path;
};

}  // namespace nnpipe::test
