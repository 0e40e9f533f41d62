#include "base/threads.hpp"

#include <omp.h>

namespace nnpipe {

namespace {
int chosen = 0;  // 0: what OpenMP says
}

int thread_count() { return chosen > 0 ? chosen : omp_get_max_threads(); }

void set_thread_count(int count) { chosen = count; }

}  // namespace nnpipe
