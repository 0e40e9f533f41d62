#include "io/output.hpp"

#include <fcntl.h>
#include <sys/file.h>
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

// Outer places are those of what is read: they have nothing to do with an output.
template <typename... Args>
[[noreturn]] void fail_output(fmt::format_string<Args...> message, Args&&... args) {
  throw Error{fmt::format(message, std::forward<Args>(args)...)}.whole();
}

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

// Opens the file that a program killed earlier left, or a new one. Its name can be guessed: where others may write into
// the folder, what stands there may be theirs, and a link would lead to any file of the user's.
int open_part(const std::string& path, bool must_be, struct stat& status) {
  int opened = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (opened < 0 && errno == ENOENT && !must_be) {
    opened = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_CREAT | O_EXCL, 0600);
  }
  if (opened < 0 && errno == ELOOP) fail_output("{}: is a symbolic link, expected a file or none", path);
  if (opened < 0 || ::fstat(opened, &status) != 0) {
    const int error = errno;
    if (opened >= 0) ::close(opened);
    fail_output("{}: cannot {}: {}", path, must_be ? "go on with" : "create", std::strerror(error));
  }
  if (S_ISREG(status.st_mode) && status.st_nlink == 1) return opened;
  ::close(opened);
  fail_output("{}: {}, expected a file of this name alone", path,
              S_ISREG(status.st_mode) ? "has other names, too" : "is no regular file");
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

// Standard output, devices and named pipes are opened; for a regular file its real path is found. True in the first
// case.
bool Output::open_special() {
  x_buffer.reserve(buffer_size);
  if (x_path == "-") {
    x_descriptor = STDOUT_FILENO;
    return true;
  }
  if (x_path.empty()) fail_usage("the output's name is empty, expected a file name or '-'");
  struct stat status {};
  const bool exists = ::stat(x_path.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) fail_output("{}: is a directory, expected a file", x_name);
  if (exists && !S_ISREG(status.st_mode)) {
    // Devices and named pipes cannot be renamed over.
    x_descriptor = ::open(x_path.c_str(), O_WRONLY | O_CLOEXEC);
    if (x_descriptor < 0) fail_output("{}: cannot open for writing: {}", x_name, std::strerror(errno));
    return true;
  }
  // A symbolic link keeps pointing where it does: what it names is replaced.
  if (exists) {
    if (char* real = ::realpath(x_path.c_str(), nullptr)) {
      x_path = real;
      std::free(real);
    }
    if (::access(x_path.c_str(), W_OK) != 0) fail_output("{}: cannot write: {}", x_name, std::strerror(errno));
  }
  return false;
}

Output::Output(const std::string& path) : x_name{path == "-" ? "stdout" : path}, x_path{path} {
  if (open_special()) return;
  x_temporary = x_path + ".part-XXXXXX";
  x_descriptor = ::mkostemp(x_temporary.data(), O_CLOEXEC);
  if (x_descriptor < 0) {
    x_temporary.clear();
    fail_output("{}: cannot create: {}", path, std::strerror(errno));
  }
  remember(x_temporary);
}

