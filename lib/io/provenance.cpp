#include "io/provenance.hpp"

#include <utility>

namespace nnpipe::io {

namespace {
std::string own;
}

const std::string& own_provenance() { return own; }

void set_own_provenance(std::string line) { own = std::move(line); }

std::vector<std::string> with_own_provenance(std::vector<std::string> before) {
  if (!own.empty()) before.push_back(own);
  return before;
}

}  // namespace nnpipe::io
