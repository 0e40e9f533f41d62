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

constexpr std::size_t piece = std::size_t{64} << 20U;  // bytes; a multiple of any page

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
  const std::size_t size = (bytes + piece - 1) / piece * piece;
  // Room is taken now: a disk that is full is an error here, not a crash when the memory is written to.
  if (const int error = posix_fallocate(x_file, static_cast<off_t>(x_size), static_cast<off_t>(size)); error != 0) {
    fail_for_room(error);
  }
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, x_file, static_cast<off_t>(x_size));
  if (memory == MAP_FAILED) fail_for_room(errno);
  x_pieces.push_back({memory, size});
  x_size += size;
  x_next = static_cast<std::byte*>(memory);
  x_end = x_next + size;
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
