#include "io/state_file.hpp"

#include <filesystem>

#include "base/error.hpp"
#include "io/output.hpp"

namespace nnpipe::io {

bool state_file_exists(const std::string& path) {
  const bool exists = std::filesystem::exists(path);
  if (exists && !std::filesystem::is_regular_file(path)) fail("{}: is no regular file, expected one or none", path);
  // An output that is not closed leaves nothing behind.
  const Output probe{path};
  return exists;
}

}  // namespace nnpipe::io
