// Tables, text and binary: row by row, with words and without, and whole.
#include "io/table.hpp"

#include <vector>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using nnpipe::fuzz::refused_or_read;
  refused_or_read(data, size, [](const std::string& path) {
    nnpipe::io::TableReader table{path};
    std::vector<double> row;
    std::vector<std::string> words;
    while (table.next(row, words)) {
      if (row.size() != table.header().fields.size()) std::abort();
    }
  });
  refused_or_read(data, size, [](const std::string& path) {
    nnpipe::io::TableReader table{path};
    const auto& header = table.header();
    if (header.has("r") && header.column("r") >= header.fields.size()) std::abort();
    std::vector<double> row(header.fields.size());
    while (table.next(std::span<double>{row})) {
    }
  });
  return refused_or_read(data, size, [](const std::string& path) {
    const auto table = nnpipe::io::read_table(path);
    if (table.values.size() != table.rows() * table.header.fields.size()) std::abort();
  });
}