Output::Output(const std::string& path, std::uint64_t kept)
    : x_name{path == "-" ? "stdout" : path}, x_path{path}, x_stays{true} {
  if (open_special()) return;
  x_temporary = x_path + ".part";
  if (kept > 0 && ::access(x_temporary.c_str(), F_OK) != 0 && ::access(x_path.c_str(), F_OK) == 0 &&
      ::rename(x_path.c_str(), x_temporary.c_str()) != 0) {
    fail_output("{}: cannot go on with: {}", x_name, std::strerror(errno));
  }
  struct stat status {};
  x_descriptor = open_part(x_temporary, kept > 0, status);
  if (::flock(x_descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    fail_output("{}: another program is writing it", x_temporary);
  }
  if (static_cast<std::uint64_t>(status.st_size) < kept) {
    fail_output("{}: has {} bytes, expected at least the {} written before", x_temporary, status.st_size, kept);
  }
  if (::ftruncate(x_descriptor, static_cast<off_t>(kept)) != 0 || ::lseek(x_descriptor, 0, SEEK_END) < 0) {
    fail_output("{}: cannot go on with: {}", x_temporary, std::strerror(errno));
  }
  x_bytes = kept;
}

Output::~Output() { discard(); }

Output::Output(Output&& other) noexcept
    : x_name{std::move(other.x_name)},
      x_path{std::move(other.x_path)},
      x_temporary{std::exchange(other.x_temporary, {})},
      x_buffer{std::move(other.x_buffer)},
      x_descriptor{std::exchange(other.x_descriptor, -1)},
      x_stays{other.x_stays},
      x_bytes{other.x_bytes} {}

void Output::discard() noexcept {
  if (x_descriptor >= 0 && x_descriptor != STDOUT_FILENO) ::close(x_descriptor);
  x_descriptor = -1;
  // What outlives a failure has something in it.
  if (!x_temporary.empty() && (!x_stays || x_bytes == 0)) {
    ::unlink(x_temporary.c_str());
    forget(x_temporary);
    x_temporary.clear();
  }
}

void Output::write(std::string_view bytes) {
  // What is large enough goes its way without a copy.
  const bool large = bytes.size() >= buffer_size / 8;
  if (large || x_buffer.size() + bytes.size() > buffer_size) flush();
  if (large) {
    write_all(bytes.data(), bytes.size());
  } else {
    x_buffer.append(bytes);
  }
}

void Output::flush() {
  write_all(x_buffer.data(), x_buffer.size());
  x_buffer.clear();
}

std::uint64_t Output::sync() {
  flush();
  // What is no file cannot be synchronised, and need not be.
  if (!x_temporary.empty() && ::fsync(x_descriptor) != 0 && errno != EINVAL && errno != EROFS) {
    fail_output("{}: cannot write: {}", x_name, std::strerror(errno));
  }
  return x_bytes;
}

void Output::write_all(const char* bytes, std::size_t n) {
  while (n > 0) {
    const auto written = ::write(x_descriptor, bytes, n);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_output("{}: cannot write: {}", x_name, std::strerror(errno));
    bytes += written;
    n -= static_cast<std::size_t>(written);
    x_bytes += static_cast<std::uint64_t>(written);
  }
}

void Output::close() {
  if (x_descriptor < 0) return;
  flush();
  if (x_descriptor == STDOUT_FILENO) {
    // Some file systems report a full disk only here; the descriptor itself stays for others.
    const int copy = ::dup(STDOUT_FILENO);
    if (copy >= 0 && ::close(copy) != 0) fail_output("{}: cannot write: {}", x_name, std::strerror(errno));
    x_descriptor = -1;
    return;
  }
  if (!x_temporary.empty() && ::fsync(x_descriptor) != 0 && errno != EINVAL && errno != EROFS) {
    fail_output("{}: cannot write: {}", x_name, std::strerror(errno));
  }
  if (!x_temporary.empty()) {
    // Until it is whole nobody else reads it; then it has the mode of what it replaces, or that of any new file.
    struct stat status {};
    const bool exists = ::stat(x_path.c_str(), &status) == 0;
    ::fchmod(x_descriptor, exists ? status.st_mode & 0777U : 0666U & ~current_umask());
  }
  const int descriptor = std::exchange(x_descriptor, -1);
  if (::close(descriptor) != 0) fail_output("{}: cannot write: {}", x_name, std::strerror(errno));
  if (!x_temporary.empty()) {
    if (::rename(x_temporary.c_str(), x_path.c_str()) != 0) {
      fail_output("{}: cannot replace: {}", x_name, std::strerror(errno));
    }
    forget(x_temporary);
    x_temporary.clear();
  }
}

}  // namespace nnpipe::io
