// measure mean: means of a table's columns with errors that know of correlation.
#include "analysis/block_average.hpp"
#include "base/text.hpp"
#include "cli/program.hpp"
#include "io/column_units.hpp"
#include "io/table.hpp"
#include "measure.hpp"

namespace nnpipe::measure {

void mean(const cli::Arguments& arguments) {
  std::string input = "-";
  cli::OutputOption output;
  std::vector<std::string> columns;
  std::int64_t skip = 0;
  cli::Parser parser{"measure mean", "Means of a table's columns, with errors by blocking."};
  parser.positional(input, "FILE", "table, a thermo table for instance")
      .option("columns", columns, "NAME,…", "which columns; by default all with numbers but step and time")
      .option("skip", skip, "N", "pass over the first N rows", {0, 9e15})
      .output(output)
      .description(
          "Columns: quantity, unit (- where the table does not say it), mean, error (standard error, correlation "
          "included), deviation, correlation (so many "
          "values count as one), count.")
      .example("measure mean --skip 2 --columns temp,pe thermo.tab");
  parser.read(arguments);
  io::TableReader reader{input};
  const auto& header = reader.header();
  std::vector<std::size_t> wanted;
  if (columns.empty()) {
    for (std::size_t c = 0; c < header.fields.size(); ++c) {
      const auto& field = header.fields[c];
      if (!header.is_text(c) && field != "step" && field != "time") wanted.push_back(c);
    }
    if (wanted.empty())
      fail("{}: no column to take the mean of, the table has {}", reader.name(), join(header.fields, " "));
  }
  for (const auto& name : columns) {
    wanted.push_back(header.column(name));
    if (header.is_text(wanted.back())) fail("{}: column {} holds words, expected numbers", reader.name(), name);
  }
  std::vector<std::vector<double>> series(wanted.size());
  std::vector<double> row(header.fields.size());
  while (reader.next(std::span<double>{row})) {
    if (static_cast<std::int64_t>(reader.rows()) <= skip) continue;
    for (std::size_t k = 0; k < wanted.size(); ++k) series[k].push_back(row[wanted[k]]);
  }
  if (reader.rows() <= static_cast<std::size_t>(skip)) {
    fail("{}: {} rows, all passed over by --skip {}", reader.name(), reader.rows(), skip);
  }
  io::TableHeader out;
  out.units = header.units;
  out.made_by = header.made_by;
  out.fields = {"quantity", "unit", "mean", "error", "deviation", "correlation", "count"};
  out.text_fields = {"quantity", "unit"};
  io::TableWriter writer{output.path, out};
  std::vector<std::string> doubtful;
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    const auto m = analysis::block_mean(series[k]);
    const double values[] = {0, 0, m.mean, m.error, m.deviation, m.correlation, static_cast<double>(m.count)};
    const std::string unit = io::unit_of_column(header, wanted[k]);
    const std::string words[] = {header.fields[wanted[k]], unit.empty() ? "-" : unit, "", "", "", "", ""};
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
