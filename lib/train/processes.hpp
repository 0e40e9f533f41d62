// Processes: where mpirun starts several of a program, each does part of a sum, and all go on with the same bits.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "base/threads.hpp"
#include "optimise/team.hpp"

namespace nnpipe::train {

// Meets the processes that mpirun started with this one; alone it does nothing. Once, before all else of this header.
// Throws Error if there are several and the program was built without MPI.
void join_processes();
// The end of what join_processes() began. After a failure, status other than 0 and 3, all processes are ended: none
// waits for one that is gone.
void leave_processes(int status);

std::size_t process_count();
std::size_t process_rank();  // from 0

// Items [first, last) that fall to one process.
struct Part {
  std::size_t first, last;
};
Part part_of(std::size_t items, std::size_t process);

// values[first[p] … first[p + 1]) are known to process p; afterwards all are known to all.
void share(std::span<double> values, std::span<const std::size_t> first);
// Values that one process knows; afterwards all are known to all.
void share_from(std::size_t owner, std::span<double> values);

// All processes, as an optimiser sees them.
const optimise::Team& team();

// Which process is to do each of several tasks of these costs, so that none has much more to do than another.
std::vector<std::size_t> owners_of(std::span<const double> costs);

// parallel_for over the blocks that fall to this process.
template <typename Body>
void shared_for(Blocks blocks, Body&& body) {
  const Part mine = part_of(blocks.count(), process_rank());
  parallel_for({mine.last - mine.first, 1}, [&](std::size_t i, std::size_t, std::size_t) {
    const std::size_t block = mine.first + i, first = block * blocks.size;
    body(block, first, std::min(first + blocks.size, blocks.items));
  });
}

// After shared_for(): `width` numbers a block, pack(block, to) of one's own, unpack(block, from) of the others'.
template <typename Pack, typename Unpack>
void exchange(std::size_t blocks, std::size_t width, Pack&& pack, Unpack&& unpack) {
  if (process_count() == 1) return;
  const Part mine = part_of(blocks, process_rank());
  std::vector<double> values(blocks * width);
  std::vector<std::size_t> first;
  for (std::size_t p = 0; p <= process_count(); ++p) first.push_back(part_of(blocks, p).first * width);
  for (std::size_t block = mine.first; block < mine.last; ++block) pack(block, values.data() + block * width);
  share(values, first);
  for (std::size_t block = 0; block < blocks; ++block) {
    if (block < mine.first || block >= mine.last) unpack(block, values.data() + block * width);
  }
}

}  // namespace nnpipe::train
