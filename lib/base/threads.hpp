// Threads: how many, and loops over fixed blocks whose results do not depend on how many. They are threads of our own:
// those of OpenMP (GCC's) spin at the end of every loop, which on a shared machine costs many times the work.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

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

namespace detail {
using Task = void (*)(void* context, std::size_t index);
// Runs task(context, i) for i = 0 … count − 1 on all threads; returns when all are done.
void run_tasks(std::size_t count, Task task, void* context);
}  // namespace detail

// The exception of the first block that `body` leaves by one is thrown on, once all blocks are done.
template <typename Body>
void parallel_for(Blocks blocks, Body&& body) {
  const auto run = [&](std::size_t block) {
    const std::size_t first = block * blocks.size;
    body(block, first, std::min(first + blocks.size, blocks.items));
  };
  detail::run_tasks(
      blocks.count(), [](void* context, std::size_t block) { (*static_cast<decltype(run)*>(context))(block); },
      const_cast<void*>(static_cast<const void*>(&run)));
}

inline constexpr std::size_t light_block = 2048;  // items a block where there is little to do for each

// body(i) for every i < n, where that is little.
template <typename Body>
void parallel_each(std::size_t n, Body&& body) {
  parallel_for({n, light_block}, [&](std::size_t, std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) body(i);
  });
}

// The sum of value(i) over i < n, where that is little: the same bits for any number of threads.
template <typename Value>
auto parallel_sum(std::size_t n, Value&& value) {
  using Sum = decltype(value(std::size_t{}));
  const Blocks blocks{n, light_block};
  std::vector<Sum> parts(blocks.count(), Sum{});
  parallel_for(blocks, [&](std::size_t block, std::size_t first, std::size_t last) {
    Sum part{};
    for (std::size_t i = first; i < last; ++i) part += value(i);
    parts[block] = part;
  });
  Sum sum{};
  for (const Sum& part : parts) sum += part;
  return sum;
}

}  // namespace nnpipe
