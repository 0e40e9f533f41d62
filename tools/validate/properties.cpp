// Properties of crystals by two potentials: minima, moduli, energies over volumes.
#include "properties.hpp"

#include <filesystem>

#include "analysis/elastic.hpp"
#include "analysis/errors.hpp"
#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "cli/program.hpp"
#include "io/extxyz.hpp"
#include "md/relax.hpp"
#include "plot/picture.hpp"
#include "potential/registry.hpp"

namespace nnpipe::validate {

using analysis::Quantity;

namespace {

// One crystal by one potential, at its minimum; per atom.
struct AtRest {
  double volume = 0, energy = 0;
  analysis::ElasticModuli moduli{};
  plot::Series energies;
};

AtRest at_rest(const Frame& crystal, const potential::Potential& potential) {
  Frame frame = crystal;
  md::RelaxOptions options;
  options.cell = md::CellFreedom::full;
  const auto relaxed = md::relax(frame, potential, options);
  if (!relaxed.converged && (relaxed.force > 1e-5 || relaxed.stress > 1e-6)) {
    fail("the crystal did not converge in {} steps: the largest force is {:.3g} and the largest stress {:.3g}",
         relaxed.steps, relaxed.force, relaxed.stress);
  }
  const auto atoms = static_cast<double>(frame.size());
  AtRest result;
  result.volume = frame.cell.volume() / atoms;
  result.energy = relaxed.energy / atoms;
  result.moduli = analysis::moduli(analysis::elastic_constants(frame, potential));
  for (const auto& point : analysis::energy_volume(frame, potential, 0.06, 13, true)) {
    result.energies.x.push_back(point.volume / atoms);
    result.energies.y.push_back(point.energy / atoms);
  }
  return result;
}

}  // namespace

Properties::Properties(const std::string& reference, const std::string& crystals)
    : x_reference{reference}, x_name{std::filesystem::path{crystals}.filename()} {
  if (crystals.empty()) return;
  x_potential = potential::load(reference);
  io::FrameReader frames{crystals};
  for (const Frame& frame : frames) x_crystals.push_back(frame);
}

void Properties::add_to(report::HtmlPage& page, const potential::Potential& potential) const {
  if (x_crystals.empty()) return;
  page.heading("Properties");
  page.paragraph(fmt::format("Crystals of {} at rest, atoms and cell relaxed by each potential. The reference is {}.",
                             x_name, x_reference));
  const UnitStyle units = potential.units();
  const ShownUnits& shown = shown_units(units);
  const std::string pressure = shown.stress.name, volume = shown.volume.name;
  const double factor = shown.stress.factor;
  std::vector<std::vector<std::string>> rows{{"crystal", "quantity", "unit", "reference", "potential", "% off"}};
  for (std::size_t k = 0; k < x_crystals.size(); ++k) {
    const std::string name = std::to_string(k + 1);
    const auto of = [&](const potential::Potential& which) {
      return with_place([&] { return fmt::format("{}: crystal {}", x_name, name); },
                        [&] { return at_rest(x_crystals[k], which); });
    };
    AtRest reference = of(*x_potential), predicted = of(potential);
    const auto add = [&](const char* what, const std::string& unit, double a, double b) {
      rows.push_back({name, what, unit, fmt::format("{:.5g}", a), fmt::format("{:.5g}", b),
                      fmt::format("{:.3g}", 100 * (b / a - 1))});
    };
    const auto &a = reference.moduli, &b = predicted.moduli;
    add("volume of an atom", volume, reference.volume, predicted.volume);
    add("energy of an atom", shown.energy.name, reference.energy, predicted.energy);
    add("bulk modulus", pressure, factor * a.bulk, factor * b.bulk);
    add("C11, mean", pressure, factor * a.c11, factor * b.c11);
    add("C12, mean", pressure, factor * a.c12, factor * b.c12);
    add("C44, mean", pressure, factor * a.c44, factor * b.c44);
    add("Poisson's ratio along an edge", "1", a.poisson_100, b.poisson_100);
    plot::Picture picture;
    picture.form = plot::load_template("line");
    picture.form.overlay = true;
    picture.format = "svg";
    picture.xlabel = fmt::format("volume of an atom ({})", volume);
    picture.ylabel = fmt::format("energy of an atom ({})", shown.energy.name);
    reference.energies.label = "reference";
    predicted.energies.label = "potential";
    picture.series = {std::move(reference.energies), std::move(predicted.energies)};
    page.figure(plot::draw(picture, cli::warn), fmt::format("Crystal {}, energy over volume.", name),
                fmt::format("Energy over volume of crystal {}, the curves of both potentials", name));
  }
  if (x_crystals.size() == 1) {
    for (auto& row : rows) row.erase(row.begin());
  }
  page.table("", rows);
}

}  // namespace nnpipe::validate
