// A table that can be read while it grows: the log of a fit, kept in checkpoints.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "base/archive.hpp"
#include "io/table.hpp"

namespace nnpipe::train {

// Once a second, whatever rows there are stand under the path as a whole table, so that a fit that runs can be looked
// at; it stays there if the fit is killed. A device or pipe gets each row once.
class LogTable {
 public:
  LogTable(const std::string& path, io::TableHeader header);
  void write(std::span<const double> row);
  // Rows that were restored are written again.
  void archive(Archive& archive);
  void close() { x_table.close(); }
  const io::TableHeader& header() const { return x_table.header(); }

 private:
  void show();

  std::string x_path;
  io::TableHeader x_header;  // as it was given
  io::TableWriter x_table;
  bool x_shows;
  std::chrono::steady_clock::time_point x_shown;
  std::vector<double> x_rows;
};

}  // namespace nnpipe::train
