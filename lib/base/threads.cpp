#include "base/threads.hpp"

#include <sched.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "base/parallel_loop.hpp"
#include "base/text.hpp"

namespace nnpipe {

namespace {

constexpr int most_threads = 4096;

int chosen = 0;  // 0: default_count()

// OMP_NUM_THREADS, which job scripts set for all programs alike, or the processors that this process may use.
int default_count() {
  static const int count = [] {
    if (const char* wanted = std::getenv("OMP_NUM_THREADS")) {
      const auto number = parse_int(trim(std::string_view{wanted}.substr(0, std::string_view{wanted}.find(','))));
      if (number && *number >= 1) return static_cast<int>(std::min<std::int64_t>(*number, most_threads));
    }
    cpu_set_t processors;
    if (::sched_getaffinity(0, sizeof processors, &processors) == 0) return std::max(1, CPU_COUNT(&processors));
    return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, static_cast<unsigned>(most_threads)));
  }();
  return count;
}

thread_local bool inside = false;

// How long a thread looks out for more before it sleeps: loops of a simulation follow each other faster than a sleeping
// thread wakes. Longer would steal the time of other programs of a pipe.
constexpr std::chrono::microseconds patience{20};

template <typename Ready>
bool look_out(Ready&& ready) {
  const auto end = std::chrono::steady_clock::now() + patience;
  do {
    for (int i = 0; i < 32; ++i) {
      if (ready()) return true;
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
    }
  } while (std::chrono::steady_clock::now() < end);
  return ready();
}

// Each thread has a share of the blocks, the same in every loop of as many: what it wrote in one it finds in its own
// cache in the next. Who is done, or has nobody come to help him, takes of the others' shares.
struct Job {
  static constexpr std::size_t most_shares = 64;
  struct alignas(64) Share {
    std::atomic<std::size_t> next;
    std::size_t end;  // both are set for the first `shares`
  };

  Job(std::size_t count, std::size_t threads, detail::Task t, void* c)
      : shares{std::min(threads, most_shares)}, task{t}, context{c} {
    for (std::size_t s = 0; s < shares; ++s) {
      share[s].next.store(s * count / shares, std::memory_order_relaxed);
      share[s].end = (s + 1) * count / shares;
    }
  }

  const std::size_t shares;
  const detail::Task task;
  void* const context;
  std::array<Share, most_shares> share;
  std::mutex mutex;
  std::exception_ptr failure;  // of the first block that failed: the same one for any number of threads
  std::size_t failed = 0;

  // `thread`: 0 the one whose loop it is.
  void work(std::size_t thread) {
    inside = true;
    for (std::size_t s = 0; s < shares; ++s) finish(share[(thread + s) % shares]);
    inside = false;
  }

 private:
  void finish(Share& part) {
    for (;;) {
      const std::size_t index = part.next.fetch_add(1, std::memory_order_relaxed);
      if (index >= part.end) break;
      try {
        task(context, index);
      } catch (...) {
        const std::lock_guard lock{mutex};
        if (failure && failed < index) continue;
        failure = std::current_exception();
        failed = index;
      }
    }
  }
};

// Threads that wait for loops. The caller works too, and waits only for those who have joined it: on a busy machine a
// thread that has not got its turn holds nobody up.
class Pool {
 public:
  ~Pool() {
    {
      const std::lock_guard lock{x_mutex};
      x_stop = true;
    }
    x_wake.notify_all();
    for (auto& worker : x_workers) worker.join();
  }

  // False if another loop is running: then the caller is on its own.
  bool run(Job& job, int helpers) {
    const std::unique_lock owner{x_owner, std::try_to_lock};
    if (!owner.owns_lock()) return false;
    while (static_cast<int>(x_workers.size()) < helpers) {
      try {
        x_workers.emplace_back([this, thread = x_workers.size() + 1] { serve(thread); });
      } catch (const std::system_error& error) {
        fail(
            "{} of {} threads can be started: {}, expected fewer (--threads), or a higher limit of processes (ulimit "
            "-u)",
            x_workers.size() + 1, helpers + 1, error.code().message());
      }
    }
    {
      const std::lock_guard lock{x_mutex};
      x_job = &job;
      x_places = helpers;
      ++x_generation;
    }
    x_wake.notify_all();
    job.work(0);
    {
      const std::lock_guard lock{x_mutex};
      x_job = nullptr;
    }
    const auto done = [this] { return x_active.load(std::memory_order_acquire) == 0; };
    if (!look_out(done)) {
      std::unique_lock lock{x_mutex};
      x_done.wait(lock, done);
    }
    return true;
  }

 private:
  void serve(std::size_t thread) {
    std::uint64_t seen = 0;
    for (;;) {
      const auto more = [&] { return x_stop || x_generation.load(std::memory_order_acquire) != seen; };
      look_out(more);
      std::unique_lock lock{x_mutex};
      x_wake.wait(lock, more);
      if (x_stop) return;
      seen = x_generation;
      if (x_job == nullptr || x_places == 0) continue;
      Job* const job = x_job;
      --x_places;
      ++x_active;
      lock.unlock();
      job->work(thread);
      lock.lock();
      if (x_active.fetch_sub(1, std::memory_order_release) == 1) x_done.notify_one();
    }
  }

  std::mutex x_owner;  // of the one who runs a loop
  std::mutex x_mutex;
  std::condition_variable x_wake, x_done;
  std::vector<std::thread> x_workers;
  Job* x_job = nullptr;
  int x_places = 0;  // helpers that may still join
  std::atomic<int> x_active{0};
  std::atomic<std::uint64_t> x_generation{0};
  std::atomic<bool> x_stop{false};
};

}  // namespace

int thread_count() { return chosen > 0 ? chosen : default_count(); }

void set_thread_count(int count) { chosen = count; }

bool inside_parallel_loop() { return inside; }

void detail::run_tasks(std::size_t count, Task task, void* context) {
  const auto threads = std::max<std::size_t>(1, std::min(static_cast<std::size_t>(thread_count()), count));
  // A loop within a loop, and one beside another, runs on the thread it is met on.
  const bool was_inside = inside;
  Job job{count, was_inside ? 1 : threads, task, context};
  static Pool pool;
  if (threads == 1 || was_inside || !pool.run(job, static_cast<int>(threads) - 1)) {
    job.work(0);
    inside = was_inside;
  }
  if (job.failure) std::rethrow_exception(job.failure);
}

}  // namespace nnpipe
