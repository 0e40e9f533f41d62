#include "io/input.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.hpp"
#include "base/sniff.hpp"

namespace nnpipe::io {

namespace {

constexpr std::size_t chunk = 1U << 18U;  // bytes a read asks for
constexpr std::size_t longest_line = std::size_t{1} << 26U;
std::atomic<bool> stdin_taken{false};

}  // namespace

Input::Input(const std::string& path) : x_name{path == "-" ? "stdin" : path} {
  if (path == "-") {
    if (stdin_taken.exchange(true)) fail_usage("standard input is read twice, expected '-' at most once");
    x_descriptor = STDIN_FILENO;
  } else {
    x_descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (x_descriptor < 0) fail("{}: cannot open: {}", path, std::strerror(errno));
    struct stat status {};
    if (::fstat(x_descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
      ::close(x_descriptor);
      x_descriptor = -1;
      fail("{}: is a directory, expected a file", path);
    }
  }
  x_buffer.resize(chunk + margin);
}

Input::~Input() {
  if (x_descriptor == STDIN_FILENO) {
    stdin_taken = false;
  } else if (x_descriptor >= 0) {
    ::close(x_descriptor);
  }
}

Input::Input(Input&& other) noexcept
    : x_name{std::move(other.x_name)},
      x_descriptor{std::exchange(other.x_descriptor, -1)},
      x_buffer{std::move(other.x_buffer)},
      x_begin{other.x_begin},
      x_end{other.x_end},
      x_line{other.x_line},
      x_eof{other.x_eof},
      x_started{other.x_started},
      x_ended{other.x_ended} {}

bool Input::fill() {
  if (x_eof) return false;
  const auto room = [this] { return x_buffer.size() - margin - x_end; };
  if (x_begin > 0 && room() < chunk / 2) {
    std::memmove(x_buffer.data(), x_buffer.data() + x_begin, x_end - x_begin);
    x_end -= x_begin;
    x_begin = 0;
  }
  if (room() < chunk / 2) x_buffer.resize(x_buffer.size() * 2);
  for (;;) {
    const auto got = ::read(x_descriptor, x_buffer.data() + x_end, room());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("{}: cannot read: {}", x_name, std::strerror(errno));
    if (got == 0) {
      x_eof = true;
      return false;
    }
    x_end += static_cast<std::size_t>(got);
    break;
  }
  return true;
}

std::string_view Input::peek(std::size_t n) {
  while (x_end - x_begin < n && fill()) {
  }
  if (!x_started) {
    // What follows a byte-order mark is the stream.
    x_started = true;
    if (std::string_view{x_buffer.data() + x_begin, x_end - x_begin}.starts_with("\xef\xbb\xbf")) {
      x_begin += 3;
      return peek(n);
    }
  }
  return {x_buffer.data() + x_begin, std::min(n, x_end - x_begin)};
}

bool Input::line(std::string_view& text) {
  if (!x_started) peek(3);
  std::size_t scanned = 0;
  x_ended = true;
  for (;;) {
    const char* const begin = x_buffer.data() + x_begin;
    const auto* const end = static_cast<const char*>(std::memchr(begin + scanned, '\n', x_end - x_begin - scanned));
    if (end != nullptr) {
      text = {begin, static_cast<std::size_t>(end - begin)};
      x_begin += text.size() + 1;
      break;
    }
    scanned = x_end - x_begin;
    if (scanned > longest_line) fail("{}:{}: line is longer than 64 MiB", x_name, x_line + 1);
    if (!fill()) {
      if (x_begin == x_end) return false;
      text = {x_buffer.data() + x_begin, x_end - x_begin};
      x_buffer[x_end] = '\0';
      x_begin = x_end;
      x_ended = false;
      break;
    }
  }
  ++x_line;
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return true;
}

void Input::read(void* bytes, std::size_t n, std::string_view what) {
  auto* to = static_cast<char*>(bytes);
  while (n > 0) {
    if (x_begin == x_end && !fill()) fail("{}: stream ends in the middle of {}", x_name, what);
    const std::size_t part = std::min(n, x_end - x_begin);
    std::memcpy(to, x_buffer.data() + x_begin, part);
    x_begin += part;
    to += part;
    n -= part;
  }
}

bool Input::at_end() { return peek(1).empty(); }

bool Input::ready() const {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  const char* const ahead = x_buffer.data();
  if (x_eof || !std::all_of(ahead + x_begin, ahead + x_end, is_blank)) return true;
  struct pollfd stream {
    x_descriptor, POLLIN, 0
  };
  return ::poll(&stream, 1, 0) != 0;
}

std::string Input::place() const { return fmt::format("{}:{}", x_name, x_line); }

std::string_view what_it_is(const std::string& first_line, Input& rest) {
  return nnpipe::what_it_is(first_line + "\n" + std::string{rest.peek(sniffed_bytes)});
}

std::string read_text(const std::string& path) {
  Input input{path};
  std::string text;
  std::string_view line;
  while (input.line(line)) text.append(line).append("\n");
  return text;
}

}  // namespace nnpipe::io
