#include "analysis/parity.hpp"

#include <array>

#include "io/column_units.hpp"

namespace nnpipe::analysis {

namespace {

// `quantity`: what pictures call it.
io::TableHeader header_of(UnitStyle units, std::vector<std::string> fields, std::vector<std::string> text_fields,
                          const std::string& quantity, const std::vector<std::string>& column_units) {
  io::TableHeader header;
  header.units = units;
  header.fields = std::move(fields);
  header.text_fields = std::move(text_fields);
  header.notes = {{"quantity", quantity}};
  io::note_column_units(header, column_units);
  return header;
}

}  // namespace

EnergyParity::EnergyParity(const std::string& path, UnitStyle units) {
  if (path.empty()) return;
  x_table.emplace(path, header_of(units, {"frame", "atoms", "config_type", "reference", "predicted"}, {"config_type"},
                                  "energy", {"1", "1", "-", "eV/atom", "eV/atom"}));
}

void EnergyParity::add(const Comparison& comparison, std::size_t frame) {
  if (!x_table) return;
  const Frame& reference = comparison.reference;
  const Frame& predicted = comparison.predicted;
  const bool sample = reference.site_energy && predicted.site_energy;
  if (!sample && !(reference.energy && predicted.energy)) return;
  const auto atoms = static_cast<double>(reference.size());
  const double known = sample ? *reference.site_energy : *reference.energy / atoms;
  const double guess = sample ? *predicted.site_energy : *predicted.energy / atoms;
  const std::string* type = reference.find_info("config_type");
  const std::array<double, 5> row{static_cast<double>(frame), atoms, 0, known, guess};
  const std::array<std::string, 5> words{"", "", type ? *type : "-"};
  x_table->write(row, words);
}

void EnergyParity::close() {
  if (x_table) x_table->close();
}

ForceParity::ForceParity(const std::string& path, UnitStyle units) {
  if (path.empty()) return;
  x_table.emplace(path, header_of(units, {"frame", "atom", "element", "component", "reference", "predicted"},
                                  {"element", "component"}, "force", {"1", "1", "-", "-", "eV/Å", "eV/Å"}));
}

void ForceParity::add(const Comparison& comparison, std::size_t frame) {
  if (!x_table || comparison.reference.forces.empty() || comparison.predicted.forces.empty()) return;
  std::array<std::string, 6> words;
  for (std::size_t i = 0; i < comparison.reference.size(); ++i) {
    words[2] = comparison.reference.elements[i].symbol();
    for (int d = 0; d < 3; ++d) {
      words[3] = std::string(1, "xyz"[d]);
      const std::array<double, 6> row{static_cast<double>(frame),        static_cast<double>(i + 1),       0, 0,
                                      comparison.reference.forces[i][d], comparison.predicted.forces[i][d]};
      x_table->write(row, words);
    }
  }
}

void ForceParity::close() {
  if (x_table) x_table->close();
}

}  // namespace nnpipe::analysis
