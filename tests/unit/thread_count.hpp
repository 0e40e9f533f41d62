// The number of threads of a test.
#pragma once

#include "base/threads.hpp"

namespace nnpipe {

// So many threads as long as it lives; as many as before afterwards, also where a check ends the test.
class Threads {
 public:
  explicit Threads(int count) : x_had{thread_count()} { set_thread_count(count); }
  ~Threads() { set_thread_count(x_had); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

 private:
  int x_had;
};

}  // namespace nnpipe
