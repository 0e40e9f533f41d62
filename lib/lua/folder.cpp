#include "lua/folder.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace nnpipe::lua {

namespace fs = std::filesystem;

namespace {

constexpr auto wait_for_leftovers = std::chrono::seconds{10};

// The process that wrote its number into the lock; 0 if there is none, or none that lives.
pid_t holder_of(int descriptor) {
  std::array<char, 32> text{};
  const auto got = ::pread(descriptor, text.data(), text.size(), 0);
  if (got <= 0) return 0;
  const auto number = parse_int(trim({text.data(), static_cast<std::size_t>(got)}));
  if (!number || *number <= 0) return 0;
  const auto process = static_cast<pid_t>(*number);
  return ::kill(process, 0) == 0 || errno == EPERM ? process : 0;
}

void write_all(int descriptor, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("{}: cannot write: {}", path, std::strerror(errno));
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void flush_to_disk(const std::string& path) {
  const Descriptor file = open_to_read(path);
  if (::fsync(file.get()) != 0 && errno != EINVAL && errno != EROFS) {
    fail("{}: cannot write: {}", path, std::strerror(errno));
  }
}

std::vector<std::string> files_below(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    if (entry.is_regular_file()) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Lock::Lock(const std::string& path, std::string_view what) {
  x_file = Descriptor{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666)};
  if (!x_file) fail("{}: cannot create: {}", path, std::strerror(errno));
  const auto until = std::chrono::steady_clock::now() + wait_for_leftovers;
  while (::flock(x_file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) fail("{}: cannot lock: {}", path, std::strerror(errno));
    if (const pid_t process = holder_of(x_file.get()); process != 0) {
      fail("another pipeline is running in {}, process {}", what, process);
    }
    if (std::chrono::steady_clock::now() > until) {
      fail("programs of an earlier pipeline are still running in {}", what);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  if (::ftruncate(x_file.get(), 0) != 0) fail("{}: cannot write: {}", path, std::strerror(errno));
  write_all(x_file.get(), fmt::format("{}\n", ::getpid()), path);
}

void publish(const std::string& from, const std::string& to) {
  if (fs::is_directory(from)) {
    for (const auto& file : files_below(from)) flush_to_disk(file);
    fs::remove_all(to);
  } else {
    flush_to_disk(from);
  }
  const auto folder = fs::path{to}.parent_path();
  if (!folder.empty()) fs::create_directories(folder);
  std::error_code error;
  fs::rename(from, to, error);
  if (error) fail("{}: cannot create: {}", to, error.message());
}

std::string read_whole(const std::string& path) {
  const Descriptor file = open_to_read(path);
  std::string text;
  std::array<char, 1 << 14> buffer{};
  for (;;) {
    const auto got = ::read(file.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("{}: cannot read: {}", path, std::strerror(errno));
    if (got == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

void write_whole(const std::string& path, std::string_view text) {
  std::string temporary = path + ".part-XXXXXX";
  {
    const Descriptor file{::mkostemp(temporary.data(), O_CLOEXEC)};
    if (!file) fail("{}: cannot create: {}", path, std::strerror(errno));
    try {
      write_all(file.get(), text, path);
    } catch (const Error&) {
      ::unlink(temporary.c_str());
      throw;
    }
    const mode_t mask = ::umask(0);
    ::umask(mask);
    ::fchmod(file.get(), 0666U & ~mask);
  }
  publish(temporary, path);
}

std::string hash_of_path(const std::string& path) {
  std::error_code ignored;
  if (fs::is_regular_file(path, ignored)) return hash_of_file(path);
  if (!fs::is_directory(path, ignored)) return {};
  Hash hash;
  for (const auto& file : files_below(path)) {
    hash.add(fs::path{file}.lexically_relative(path).string());
    hash.add(std::string_view{"\0", 1});
    hash.add(hash_of_file(file));
  }
  return hash.hex();
}

}  // namespace nnpipe::lua
