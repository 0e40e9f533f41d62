#include "base/version.hpp"

namespace nnpipe {

std::string_view version() { return NNPIPE_VERSION; }

}  // namespace nnpipe
