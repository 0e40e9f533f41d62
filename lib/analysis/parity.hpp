// Tables of reference and prediction side by side, for parity plots.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "analysis/errors.hpp"
#include "io/table.hpp"

namespace nnpipe::analysis {

// Fields frame atoms config_type reference predicted: energy per atom (of site samples: the site energy), eV. A row a
// frame. Without a path nothing is written.
class EnergyParity {
 public:
  EnergyParity(const std::string& path, UnitStyle units);
  void add(const Comparison& comparison, std::size_t frame);
  void close();

 private:
  std::optional<io::TableWriter> x_table;
};

// Fields frame atom element component reference predicted: a row a force component, eV/Å.
class ForceParity {
 public:
  ForceParity(const std::string& path, UnitStyle units);
  void add(const Comparison& comparison, std::size_t frame);
  void close();

 private:
  std::optional<io::TableWriter> x_table;
};

}  // namespace nnpipe::analysis
