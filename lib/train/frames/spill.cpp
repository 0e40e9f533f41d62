#include "train/frames/spill.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>

#include "base/error.hpp"
#include "base/temporary.hpp"

namespace nnpipe::train {

namespace {

constexpr std::size_t piece = std::size_t{16} << 20U;             // bytes; a multiple of any page
constexpr std::size_t written_at_once = std::size_t{256} << 10U;  // Linux 6.18 is slower by far with 16 MB

[[noreturn]] void fail_for_room(int error) {
  fail("cannot keep frames on disk: {}, expected room in {} (TMPDIR), or a larger --memory", std::strerror(error),
       temporary_directory());
}

}  // namespace

Spill::~Spill() {
  for (const Piece& mapped : x_pieces) munmap(mapped.memory, mapped.size);
  if (x_file >= 0) close(x_file);
}

std::size_t Spill::free_bytes() {
  std::error_code error;
  const auto space = std::filesystem::space(temporary_directory(), error);
  return error ? 0 : space.available;
}

void Spill::open() {
  std::string path = temporary_directory() + "/nnpipe-XXXXXX";
  x_file = mkstemp(path.data());
  if (x_file < 0) fail("{}: cannot make a temporary file: {}", path, std::strerror(errno));
  unlink(path.c_str());
}

void Spill::grow(std::size_t bytes) {
  if (x_file < 0) open();
  if (!x_pieces.empty()) write_last();
  const std::size_t size = (bytes + piece - 1) / piece * piece;
  // Room is taken now: a disk that is full is an error here, not a crash when the memory is written to.
  if (const int error = posix_fallocate(x_file, static_cast<off_t>(x_size), static_cast<off_t>(size)); error != 0) {
    fail_for_room(error);
  }
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) fail_for_room(errno);
  madvise(memory, size, MADV_HUGEPAGE);  // fewer page faults, where the system has such pages
  x_pieces.push_back({memory, size});
  x_size += size;
  x_next = static_cast<std::byte*>(memory);
  x_end = x_next + size;
}

// The file takes the place of the memory, at the same address.
void Spill::write_last() {
  const auto& [memory, size] = x_pieces.back();
  const auto at = static_cast<off_t>(x_size - size);
  for (std::size_t done = 0; done < size;) {
    const auto* const from = static_cast<const std::byte*>(memory) + done;
    const auto written = pwrite(x_file, from, std::min(written_at_once, size - done), at + static_cast<off_t>(done));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_for_room(errno);
    done += static_cast<std::size_t>(written);
  }
  if (mmap(memory, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, x_file, at) == MAP_FAILED) {
    fail_for_room(errno);
  }
}

void* Spill::do_allocate(std::size_t bytes, std::size_t alignment) {
  const auto wanted = [&] {
    const auto at = reinterpret_cast<std::uintptr_t>(x_next);
    return (at + alignment - 1) / alignment * alignment - at + bytes;
  };
  if (x_next == nullptr || wanted() > static_cast<std::size_t>(x_end - x_next)) grow(bytes + alignment);
  const std::size_t size = wanted();
  x_next += size;
  x_used += size;
  return x_next - bytes;
}

}  // namespace nnpipe::train
