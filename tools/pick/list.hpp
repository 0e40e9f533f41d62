// The table of all candidates, written once it is known which of them were taken.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "io/spool.hpp"
#include "io/table.hpp"
#include "judge.hpp"

namespace nnpipe::pick {

// Rows wait in a spool: memory does not grow with the stream.
class List {
 public:
  // No path: no table. It has the columns of what was asked for.
  List(const std::string& path, const Criteria& criteria);

  void add(const Findings& findings, Outcome outcome, UnitStyle units);
  // `picked`: numbers of the frames that were taken of those added as such, ascending; the others were left.
  void close(const std::vector<std::size_t>& picked);

 private:
  std::string x_path;
  std::vector<std::string> x_fields;
  std::vector<double Findings::*> x_values;
  UnitStyle x_units = UnitStyle::metal;
  bool x_extrapolation;
  std::optional<io::Spool> x_spool;
};

}  // namespace nnpipe::pick
