// The three standard streams: none is closed, and what is told on standard error never ends a program.
#pragma once

#include <string_view>

namespace nnpipe {

// Opens /dev/null on each of the descriptors 0, 1 and 2 that is closed, so that no file opened later gets its number.
// Reading a standard input or writing a standard output that was closed stays an error of its own ("Bad file
// descriptor"); what is told on a standard error that was closed goes nowhere. Call it first thing in a program.
void open_closed_streams() noexcept;

// Writes `text` to standard error. What cannot be written (a full disk, a closed pipe) is passed over.
void tell(std::string_view text) noexcept;

}  // namespace nnpipe
