// A byte stream to write: whole or absent. Files go through a temporary file, fsync and rename.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nnpipe::io {

// "-" is standard output. What exists and is no regular file (a device, a named pipe) is written in place.
class Output {
 public:
  // Throws Error if the file cannot be made there. Nothing appears under `path` before close().
  explicit Output(const std::string& path);
  // Without close() the temporary file is removed: a program that throws leaves nothing behind.
  ~Output();
  Output(Output&& other) noexcept;
  Output& operator=(Output&&) = delete;

  void write(std::string_view bytes);
  void flush();
  // Writes what is left and makes the file appear. Throws Error for a disk that is full, here too.
  void close();

  const std::string& name() const { return x_name; }  // path, or "stdout"

 private:
  void write_all(const char* bytes, std::size_t n);
  void discard() noexcept;

  std::string x_name, x_path, x_temporary, x_buffer;
  int x_descriptor = -1;
};

// Removes the temporary files of all open outputs; async-signal-safe, for a signal handler.
void unlink_temporaries() noexcept;

}  // namespace nnpipe::io
