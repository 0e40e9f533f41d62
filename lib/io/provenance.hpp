// The command lines that made a stream, kept and appended by each program it passes. No dates, no host names.
#pragma once

#include <string>
#include <vector>

namespace nnpipe::io {

// "symfunc 0.1.0: symfunc --set si.sf": what this process adds to what it writes. Set once by cli::program; empty with
// --no-provenance.
const std::string& own_provenance();
void set_own_provenance(std::string line);

// `before` with the own line appended, if any.
std::vector<std::string> with_own_provenance(std::vector<std::string> before);

}  // namespace nnpipe::io
