// Literature in BibTeX, as publishers offer it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "io/input.hpp"

namespace nnpipe::io {

struct Citation {
  std::string type, key;                                    // "article", "behler2007"; the type in lower case
  std::vector<std::pair<std::string, std::string>> fields;  // names in lower case, values without outer braces
};

// All entries, in order; comments, @comment, @preamble and @string are passed over. Throws Error with file and line for
// an entry that does not end or has no key, and if there is none.
std::vector<Citation> read_bibtex(Input& input);

}  // namespace nnpipe::io
