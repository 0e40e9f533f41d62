#include "io/spool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "base/error.hpp"
#include "base/temporary.hpp"

namespace nnpipe::io {

namespace {

int open_nameless() {
  const std::string directory = temporary_directory();
  int descriptor = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    // Not every file system knows nameless files.
    std::string path = directory + "/nnpipe.XXXXXX";
    descriptor = ::mkostemp(path.data(), O_CLOEXEC);
    if (descriptor >= 0) ::unlink(path.c_str());
  }
  if (descriptor < 0) fail("cannot make a temporary file in {}: {}", directory, std::strerror(errno));
  return descriptor;
}

}  // namespace

Spool::Spool(std::size_t columns, std::size_t memory)
    : x_columns{columns},
      x_capacity{std::max<std::size_t>(memory / sizeof(double) / std::max<std::size_t>(columns, 1), 1) * columns} {}

Spool::~Spool() {
  if (x_descriptor >= 0) ::close(x_descriptor);
}

void Spool::add(std::span<const double> row) {
  if (x_buffer.size() + x_columns > x_capacity) spill();
  x_buffer.insert(x_buffer.end(), row.begin(), row.end());
  ++x_rows;
}

void Spool::spill() {
  if (x_descriptor < 0) x_descriptor = open_nameless();
  const auto* bytes = reinterpret_cast<const char*>(x_buffer.data());
  for (std::size_t left = x_buffer.size() * sizeof(double); left > 0;) {
    const auto written = ::write(x_descriptor, bytes, left);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("cannot write the temporary file: {}", std::strerror(errno));
    bytes += written;
    left -= static_cast<std::size_t>(written);
  }
  x_buffer.clear();
}

void Spool::rewind() {
  x_taken = 0;
  x_at = 0;
  if (x_descriptor < 0) return;
  if (!x_reading) spill();
  x_reading = true;
  if (::lseek(x_descriptor, 0, SEEK_SET) < 0) fail("cannot rewind the temporary file: {}", std::strerror(errno));
}

void Spool::refill() {
  x_buffer.resize(std::min(x_capacity, (x_rows - x_taken) * x_columns));
  x_at = 0;
  auto* bytes = reinterpret_cast<char*>(x_buffer.data());
  for (std::size_t left = x_buffer.size() * sizeof(double); left > 0;) {
    const auto got = ::read(x_descriptor, bytes, left);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("cannot read the temporary file: {}", std::strerror(errno));
    if (got == 0) fail("the temporary file is shorter than what was written");
    bytes += got;
    left -= static_cast<std::size_t>(got);
  }
}

bool Spool::next(std::span<double> row) {
  if (x_taken == x_rows) return false;
  if (x_descriptor >= 0 && (x_at == x_buffer.size() || x_taken == 0)) refill();
  std::copy_n(x_buffer.begin() + static_cast<std::ptrdiff_t>(x_at), x_columns, row.begin());
  x_at += x_columns;
  ++x_taken;
  return true;
}

}  // namespace nnpipe::io
