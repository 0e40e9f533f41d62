// How much memory the machine has, and a message where a computation would need more.
#pragma once

#include <unistd.h>

#include <cstddef>
#include <string_view>

#include "base/error.hpp"

namespace nnpipe {

// Bytes.
inline std::size_t physical_memory() {
  return static_cast<std::size_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// Throws Error where `what` needs more than the machine has: the system would grant it, and end the program later.
inline void check_memory(std::string_view what, double bytes) {
  constexpr double gigabyte = 1e9;
  const auto has = static_cast<double>(physical_memory());
  if (bytes > has) {
    fail("{} needs {:.3g} GB of memory, the machine has {:.3g} GB", what, bytes / gigabyte, has / gigabyte);
  }
}

}  // namespace nnpipe
