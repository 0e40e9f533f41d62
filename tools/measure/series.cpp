// measure mean: means of a table's columns with errors that know of correlation.
#include "analysis/block_average.hpp"
#include "base/text.hpp"
#include "cli/program.hpp"
#include "io/column_units.hpp"
#include "io/table.hpp"
#include "measure.hpp"

namespace nnpipe::measure {

namespace {

struct Options {
  std::string input = "-";
  cli::OutputOption output;
  std::vector<std::string> columns;
  std::int64_t skip = 0;
};

Options parse(const cli::Arguments& arguments) {
  Options options;
  cli::Parser parser{"measure mean", "Means of a table's columns, with errors by blocking."};
  parser.positional(options.input, "FILE", "table, for instance a thermo table")
      .option("columns", options.columns, "NAME,…", "columns; default: all with numbers except step and time")
      .option("skip", options.skip, "N", "skip the first N rows", {0, 9e15})
      .output(options.output)
      .description(
          "Columns: quantity, unit (- if the table has none), mean, error (standard error with correlation), "
          "deviation, correlation (correlation time in rows), count.")
      .example("measure mean --skip 2 --columns temp,pe thermo.tab");
  parser.read(arguments);
  return options;
}

// The columns named, or all with numbers but step and time.
std::vector<std::size_t> find_columns(const io::TableReader& reader, const std::vector<std::string>& names) {
  const auto& header = reader.header();
  std::vector<std::size_t> columns;
  for (const auto& name : names) {
    columns.push_back(header.column(name));
    if (header.is_text(columns.back())) fail("{}: column {} holds words, expected numbers", reader.name(), name);
  }
  if (!names.empty()) return columns;
  for (std::size_t c = 0; c < header.fields.size(); ++c) {
    const auto& field = header.fields[c];
    if (!header.is_text(c) && field != "step" && field != "time") columns.push_back(c);
  }
  if (columns.empty()) {
    fail("{}: no column to take the mean of, the table has {}", reader.name(), join(header.fields, " "));
  }
  return columns;
}

// The values of each column, without the first rows.
std::vector<std::vector<double>> read_series(io::TableReader& reader, const std::vector<std::size_t>& columns,
                                             std::int64_t skip) {
  std::vector<std::vector<double>> series(columns.size());
  std::vector<double> row(reader.header().fields.size());
  while (reader.next(std::span<double>{row})) {
    if (static_cast<std::int64_t>(reader.rows()) <= skip) continue;
    for (std::size_t k = 0; k < columns.size(); ++k) series[k].push_back(row[columns[k]]);
  }
  if (reader.rows() <= static_cast<std::size_t>(skip)) {
    fail("{}: {} rows, all passed over by --skip {}", reader.name(), reader.rows(), skip);
  }
  return series;
}

}  // namespace

void mean(const cli::Arguments& arguments) {
  const Options options = parse(arguments);
  io::TableReader reader{options.input};
  const auto& header = reader.header();
  const auto columns = find_columns(reader, options.columns);
  const auto series = read_series(reader, columns, options.skip);
  io::TableHeader out;
  out.units = header.units;
  out.made_by = header.made_by;
  out.fields = {"quantity", "unit", "mean", "error", "deviation", "correlation", "count"};
  out.text_fields = {"quantity", "unit"};
  io::TableWriter writer{options.output.path, out};
  std::vector<std::string> doubtful;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    const auto m = analysis::block_mean(series[k]);
    const double values[] = {0, 0, m.mean, m.error, m.deviation, m.correlation, static_cast<double>(m.count)};
    const std::string unit = io::unit_of_column(header, columns[k]);
    const std::string words[] = {header.fields[columns[k]], unit.empty() ? "-" : unit, "", "", "", "", ""};
    writer.write(values, words);
    if (m.doubtful()) doubtful.push_back(fmt::format("{} ({:.3g})", words[0], m.independent()));
  }
  writer.close();
  if (!doubtful.empty()) {
    cli::warn(
        fmt::format("{}: few independent values, no plateau of the errors by block: {}; errors may be "
                    "too small",
                    reader.name(), join(doubtful, ", ")));
  }
}

}  // namespace nnpipe::measure
