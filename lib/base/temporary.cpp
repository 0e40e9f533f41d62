#include "base/temporary.hpp"

#include <cstdlib>

namespace nnpipe {

std::string temporary_directory() {
  const char* const chosen = std::getenv("TMPDIR");
  return chosen != nullptr && *chosen != '\0' ? chosen : "/tmp";
}

}  // namespace nnpipe
