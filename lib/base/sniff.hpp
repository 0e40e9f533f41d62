// What a stream holds, told from its beginning: for messages to those who gave the wrong one.
#pragma once

#include <cstddef>
#include <string_view>

namespace nnpipe {

inline constexpr std::size_t sniffed_bytes = 4096;  // as many are enough

// "these are frames", "this is a table", "this is a LAMMPS dump, which reformat makes frames of" …; empty for what is
// not known. `start`: the first sniffed_bytes or fewer.
std::string_view what_it_is(std::string_view start);

}  // namespace nnpipe
