// Threads: how many, and loops over fixed blocks whose results do not depend on how many.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>

namespace nnpipe {

// The number of threads parallel loops use; set once by --threads, else what the machine has.
int thread_count();
void set_thread_count(int count);

// A loop over n items in blocks [first, last) of fixed size: `body(block, first, last)`.
// Blocks depend on n alone, never on the number of threads, so sums made block by block are the same bits on any
// machine.
struct Blocks {
  std::size_t items;
  std::size_t size;
  std::size_t count() const { return (items + size - 1) / size; }
};

template <typename Body>
void parallel_for(Blocks blocks, Body&& body) {
  const auto count = static_cast<std::ptrdiff_t>(blocks.count());
  std::exception_ptr failure;
#pragma omp parallel for schedule(dynamic) num_threads(thread_count()) if (count > 1)
  for (std::ptrdiff_t block = 0; block < count; ++block) {
    const std::size_t first = static_cast<std::size_t>(block) * blocks.size;
    try {
      body(static_cast<std::size_t>(block), first, std::min(first + blocks.size, blocks.items));
    } catch (...) {
      // An exception must not leave a parallel region.
#pragma omp critical(nnpipe_parallel_for)
      if (!failure) failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace nnpipe
