// measure vacancy, surface, dimer: energies of what breaks a crystal, and of two atoms alone.
#include <cmath>

#include "analysis/defects.hpp"
#include "analysis/needs.hpp"
#include "base/shown_units.hpp"
#include "crystal.hpp"
#include "io/column_units.hpp"
#include "measure.hpp"

namespace nnpipe::measure {

namespace {

// An atom feels what is within the cutoff, so that two defects disturb no atom both if they are twice as far apart.
void check_apart(double distance, double cutoff, const char* what, const char* remedy) {
  if (distance >= 2 * cutoff) return;
  cli::warn(fmt::format("{}, {:.4g} Å, is less than twice the potential's cutoff, {:.4g} Å: {}", what, distance, cutoff,
                        remedy));
}

}  // namespace

void vacancy(const cli::Arguments& arguments) {
  Crystal crystal;
  std::int64_t atom = 1;
  int starts = 8;
  std::uint64_t seed = 1;
  cli::Parser parser{"measure vacancy", "Energy of a vacancy in a crystal of one element, at fixed cell."};
  crystal.declare(parser, "full");
  parser.option("atom", atom, "N", "number of the atom to remove, from 1", {1, 9e15})
      .option("starts", starts, "N", "additional relaxations from disturbed neighbours; the lowest energy counts",
              {0, 10000})
      .seed(seed)
      .description("The crystal should be several cells wide, because the vacancy interacts with its images.")
      .example("measure vacancy --potential Si.sw --starts 2 si.xyz");
  parser.read(arguments);
  const auto potential = potential::load(crystal.potential);
  Watch watch{*potential, crystal.on_extrapolation};
  const Frame frame = crystal.frame(*potential, watch.observe());
  check_apart(analysis::nearest_image(frame.cell), potential->cutoff(), "the distance of the vacancy to its image",
              "the energy is that of an array of vacancies; repeat the crystal");
  const auto energy =
      analysis::vacancy_energy(frame, *potential, static_cast<std::size_t>(atom) - 1, starts, seed, watch.observe());
  const std::string unit{units_of(frame.units).energy_name};
  QuantityTable table{crystal.output.path, frame.units, crystal.relax};
  table.add("vacancy_unrelaxed", unit, energy.unrelaxed);
  table.add("vacancy_relaxed", unit, energy.relaxed);
  table.close();
  watch.close();
}

void surface(const cli::Arguments& arguments) {
  Crystal crystal;
  std::string axis = "c";
  double shift = 0.01, vacuum = 15;
  cli::Parser parser{"measure surface", "Energy of the surface along a face of the cell."};
  crystal.declare(parser, "full");
  parser.choice("axis", axis, {"a", "b", "c"}, "cell vector that is cut")
      .option("shift", shift, "FRACTION", "first move the atoms by this fraction of the vector, for another cut",
              {-1, 1})
      .option("vacuum", vacuum, "LENGTH", "distance between the two surfaces, Å", cli::length)
      .description("The slab is the given crystal: make it thick enough.")
      .example("measure surface --potential Si.sw --axis c --shift 0.03 si.xyz");
  parser.read(arguments);
  const auto potential = potential::load(crystal.potential);
  Watch watch{*potential, crystal.on_extrapolation};
  const Frame frame = crystal.frame(*potential, watch.observe());
  if (vacuum < potential->cutoff()) {
    cli::warn(fmt::format("--vacuum {} is less than the potential's cutoff, {}: the two surfaces may interact", vacuum,
                          potential->cutoff()));
  }
  check_apart(frame.cell.height(axis[0] - 'a'), potential->cutoff(), "the thickness of the slab",
              "its two surfaces may interact; repeat the crystal");
  const auto energy = analysis::surface_energy(frame, *potential, axis[0] - 'a', shift, vacuum, watch.observe());
  const ShownUnit& unit = shown_units(frame.units).surface_energy;
  QuantityTable table{crystal.output.path, frame.units, crystal.relax};
  table.add("surface_unrelaxed", unit.name, energy.unrelaxed * unit.factor);
  table.add("surface_relaxed", unit.name, energy.relaxed * unit.factor);
  table.close();
  watch.close();
}

void dimer(const cli::Arguments& arguments) {
  std::string spec, on_extrapolation;
  cli::OutputOption output;
  double low = 0.5, high = std::nan("");
  int points = 200;
  std::vector<std::string> elements;
  cli::Parser parser{"measure dimer",
                     "Energy and force of two isolated atoms, for every pair of the potential's elements."};
  parser.potential(spec)
      .option("low", low, "LENGTH", "shortest distance, Å", cli::length)
      .option("high", high, "LENGTH", "longest distance, Å; default: the cutoff", cli::length)
      .option("points", points, "N", "number of distances", {2, 1e7})
      .option("elements", elements, "El,…", "elements; default: all of the potential")
      .on_extrapolation(on_extrapolation)
      .output(output)
      .description(
          "Columns: r, and for each pair the energy relative to two isolated atoms and the force (positive: "
          "repulsive). At distances outside the training range a fitted potential may be wrong.")
      .example("measure dimer --potential Si.sw --low 1.5 > dimer.tab");
  parser.read(arguments);
  const auto potential = potential::load(spec);
  Watch watch{*potential, on_extrapolation};
  std::vector<Element> wanted{potential->elements().begin(), potential->elements().end()};
  if (!elements.empty()) {
    wanted.clear();
    for (const auto& symbol : elements)
      wanted.push_back(cli::meaning_of("elements", [&] { return element_of(symbol); }));
  }
  if (!parser.given("high")) high = potential->cutoff();
  if (!(high > low)) fail_usage("--high: expected more than the {} of --low, got {}", low, high);
  io::TableHeader header;
  header.units = potential->units();
  header.fields = {"r"};
  std::vector<std::string> column_units{"Å"};
  std::vector<std::vector<analysis::DimerPoint>> curves;
  for (std::size_t a = 0; a < wanted.size(); ++a) {
    for (std::size_t b = a; b < wanted.size(); ++b) {
      const std::string name = fmt::format("{}-{}", wanted[a].symbol(), wanted[b].symbol());
      header.fields.insert(header.fields.end(), {"energy_" + name, "force_" + name});
      column_units.insert(column_units.end(), {"eV", "eV/Å"});
      curves.push_back(analysis::dimer_curve(*potential, wanted[a], wanted[b], low, high, points, watch.observe()));
      // Energies count from the two atoms apart, which in a network have energies of their own.
      const double far = 1.01 * potential->cutoff();
      const double apart = analysis::dimer_curve(*potential, wanted[a], wanted[b], far, 2 * far, 2).back().energy;
      for (auto& point : curves.back()) point.energy -= apart;
      header.notes.emplace_back("apart", fmt::format("{} {}{}", name, apart, by_style(header.units, " eV", "")));
    }
  }
  io::note_column_units(header, column_units);
  io::TableWriter writer{output.path, header};
  for (std::size_t k = 0; k < static_cast<std::size_t>(points); ++k) {
    std::vector<double> row{curves.front()[k].r};
    for (const auto& curve : curves) row.insert(row.end(), {curve[k].energy, curve[k].force});
    writer.write(row);
  }
  writer.close();
  watch.close();
}

}  // namespace nnpipe::measure
