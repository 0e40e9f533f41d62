// The clock of the measurements that are programs.
#pragma once

#include <time.h>

namespace nnpipe {

// CPU time of this thread.
inline double seconds() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

}  // namespace nnpipe
