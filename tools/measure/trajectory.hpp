// What the commands about trajectories share: their options, the loop over frames, the table of curves.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "atoms/frame.hpp"
#include "cli/program.hpp"
#include "io/column_units.hpp"
#include "io/extxyz.hpp"
#include "io/table.hpp"

namespace nnpipe::measure {

// Options that all of these have.
struct Trajectory {
  std::string input = "-";
  cli::OutputOption output;
  std::int64_t skip = 0, stride = 1;

  void declare(cli::Parser& parser) {
    parser.positional(input, "FILE", "trajectory in extended XYZ")
        .option("skip", skip, "N", "skip the first N frames", {0, 9e15})
        .option("stride", stride, "N", "then take every Nth frame", {1, 9e15})
        .threads()
        .table_output(output);
  }

  // Calls `take` for the frames wanted; returns the units of the stream.
  UnitStyle read(const std::function<void(const Frame&)>& take) const {
    io::FrameReader reader{input};
    cli::Progress progress{"measure", "frames", 0};
    UnitStyle units = UnitStyle::metal;
    std::size_t taken = 0;
    Frame frame;
    while (reader.next(frame)) {
      const auto number = static_cast<std::int64_t>(reader.frames()) - 1;
      if (number < skip || (number - skip) % stride != 0) continue;
      with_place([&] { return reader.place(); },
                 [&] {
                   if (taken > 0) check_same_units(units, "the first frame", frame.units, "this one");
                   units = frame.units;
                   take(frame);
                 });
      progress.update(++taken);
    }
    if (taken == 0) fail("{}: {} frames, all passed over by --skip {}", input, reader.frames(), skip);
    return units;
  }
};

// A table whose columns are given as curves over one argument; units of this and of the curves, in metal units.
inline void write_curves(const cli::OutputOption& output, UnitStyle units, std::vector<std::string> fields,
                         const std::vector<std::vector<double>>& columns, const std::string& unit_of_first,
                         const std::string& unit_of_others,
                         std::vector<std::pair<std::string, std::string>> notes = {}) {
  io::TableHeader header;
  header.units = units;
  header.fields = std::move(fields);
  header.notes = std::move(notes);
  std::vector<std::string> column_units(header.fields.size(), unit_of_others);
  column_units.front() = unit_of_first;
  io::note_column_units(header, column_units);
  io::TableWriter writer{output.path, header, output.encoding()};
  std::vector<double> row(columns.size());
  for (std::size_t k = 0; k < columns.front().size(); ++k) {
    for (std::size_t c = 0; c < columns.size(); ++c) row[c] = columns[c][k];
    writer.write(row);
  }
  writer.close();
}

}  // namespace nnpipe::measure
