// The files of a command line: what is written must not be what is read, nor written twice.
#pragma once

#include <string>
#include <vector>

namespace nnpipe::cli {

struct NamedFile {
  std::string option;  // long name; empty: an input without an option
  std::string path;    // "-" is a standard stream
};

// A usage error where two inputs are standard input, two outputs are one file, or an output is a file that is read.
// `rewrites`: what --output writes is of the input's kind, frames from frames, and may take its place: it appears there
// when all is done.
void check_files(const std::vector<NamedFile>& inputs, const std::vector<NamedFile>& outputs, bool rewrites);

// For programs that learn what an input is only when they read it: a usage error where --output is the same file.
void check_not_over_input(const std::string& input, const std::string& output);

}  // namespace nnpipe::cli
