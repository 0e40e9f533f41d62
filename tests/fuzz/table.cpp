// Tables, text and binary.
#include "io/table.hpp"

#include <vector>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return nnpipe::fuzz::refused_or_read(data, size, [](const std::string& path) {
    nnpipe::io::TableReader table{path};
    std::vector<double> row;
    std::vector<std::string> words;
    while (table.next(row, words)) {
      if (row.size() != table.header().fields.size()) std::abort();
    }
  });
}
