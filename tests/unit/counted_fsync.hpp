// This program's own fsync() in place of the C library's: counts, and fails where it is told to. One file of a program
// includes it.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstddef>

namespace counted_fsync {
inline std::size_t calls = 0;
inline int failure = 0;  // errno, 0: none
}  // namespace counted_fsync

extern "C" int fsync(int) {
  ++counted_fsync::calls;
  errno = counted_fsync::failure;
  return counted_fsync::failure == 0 ? 0 : -1;
}
