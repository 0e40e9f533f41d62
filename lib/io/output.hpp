// A byte stream to write: whole or absent. Files go through a temporary file, fsync and rename.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace nnpipe::io {

// How far an output has come that a later run goes on with: bytes, and frames or rows.
struct Standing {
  std::uint64_t bytes = 0, records = 0;
};

// "-" is standard output. What exists and is no regular file (a device, a named pipe) is written in place.
class Output {
 public:
  // Throws Error if the file cannot be made there. Nothing appears under `path` before close().
  explicit Output(const std::string& path);
  // An output that outlives the program: until close() it stands in PATH.part, after a failure, too. Goes on behind the
  // first `kept` bytes of that, or of PATH where it was closed already; 0: begins anew. Streams and devices begin anew.
  Output(const std::string& path, std::uint64_t kept);
  // Without close() the temporary file is removed: a program that throws leaves nothing behind.
  ~Output();
  Output(Output&& other) noexcept;
  Output& operator=(Output&&) = delete;

  void write(std::string_view bytes);
  void flush();
  // Brings everything to the disk; returns the bytes so far.
  std::uint64_t sync();
  std::uint64_t bytes() const { return x_bytes + x_buffer.size(); }  // so far, those of the run before included
  // Writes what is left and makes the file appear. Throws Error for a disk that is full, here too.
  void close();

  const std::string& name() const { return x_name; }  // path, or "stdout"

 private:
  bool open_special();
  void write_all(const char* bytes, std::size_t n);
  void discard() noexcept;

  std::string x_name, x_path, x_temporary, x_buffer;
  int x_descriptor = -1;
  bool x_stays = false;  // the temporary file outlives a failure
  std::uint64_t x_bytes = 0;
};

// Removes the temporary files of all open outputs; async-signal-safe, for a signal handler.
void unlink_temporaries() noexcept;

}  // namespace nnpipe::io
