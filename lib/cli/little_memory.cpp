#include "cli/little_memory.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace nnpipe::cli {

namespace {

constexpr std::string_view variable = "OPENBLAS_NUM_THREADS=";
char one_thread[] = "OPENBLAS_NUM_THREADS=1";

bool memory_is_little() {
  constexpr rlim_t least = rlim_t{1} << 30U, a_processor = rlim_t{1} << 27U;
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0) return false;
  const auto processors = static_cast<rlim_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
  return limit.rlim_cur < least + processors * a_processor;
}

// Set by hand: what a system grants by itself is far more.
bool threads_are_few() {
  constexpr rlim_t few = 4096;
  rlimit limit{};
  return ::getrlimit(RLIMIT_NPROC, &limit) == 0 && limit.rlim_cur < few;
}

}  // namespace

void spare_memory_of_blas(int, char** arguments, char** environment) {
  static std::array<char*, 4096> changed;
  static std::array<char, 4096> program;
  if (!memory_is_little() && !threads_are_few()) return;
  std::size_t count = 0;
  for (char** each = environment; *each != nullptr; ++each) {
    if (std::string_view{*each} == one_thread) return;
    if (std::string_view{*each}.starts_with(variable)) continue;
    if (count + 2 == changed.size()) return;
    changed[count++] = *each;
  }
  changed[count] = one_thread;
  const auto length = ::readlink("/proc/self/exe", program.data(), program.size() - 1);
  if (length > 0) ::execve(program.data(), arguments, changed.data());
}

}  // namespace nnpipe::cli
