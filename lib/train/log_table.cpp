#include "train/log_table.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

namespace nnpipe::train {

namespace {

constexpr std::chrono::seconds interval{1};

bool is_file(const std::string& path) {
  std::error_code error;
  const auto type = std::filesystem::status(path, error).type();
  return path != "-" && (type == std::filesystem::file_type::regular || type == std::filesystem::file_type::not_found);
}

}  // namespace

LogTable::LogTable(const std::string& path, io::TableHeader header)
    : x_path{path},
      x_header{std::move(header)},
      x_table{path, x_header},
      x_shows{is_file(path)},
      x_shown{std::chrono::steady_clock::now()} {}

void LogTable::write(std::span<const double> row) {
  x_table.write(row);
  x_table.flush();
  x_rows.insert(x_rows.end(), row.begin(), row.end());
  const auto now = std::chrono::steady_clock::now();
  if (!x_shows || now - x_shown < interval) return;
  show();
  x_shown = now;
}

void LogTable::archive(Archive& archive) {
  archive.values(x_rows);
  const std::size_t width = header().fields.size();
  for (std::size_t at = 0; archive.restoring() && at < x_rows.size(); at += width) {
    x_table.write(std::span{x_rows}.subspan(at, width));
  }
}

void LogTable::show() {
  io::TableWriter table{x_path, x_header};
  const std::size_t width = header().fields.size();
  for (std::size_t at = 0; at < x_rows.size(); at += width) table.write(std::span{x_rows}.subspan(at, width));
  table.close();
}

}  // namespace nnpipe::train
