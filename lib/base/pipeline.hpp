// A stream of pieces worked on by all threads, while the next are read and those before are taken in their order.
#pragma once

#include <cstddef>
#include <exception>
#include <utility>
#include <vector>

#include "base/threads.hpp"

namespace nnpipe {

// Where pieces are taken: beside the work on later ones, or between, with all threads for loops in take().
enum class Taking { beside, between };

// Pieces are used again for later ones: their memory stays.
template <typename Piece>
class Pipeline {
 public:
  explicit Pipeline(Taking taking = Taking::beside) : x_taking{taking} {}

  // Pieces are worked on in batches: `source.begin()` opens one, `source.more()` says whether it has room for one more
  // piece that is there already, and `source.next(piece)` reads it, false at the end. Calls work(piece) for each on any
  // thread, others beside it, and take(piece) in their order, one at a time; take() returns false to end there. An
  // error, of reading too, is thrown once all pieces before it are taken. As long as there is something to take,
  // nothing waits for the source.
  template <typename Source, typename Work, typename Take>
  void run(Source&& source, Work&& work, Take&& take) {
    Batch before, now, next;
    fill(now, source, true);
    while (!now.empty()) {
      next.clear();
      const auto meanwhile = [&] {
        take_all(before, take);
        fill(next, source, false);
      };
      if (now.count == 1) {
        // One piece is divided among the threads itself.
        attempt(now.slots[0], work);
        meanwhile();
      } else {
        parallel_for({now.count + 1, 1}, [&](std::size_t task, std::size_t, std::size_t) {
          task == 0 ? meanwhile() : attempt(now.slots[task - 1], work);
        });
      }
      if (x_ended) return;
      std::swap(before, now);
      if (next.empty() || x_taking == Taking::between) take_all(before, take);
      if (x_ended) return;
      if (next.empty()) fill(next, source, true);
      std::swap(now, next);
    }
    take_all(before, take);
  }

 private:
  struct Slot {
    Piece piece;
    std::exception_ptr failure;
  };
  struct Batch {
    std::vector<Slot> slots;
    std::size_t count = 0;
    std::exception_ptr failure;  // of reading, behind these pieces

    bool empty() const { return count == 0 && !failure; }
    void clear() {
      count = 0;
      failure = nullptr;
    }
  };

  template <typename Source>
  void fill(Batch& batch, Source& source, bool wait) {
    batch.clear();
    try {
      source.begin();
      while (!x_read && ((wait && batch.count == 0) || source.more())) {
        if (batch.slots.size() == batch.count) batch.slots.emplace_back();
        x_read = !source.next(batch.slots[batch.count].piece);
        if (!x_read) ++batch.count;
      }
    } catch (...) {
      x_read = true;
      batch.failure = std::current_exception();
    }
  }

  template <typename Work>
  static void attempt(Slot& slot, Work& work) {
    slot.failure = nullptr;
    try {
      work(slot.piece);
    } catch (...) {
      slot.failure = std::current_exception();
    }
  }

  template <typename Take>
  void take_all(Batch& batch, Take& take) {
    for (std::size_t k = 0; k < batch.count && !x_ended; ++k) {
      if (batch.slots[k].failure) std::rethrow_exception(batch.slots[k].failure);
      x_ended = !take(batch.slots[k].piece);
    }
    const auto failure = batch.failure;
    batch.clear();
    if (failure && !x_ended) std::rethrow_exception(failure);
  }

  Taking x_taking;
  bool x_read = false;   // there is nothing more
  bool x_ended = false;  // nobody wants more
};

}  // namespace nnpipe
