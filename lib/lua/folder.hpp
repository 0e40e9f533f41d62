// The folder a pipeline works in: locked against others, its files whole or absent, its contents known by hash.
#pragma once

#include <string>
#include <string_view>

#include "base/process.hpp"

namespace nnpipe::lua {

// Held by this process and, so that what an earlier run left behind is waited for, by all programs it starts.
class Lock {
 public:
  // Takes the lock of the file at `path`. Throws Error that names the process which has it; `what` says what is locked.
  // Programs that a killed pipeline left behind get a few seconds to end.
  Lock(const std::string& path, std::string_view what);
  int descriptor() const { return x_file.get(); }

 private:
  Descriptor x_file;
};

// Flushes a file (or all files of a folder) to the disk and moves it to its final name, over what was there.
// Folders in between are made. Throws Error.
void publish(const std::string& from, const std::string& to);

// All bytes of a file.
std::string read_whole(const std::string& path);

// Writes a file whole or not at all, through a temporary file beside it.
void write_whole(const std::string& path, std::string_view text);

// Hash of a file's bytes, or of the names and bytes of all files of a folder; empty if there is neither.
std::string hash_of_path(const std::string& path);

}  // namespace nnpipe::lua
