// measure eos, elastic, phonon: a potential and a crystal in, one table out.
#include "analysis/elastic.hpp"
#include "analysis/equation_of_state.hpp"
#include "analysis/phonon.hpp"
#include "base/text.hpp"
#include "crystal.hpp"
#include "measure.hpp"

namespace nnpipe::measure {

void eos(const cli::Arguments& arguments) {
  Crystal crystal;
  double range = 0.06;
  int points = 13;
  cli::Parser parser{"measure eos",
                     "Energy and pressure against volume, and the Birch-Murnaghan equation fitted to them."};
  crystal.declare(parser, "full");
  parser
      .option("range", range, "FRACTION", "volumes from (1 - FRACTION) to (1 + FRACTION) times the crystal's",
              {0, 0.5, true})
      .option("points", points, "N", "number of volumes", {4, 10000})
      .description(
          "Columns, per atom: volume, energy, fit, pressure. The header's notes have V0, E0, B0 and its derivative.")
      .example("measure eos --potential Si.sw si.xyz > eos.tab");
  parser.read(arguments);
  const auto potential = potential::load(crystal.potential);
  Watch watch{*potential, crystal.on_extrapolation};
  const Frame frame = crystal.frame(*potential, watch.look());
  const auto curve = analysis::energy_volume(frame, *potential, range, points, crystal.relax != "none", watch.look());
  const auto fit = analysis::fit_birch_murnaghan(curve);
  const PressureUnit pressure{frame.units};
  const auto atoms = static_cast<double>(frame.size());
  io::TableHeader header;
  header.units = frame.units;
  header.fields = {"volume", "energy", "fit", "pressure"};
  header.notes = {{"energy0", to_text(fit.energy / atoms)},
                  {"volume0", to_text(fit.volume / atoms)},
                  {"bulk-modulus", fmt::format("{} {}", fit.bulk * pressure.factor, pressure.name)},
                  {"bulk-modulus-derivative", to_text(fit.bulk_derivative)},
                  {"fit-rmse", to_text(fit.residual / atoms)}};
  io::TableWriter writer{crystal.output.path, header};
  for (const auto& point : curve) {
    const double row[] = {point.volume / atoms, point.energy / atoms, fit(point.volume) / atoms,
                          point.pressure * pressure.factor};
    writer.write(row);
  }
  writer.close();
  watch.close();
}

void elastic(const cli::Arguments& arguments) {
  Crystal crystal;
  analysis::ElasticOptions options;
  bool clamped = false;
  cli::Parser parser{"measure elastic", "Elastic constants at 0 K by finite strains, and the moduli that follow."};
  crystal.declare(parser, "full");
  parser.option("strain", options.strain, "STRAIN", "the crystal is strained by so much, both ways", {0, 0.05, true})
      .flag("clamped", clamped, "atoms do not follow the strain to new minima")
      .description(
          "Rows: the 21 constants C_ij (Voigt order xx yy zz yz xz xy), cubic means, bulk, shear (Voigt, Reuss, "
          "Hill), Young's modulus, Poisson's ratios and Zener's anisotropy.")
      .example("measure elastic --potential Si.sw si.xyz");
  parser.read(arguments);
  options.relax_atoms = !clamped;
  const auto potential = potential::load(crystal.potential);
  Watch watch{*potential, crystal.on_extrapolation};
  const Frame frame = crystal.frame(*potential, watch.look());
  const auto c = analysis::elastic_constants(frame, *potential, options, watch.look());
  const auto m = analysis::moduli(c);
  const PressureUnit unit{frame.units};
  QuantityTable table{crystal.output.path, frame.units};
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
  table.add("volume_per_atom", frame.units == UnitStyle::metal ? "Å³" : "σ³",
            frame.cell.volume() / static_cast<double>(frame.size()));
  table.close();
  watch.close();
}

void phonon(const cli::Arguments& arguments) {
  Crystal crystal;
  std::string path = "0,0,0";
  int steps = 20;
  analysis::PhononOptions options;
  cli::Parser parser{"measure phonon", "Phonon frequencies at wave vectors along a path, by finite displacements."};
  crystal.declare(parser, "full");
  parser.option("path", path, "Q:Q:…", "wave vectors as fractions of the cell's reciprocal vectors, joined by colons")
      .option("steps", steps, "N", "points on each line of the path", {1, 100000})
      .option("displacement", options.displacement, "LENGTH", "atoms are moved by so much, both ways, Å",
              {0, 0.5, true})
      .description(
          "Columns: distance along the path (1/Å, without 2π), the wave vector, and the 3N frequencies in THz, "
          "ascending; an imaginary one is negative.")
      .example("measure phonon --potential Si.sw --relax none primitive.xyz")
      .example("measure phonon --potential Si.sw --path 0,0,0:0.5,0,0.5 --steps 4 primitive.xyz");
  parser.read(arguments);
  const auto corners = cli::meaning_of("path", [&] {
    std::vector<Vec3> points;
    for (const auto word : split(std::string_view{path}, ':')) {
      const auto parts = split(word, ',');
      if (parts.size() != 3) fail("expected three numbers joined by commas, got {}", quoted(word));
      points.push_back({to_finite(parts[0], "q"), to_finite(parts[1], "q"), to_finite(parts[2], "q")});
    }
    return points;
  });
  const auto potential = potential::load(crystal.potential);
  Watch watch{*potential, crystal.on_extrapolation};
  const Frame frame = crystal.frame(*potential, watch.look());
  const analysis::Phonons phonons{frame, *potential, options, watch.look()};
  io::TableHeader header;
  header.units = frame.units;
  header.fields = {"distance", "qa", "qb", "qc"};
  for (std::size_t k = 0; k < 3 * frame.size(); ++k) header.fields.push_back(fmt::format("f{}", k + 1));
  io::TableWriter writer{crystal.output.path, header};
  const auto dual = dual_vectors(frame.cell);
  double distance = 0;
  Vec3 last = corners.front();
  for (const Vec3 q : analysis::wave_vector_path(corners, steps)) {
    const Vec3 step = q - last;
    distance += norm(step.x * dual[0] + step.y * dual[1] + step.z * dual[2]);
    last = q;
    std::vector<double> row{distance, q.x, q.y, q.z};
    const auto frequencies = phonons.frequencies(q);
    row.insert(row.end(), frequencies.begin(), frequencies.end());
    writer.write(row);
  }
  writer.close();
  watch.close();
}

}  // namespace nnpipe::measure
