#include "train/linear/linear_log.hpp"

#include <array>
#include <utility>

#include "io/column_units.hpp"

namespace nnpipe::train {

void write_linear_log(const std::string& path, io::TableHeader header, const std::vector<LinearRow>& rows) {
  header.fields = {"cutoff",
                   "functions",
                   "product_part",
                   "ridge",
                   "energy_weight",
                   "validation_energy_rmse",
                   "validation_force_rmse",
                   "price_guess",
                   "chosen"};
  io::note_column_units(header, [](const std::string& field) -> std::string {
    return field == "cutoff"                   ? "Å"
           : field == "validation_energy_rmse" ? "meV/atom"
           : field == "validation_force_rmse"  ? "meV/Å"
           : field == "price_guess"            ? "µs/atom"
                                               : "1";
  });
  io::TableWriter table{path, header};
  for (const auto& row : rows) {
    const std::array values{row.cutoff,
                            static_cast<double>(row.settings.functions),
                            row.settings.part,
                            row.settings.ridge,
                            row.settings.energy_weight,
                            row.energy,
                            row.force,
                            row.price,
                            row.chosen ? 1.0 : 0.0};
    table.write(values);
  }
  table.close();
}

}  // namespace nnpipe::train
