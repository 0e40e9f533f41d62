#include "base/error.hpp"

namespace nnpipe {

Error& Error::at(std::string_view place) {
  if (!x_whole) x_text = fmt::format("{}: {}", place, x_text);
  return *this;
}

Error& Error::whole() {
  x_whole = true;
  return *this;
}

}  // namespace nnpipe
