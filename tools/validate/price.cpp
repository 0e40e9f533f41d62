// validate: measures the price of the potential.
#include "price.hpp"

#include <fmt/format.h>

#include <array>

#include "io/column_units.hpp"
#include "io/table.hpp"
#include "potential/price.hpp"

namespace nnpipe::validate {

void Price::add(const Frame& frame) {
  constexpr std::size_t most_atoms = 2000;
  if (frame.site_energy || x_atoms + frame.size() > most_atoms) return;
  x_frames.push_back(frame);
  x_atoms += frame.size();
}

double Price::value() {
  if (x_value < 0) x_value = potential::measured_price(x_potential, x_frames);
  return x_value;
}

std::string Price::words() {
  return value() > 0 ? fmt::format("{:.3g} µs of one core per atom and step", value())
                     : std::string{"no frame to measure the price on"};
}

void Price::write(const std::string& path) {
  if (path.empty()) return;
  io::TableHeader header;
  header.units = x_potential.units();
  header.fields = {"price", "frames", "atoms"};
  io::note_column_units(header,
                        [](const std::string& field) -> std::string { return field == "price" ? "µs/atom" : "1"; });
  io::TableWriter table{path, header};
  table.write(std::array{value(), static_cast<double>(x_frames.size()), static_cast<double>(x_atoms)});
  table.close();
}

}  // namespace nnpipe::validate
