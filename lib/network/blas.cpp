#include "network/blas.hpp"

#include <dlfcn.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <new>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "base/parallel_loop.hpp"
#include "base/threads.hpp"

namespace nnpipe::network {

namespace {

#if defined(NNPIPE_STATIC_BLAS)

// OpenBLAS is linked in.
extern "C" int openblas_get_num_threads();
extern "C" void openblas_set_num_threads(int);
extern "C" void* blas_memory_alloc(int);
extern "C" void blas_memory_free(void*);

template <typename Function>
Function* in_blas(std::string_view name) {
  using Any = void (*)();
  const std::array<std::pair<std::string_view, Any>, 4> functions{
      {{"openblas_get_num_threads", reinterpret_cast<Any>(openblas_get_num_threads)},
       {"openblas_set_num_threads", reinterpret_cast<Any>(openblas_set_num_threads)},
       {"blas_memory_alloc", reinterpret_cast<Any>(blas_memory_alloc)},
       {"blas_memory_free", reinterpret_cast<Any>(blas_memory_free)}}};
  for (const auto& [known, function] : functions) {
    if (known == name) return reinterpret_cast<Function*>(function);
  }
  return nullptr;
}

#else

// Looked up at run time: Debian lets the user choose among several libraries under one name.
template <typename Function>
Function* in_blas(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}

#endif

struct Guards {
  std::mutex mutex;
  BlasThreads functions{in_blas<int()>("openblas_get_num_threads"), in_blas<void(int)>("openblas_set_num_threads")};
  std::atomic<int> alive{0};
  int before = 0;           // the number of threads that the first guard found
  std::size_t buffers = 0;  // that OpenBLAS is known to have
};

Guards& guards() {
  static Guards all;
  return all;
}

// Each thread that calls OpenBLAS needs one of its buffers. OpenBLAS asks the system for a new one again and again
// until it gets it; so all are asked for here, where the answer can be "no".
void have_buffers(Guards& all) {
  constexpr std::size_t buffer = std::size_t{128} << 20U;  // at least what one takes
  constexpr int most_buffers = 64;                         // OpenBLAS keeps no more than a few hundred
  const auto wanted = static_cast<std::size_t>(std::min(thread_count(), most_buffers));
  static auto* const take = in_blas<void*(int)>("blas_memory_alloc");
  static auto* const give = in_blas<void(void*)>("blas_memory_free");
  if (wanted <= all.buffers || take == nullptr || give == nullptr) return;
  const std::size_t bytes = (wanted - all.buffers) * buffer;
  void* const probe =
      ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (probe == MAP_FAILED) throw std::bad_alloc{};
  ::munmap(probe, bytes);
  std::vector<void*> taken;
  for (std::size_t i = 0; i < wanted; ++i) taken.push_back(take(0));
  for (void* const each : taken) give(each);
  all.buffers = wanted;
}

}  // namespace

SingleThreadedBlas::SingleThreadedBlas() {
  Guards& all = guards();
  const std::lock_guard lock{all.mutex};
  if (all.alive == 0) {
    if (inside_parallel_loop()) throw std::logic_error{"the number of BLAS threads cannot change in a parallel loop"};
    if (all.functions.get != nullptr && all.functions.set != nullptr) {
      have_buffers(all);
      all.before = all.functions.get();
      if (all.before != 1) all.functions.set(1);
    }
  }
  ++all.alive;
}

SingleThreadedBlas::~SingleThreadedBlas() {
  Guards& all = guards();
  const std::lock_guard lock{all.mutex};
  if (--all.alive == 0 && all.before > 1 && all.functions.set != nullptr) all.functions.set(all.before);
}

void require_single_threaded_blas() {
  if (guards().alive.load(std::memory_order_relaxed) == 0) {
    throw std::logic_error{"a matrix product without a guard of the number of BLAS threads"};
  }
}

BlasThreads replace_blas_threads(BlasThreads functions) {
  Guards& all = guards();
  const std::lock_guard lock{all.mutex};
  std::swap(all.functions, functions);
  return functions;
}

}  // namespace nnpipe::network
