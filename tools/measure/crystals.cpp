// measure eos, elastic: a potential and a crystal in, one table out.
#include <algorithm>
#include <cmath>

#include "analysis/elastic.hpp"
#include "analysis/equation_of_state.hpp"
#include "base/shown_units.hpp"
#include "base/text.hpp"
#include "crystal.hpp"
#include "io/column_units.hpp"
#include "measure.hpp"

namespace nnpipe::measure {

namespace {

// Says where the points are none of a Birch-Murnaghan equation, so that its numbers are not the potential's.
void check_fit(const std::vector<analysis::EosPoint>& curve, const analysis::BirchMurnaghan& fit, double by_pressure,
               double atoms, const std::string& energy_unit, const ShownUnit& pressure) {
  // Parts of the modulus, and of the depth of the curve.
  constexpr double most_of_bulk = 0.05, most_of_depth = 0.02;
  const auto [low, high] =
      std::minmax_element(curve.begin(), curve.end(), [](auto& a, auto& b) { return a.energy < b.energy; });
  if (std::abs(by_pressure / fit.bulk - 1) < most_of_bulk &&
      fit.residual < most_of_depth * (high->energy - low->energy)) {
    return;
  }
  cli::warn(fmt::format(
      "the energies do not follow the Birch-Murnaghan equation: it misses them by {:.3g} of {:.3g} {}, and its "
      "bulk modulus is {:.4g} {} where the pressures say {:.4g}: look at the curve (plot eos), or take a smaller "
      "--range",
      fit.residual / atoms, (high->energy - low->energy) / atoms, energy_unit, fit.bulk * pressure.factor,
      pressure.name, by_pressure * pressure.factor));
}

}  // namespace

void eos(const cli::Arguments& arguments) {
  Crystal crystal;
  double range = 0.06;
  int points = 13;
  cli::Parser parser{"measure eos",
                     "Energy and pressure against volume, and the Birch-Murnaghan equation fitted to them."};
  crystal.declare(parser, "full");
  parser
      .option("range", range, "FRACTION", "volumes from (1 - FRACTION) to (1 + FRACTION) times the crystal's",
              {0, 0.5, true, false, 1e-4})
      .option("points", points, "N", "number of volumes", {4, 10000})
      .description("Columns, per atom: volume, energy, fit, pressure. The header has V0, E0, B0 and its derivative.")
      .example("measure eos --potential Si.sw si.xyz > eos.tab");
  parser.read(arguments);
  const auto potential = potential::load(crystal.potential);
  Watch watch{*potential, crystal.on_extrapolation};
  const Frame frame = crystal.frame(*potential, watch.observe());
  const auto curve =
      analysis::energy_volume(frame, *potential, range, points, crystal.relax != "none", watch.observe());
  const auto fit = analysis::fit_birch_murnaghan(curve);
  const double by_pressure = analysis::bulk_by_pressure(fit, curve);
  const ShownUnit& pressure = shown_units(frame.units).stress;
  const auto atoms = static_cast<double>(frame.size());
  const ShownUnits& shown = shown_units(frame.units);
  const std::string energy_unit = shown.energy.name + "/atom", volume_unit = shown.volume.name + "/atom";
  io::TableHeader header;
  header.units = frame.units;
  header.fields = {"volume", "energy", "fit", "pressure"};
  header.notes = {{"relaxed", crystal.relax},
                  {"energy0", fmt::format("{} {}", fit.energy / atoms, energy_unit)},
                  {"volume0", fmt::format("{} {}", fit.volume / atoms, volume_unit)},
                  {"bulk-modulus", fmt::format("{} {}", fit.bulk * pressure.factor, pressure.name)},
                  {"bulk-modulus-by-pressure", fmt::format("{} {}", by_pressure * pressure.factor, pressure.name)},
                  {"bulk-modulus-derivative", to_text(fit.bulk_derivative)},
                  {"fit-rmse", fmt::format("{} {}", fit.residual / atoms, energy_unit)}};
  io::note_column_units(header, {volume_unit, energy_unit, energy_unit, pressure.name});
  io::TableWriter writer{crystal.output.path, header};
  for (const auto& point : curve) {
    const double row[] = {point.volume / atoms, point.energy / atoms, fit(point.volume) / atoms,
                          point.pressure * pressure.factor};
    writer.write(row);
  }
  writer.close();
  watch.close();
  check_fit(curve, fit, by_pressure, atoms, energy_unit, pressure);
}

void elastic(const cli::Arguments& arguments) {
  Crystal crystal;
  analysis::ElasticOptions options;
  bool clamped = false;
  cli::Parser parser{"measure elastic", "Elastic constants at 0 K by finite strains, and the moduli that follow."};
  crystal.declare(parser, "full");
  parser.option("strain", options.strain, "STRAIN", "strain, applied in both directions", {0, 0.05, true, false, 1e-6})
      .flag("clamped", clamped, "do not relax the atoms under strain")
      .description(
          "Rows: the 21 constants C_ij (Voigt order xx yy zz yz xz xy), cubic means, bulk, shear (Voigt, Reuss, "
          "Hill), Young's modulus, Poisson's ratios and Zener's anisotropy.")
      .example("measure elastic --potential Si.sw si.xyz");
  parser.read(arguments);
  options.relax_atoms = !clamped;
  const auto potential = potential::load(crystal.potential);
  Watch watch{*potential, crystal.on_extrapolation};
  const Frame frame = crystal.frame(*potential, watch.observe());
  const auto c = analysis::elastic_constants(frame, *potential, options, watch.observe());
  const auto m = analysis::moduli(c);
  const ShownUnit& unit = shown_units(frame.units).stress;
  QuantityTable table{
      crystal.output.path,
      frame.units,
      crystal.relax,
      {{"c11", "mean of C11, C22, C33"}, {"c12", "mean of C12, C13, C23"}, {"c44", "mean of C44, C55, C66"}}};
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = i; j < 6; ++j) table.add(fmt::format("C{}{}", i + 1, j + 1), unit.name, c[i][j] * unit.factor);
  }
  for (const auto& [name, value] : {std::pair{"c11", m.c11},
                                    {"c12", m.c12},
                                    {"c44", m.c44},
                                    {"bulk", m.bulk},
                                    {"shear_voigt", m.shear_voigt},
                                    {"shear_reuss", m.shear_reuss},
                                    {"shear_hill", m.shear_hill},
                                    {"young_hill", m.young_hill}}) {
    table.add(name, unit.name, value * unit.factor);
  }
  for (const auto& [name, value] :
       {std::pair{"poisson_hill", m.poisson_hill}, {"poisson_100", m.poisson_100}, {"zener", m.zener}}) {
    table.add(name, "1", value);
  }
  table.add("volume_per_atom", shown_units(frame.units).volume.name,
            frame.cell.volume() / static_cast<double>(frame.size()));
  table.close();
  watch.close();
  if (const auto least = analysis::least_eigenvalue(c); !least.positive()) {
    cli::warn(
        fmt::format("the crystal is not mechanically stable: its stiffness has the eigenvalue {:.4g} {}, expected all "
                    "positive{}; averages over directions mean nothing",
                    least.value * unit.factor, unit.name,
                    least.value > 0 ? fmt::format(" and above {:g} of the largest, as in a crystal without a gap",
                                                  analysis::LeastEigenvalue::noise)
                                    : ""));
  }
}

}  // namespace nnpipe::measure
