#include "io/column_units.hpp"

#include "base/shown_units.hpp"
#include "base/text.hpp"

namespace nnpipe::io {

namespace {

constexpr std::string_view key = "column-units";

}  // namespace

void note_column_units(TableHeader& header, const std::vector<std::string>& units) {
  if (is_physical(header.units)) header.notes.emplace_back(key, join(units, " "));
}

void note_column_units(TableHeader& header, const std::function<std::string(const std::string&)>& unit_of) {
  std::vector<std::string> units;
  for (const auto& field : header.fields) units.push_back(unit_of(field));
  note_column_units(header, units);
}

std::string unit_of_column(const TableHeader& header, std::size_t column) {
  const auto notes = header.find(key);
  if (notes.empty()) return {};
  const auto units = split(std::string_view{notes.back()});
  return units.size() == header.fields.size() ? std::string{units[column]} : std::string{};
}

}  // namespace nnpipe::io
