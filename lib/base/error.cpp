#include "base/error.hpp"

namespace nnpipe {

Error& Error::at(std::string_view place) {
  x_text = fmt::format("{}: {}", place, x_text);
  return *this;
}

}  // namespace nnpipe
