#include "io/output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/error.hpp"

namespace nnpipe::io {

namespace {

constexpr std::size_t buffer_size = 1U << 18U;

// Names of temporary files, where a signal handler can reach them: fixed storage, no allocation, no lock.
constexpr std::size_t most_temporaries = 64;
constexpr std::size_t longest_path = 4096;
struct Slot {
  std::atomic<bool> used{false};
  std::atomic<bool> ready{false};
  std::array<char, longest_path> path{};
};
std::array<Slot, most_temporaries> slots;

void remember(const std::string& path) {
  if (path.size() >= longest_path) return;
  for (auto& slot : slots) {
    bool expected = false;
    if (!slot.used.compare_exchange_strong(expected, true)) continue;
    std::memcpy(slot.path.data(), path.c_str(), path.size() + 1);
    slot.ready = true;
    return;
  }
}

void forget(const std::string& path) {
  for (auto& slot : slots) {
    if (slot.ready && path == slot.path.data()) {
      slot.ready = false;
      slot.used = false;
      return;
    }
  }
}

mode_t current_umask() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return mask;
}

}  // namespace

void unlink_temporaries() noexcept {
  for (auto& slot : slots) {
    if (slot.ready) ::unlink(slot.path.data());
  }
}

Output::Output(const std::string& path) : x_name{path == "-" ? "stdout" : path}, x_path{path} {
  x_buffer.reserve(buffer_size);
  if (path == "-") {
    x_descriptor = STDOUT_FILENO;
    return;
  }
  if (path.empty()) fail_usage("the output's name is empty, expected a file name or '-'");
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) fail("{}: is a directory, expected a file", path);
  if (exists && !S_ISREG(status.st_mode)) {
    // Devices and named pipes cannot be renamed over.
    x_descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (x_descriptor < 0) fail("{}: cannot open for writing: {}", path, std::strerror(errno));
    return;
  }
  // A symbolic link keeps pointing where it does: what it names is replaced.
  if (exists) {
    if (char* real = ::realpath(path.c_str(), nullptr)) {
      x_path = real;
      std::free(real);
    }
    if (::access(x_path.c_str(), W_OK) != 0) fail("{}: cannot write: {}", path, std::strerror(errno));
  }
  x_temporary = x_path + ".part-XXXXXX";
  x_descriptor = ::mkostemp(x_temporary.data(), O_CLOEXEC);
  if (x_descriptor < 0) {
    x_temporary.clear();
    fail("{}: cannot create: {}", path, std::strerror(errno));
  }
  remember(x_temporary);
  ::fchmod(x_descriptor, exists ? status.st_mode & 0777U : 0666U & ~current_umask());
}

Output::~Output() { discard(); }

Output::Output(Output&& other) noexcept
    : x_name{std::move(other.x_name)},
      x_path{std::move(other.x_path)},
      x_temporary{std::exchange(other.x_temporary, {})},
      x_buffer{std::move(other.x_buffer)},
      x_descriptor{std::exchange(other.x_descriptor, -1)} {}

void Output::discard() noexcept {
  if (x_descriptor >= 0 && x_descriptor != STDOUT_FILENO) ::close(x_descriptor);
  x_descriptor = -1;
  if (!x_temporary.empty()) {
    ::unlink(x_temporary.c_str());
    forget(x_temporary);
    x_temporary.clear();
  }
}

void Output::write(std::string_view bytes) {
  if (x_buffer.size() + bytes.size() > buffer_size) flush();
  if (bytes.size() >= buffer_size) {
    write_all(bytes.data(), bytes.size());
  } else {
    x_buffer.append(bytes);
  }
}

void Output::flush() {
  write_all(x_buffer.data(), x_buffer.size());
  x_buffer.clear();
}

void Output::write_all(const char* bytes, std::size_t n) {
  while (n > 0) {
    const auto written = ::write(x_descriptor, bytes, n);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("{}: cannot write: {}", x_name, std::strerror(errno));
    bytes += written;
    n -= static_cast<std::size_t>(written);
  }
}

void Output::close() {
  if (x_descriptor < 0) return;
  flush();
  if (x_descriptor == STDOUT_FILENO) {
    // Some file systems report a full disk only here; the descriptor itself stays for others.
    const int copy = ::dup(STDOUT_FILENO);
    if (copy >= 0 && ::close(copy) != 0) fail("{}: cannot write: {}", x_name, std::strerror(errno));
    x_descriptor = -1;
    return;
  }
  if (!x_temporary.empty() && ::fsync(x_descriptor) != 0 && errno != EINVAL && errno != EROFS) {
    fail("{}: cannot write: {}", x_name, std::strerror(errno));
  }
  const int descriptor = std::exchange(x_descriptor, -1);
  if (::close(descriptor) != 0) fail("{}: cannot write: {}", x_name, std::strerror(errno));
  if (!x_temporary.empty()) {
    if (::rename(x_temporary.c_str(), x_path.c_str()) != 0) {
      fail("{}: cannot replace: {}", x_name, std::strerror(errno));
    }
    forget(x_temporary);
    x_temporary.clear();
  }
}

}  // namespace nnpipe::io
