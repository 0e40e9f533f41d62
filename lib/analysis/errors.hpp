// Statistics of errors, by quantity and by subset, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "atoms/frame.hpp"
#include "base/units.hpp"
#include "io/table.hpp"

namespace nnpipe::analysis {

// Of a stream of errors: count, root mean square, mean absolute, mean with sign, largest, and quantiles of the
// absolute.
class ErrorStatistics {
 public:
  void add(double error);

  std::size_t count() const { return x_count; }
  double rmse() const;
  double mae() const;
  double mean() const;
  double max() const { return x_max; }
  // The absolute error that a fraction q of all do not exceed, between values as numpy.percentile has it. Exact up to
  // 65536 errors, beyond that within 0.05 %.
  double quantile(double q) const;

 private:
  void fold();

  std::size_t x_count = 0;
  double x_squares = 0, x_absolutes = 0, x_sum = 0, x_max = 0;
  std::vector<double> x_values;       // absolute errors, until they are too many
  std::vector<std::uint64_t> x_bins;  // then how many in each bin of a logarithmic scale
};

// What is compared. Units of tables: meV/atom, meV/Å and GPa in metal units.
enum class Quantity { energy, force, stress, gradient };
std::string_view to_string(Quantity quantity);
std::string unit_of(Quantity quantity, UnitStyle units);
// Factor from internal units (eV, eV/Å, eV/Å³) to those of tables.
double scale_of(Quantity quantity, UnitStyle units);

// Tables of errors: fields quantity unit subset count rmse mae max p95 mean.
io::TableHeader errors_header(UnitStyle units);
void write_errors(io::TableWriter& writer, const std::string& quantity, const std::string& unit,
                  const std::string& subset, const ErrorStatistics& statistics);

// Ends of the bins of force sizes that are taken where nothing else is asked for, eV/Å.
inline std::vector<double> usual_force_edges() { return {0.1, 0.2, 0.5, 1, 2, 5, 10}; }

// Labels of a frame and what a potential says of it.
struct Comparison {
  const Frame& reference;
  const Frame& predicted;
};

// Gathers errors of frames: all of them, by element, by `config_type`, and forces by size.
class ErrorTable {
 public:
  // `force_edges`: ends of the bins of the reference force's size, ascending, eV/Å; none: no such rows.
  ErrorTable(UnitStyle units, std::vector<double> force_edges);

  // Compares what both have: energies per atom (or site energies, of samples), force components, stress components.
  void add(const Comparison& comparison);
  // An error in internal units, in "all" and in the subset of the element.
  void add(Quantity quantity, Element element, double error);

  // What is to be said of them: energies that are all off by the same, which is a matter of references or units, and
  // frames without forces among those that have energies.
  std::vector<std::string> remarks() const;
  // "energy 4.9 meV/atom, force 150 meV/Å": root mean squares of all.
  std::string summary() const;

  // Null if nothing was compared.
  const ErrorStatistics* all(Quantity quantity) const;
  bool empty() const { return x_statistics.empty(); }

  // Rows in a fixed order, "all" before the parts of a quantity.
  struct Row {
    Quantity quantity;
    std::string unit, subset;
    const ErrorStatistics& statistics;  // of this table
  };
  std::vector<Row> rows() const;
  io::TableHeader header() const { return errors_header(x_units); }
  void write(io::TableWriter& writer) const;

 private:
  // Order of rows: by quantity, kind of subset, then number or name.
  struct Key {
    Quantity quantity;
    int kind = 0;  // 0 all, 1 element, 2 config_type, 3 size of force
    int number = 0;
    std::string name;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  ErrorStatistics& at(Key key) { return x_statistics[std::move(key)]; }
  std::string subset_name(const Key& key) const;
  void add_forces(const Comparison& comparison, const std::string& config_type);

  UnitStyle x_units;
  std::vector<double> x_force_edges;
  std::size_t x_frames = 0, x_with_forces = 0;  // of frames with energies that are no site samples
  std::map<Key, ErrorStatistics> x_statistics;
};

}  // namespace nnpipe::analysis
