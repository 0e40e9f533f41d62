// The files of a command line: what is written must not be what is read, nor written twice.
#pragma once

#include <string>
#include <vector>

namespace nnpipe::cli {

struct NamedFile {
  std::string option;  // long name; empty: an input without an option
  std::string path;    // "-" is a standard stream
};

// A usage error where two inputs are standard input, two outputs are one file, or an output is a file that an option
// reads or, but for --output, any input. "--output" over the input itself is allowed: it appears in its place when all
// is done.
void check_files(const std::vector<NamedFile>& inputs, const std::vector<NamedFile>& outputs);

}  // namespace nnpipe::cli
