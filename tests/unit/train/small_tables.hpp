// Tables for tests of training.
#pragma once

#include <string>
#include <vector>

#include "io/table.hpp"
#include "temporary.hpp"

// Writes rows of these fields to a temporary file; notes as given.
inline void write_rows(const std::string& path, nnpipe::io::TableHeader header,
                       const std::vector<std::vector<double>>& rows) {
  nnpipe::io::TableWriter writer{path, std::move(header), nnpipe::io::Encoding::binary};
  for (const auto& row : rows) writer.write(row);
  writer.close();
}

inline nnpipe::io::TableHeader header_of(std::vector<std::string> fields, const std::string& inputs,
                                         const std::string& targets) {
  nnpipe::io::TableHeader header;
  header.fields = std::move(fields);
  header.set("inputs", {inputs});
  header.set("targets", {targets});
  return header;
}
