// measure phonon: frequencies along a path of wave vectors.
#include <algorithm>
#include <string>
#include <vector>

#include "analysis/phonon.hpp"
#include "analysis/reciprocal_path.hpp"
#include "base/shown_units.hpp"
#include "base/text.hpp"
#include "crystal.hpp"
#include "io/column_units.hpp"
#include "measure.hpp"

namespace nnpipe::measure {

namespace {

// Imaginary beyond what the translations at Γ have by rounding.
constexpr double noise = 0.01;

std::vector<analysis::PathPoint> points_of(const std::string& path, const Cell& cell) {
  if (path.empty()) return analysis::usual_path(cell);
  std::vector<analysis::PathPoint> points;
  for (const auto word : split(std::string_view{path}, ':')) {
    const auto parts = split(word, ',');
    if (parts.size() != 3) fail("expected three numbers joined by commas, got {}", quoted(word));
    const Vec3 q{to_finite(parts[0], "q"), to_finite(parts[1], "q"), to_finite(parts[2], "q")};
    points.push_back({analysis::name_of_point(cell, q), q});
  }
  return points;
}

}  // namespace

void phonon(const cli::Arguments& arguments) {
  Crystal crystal;
  std::string path;
  int steps = 20;
  analysis::PhononOptions options;
  cli::Parser parser{"measure phonon", "Phonon frequencies at wave vectors along a path, by finite displacements."};
  crystal.declare(parser, "full");
  parser
      .option("path", path, "Q:Q:…",
              "wave vectors as fractions of the cell's reciprocal vectors, joined by colons, as in "
              "0,0,0:0.5,0,0.5; by default the usual one of the cell's lattice")
      .option("steps", steps, "N", "points on each line of the path", {1, 100000})
      .option("displacement", options.displacement, "LENGTH", "atoms are moved by so much, both ways, Å",
              {0, 0.5, true, false, 1e-6})
      .description(
          "Columns: distance along the path (2π/Å), the wave vector, and the 3N frequencies in THz, ascending; an "
          "imaginary one is negative. The header has the names of the path's corners, which the picture shows.")
      .example("measure phonon --potential Si.sw primitive.xyz > phonon.tab")
      .example("measure phonon --potential Si.sw --path 0,0,0:0.5,0,0.5 --steps 4 primitive.xyz");
  parser.read(arguments);
  cli::meaning_of("path", [&] {
    if (parser.given("path") && path.empty()) fail("expected wave vectors, got an empty text");
    points_of(path, Cell::orthogonal(1, 1, 1));
  });
  const auto potential = potential::load(crystal.potential);
  Watch watch{*potential, crystal.on_extrapolation};
  const Frame frame = crystal.frame(*potential, watch.observe());
  const analysis::Phonons phonons{frame, *potential, options, watch.observe()};
  const auto corners = points_of(path, frame.cell);
  std::vector<Vec3> vectors;
  for (const auto& corner : corners) vectors.push_back(corner.q);
  const auto dual = dual_vectors(frame.cell);
  const auto length = [&](Vec3 q) { return norm(q.x * dual[0] + q.y * dual[1] + q.z * dual[2]); };
  io::TableHeader header;
  header.units = frame.units;
  header.fields = {"distance", "qa", "qb", "qc"};
  for (std::size_t k = 0; k < 3 * frame.size(); ++k) header.fields.push_back(fmt::format("f{}", k + 1));
  double distance = 0;
  std::string names = corners.front().name + "=0";
  for (std::size_t k = 1; k < corners.size(); ++k) {
    distance += length(vectors[k] - vectors[k - 1]);
    names += fmt::format(" {}={:.6g}", corners[k].name, distance);
  }
  header.notes = {{"relaxed", crystal.relax}, {"corners", names}};
  std::vector<std::string> column_units(header.fields.size(), "THz");
  std::fill_n(column_units.begin(), 4, "1");
  column_units.front() = "2π/Å";
  io::note_column_units(header, column_units);
  io::TableWriter writer{crystal.output.path, header};
  distance = 0;
  Vec3 last = vectors.front(), softest;
  double lowest = 0, highest = 0;
  for (const Vec3 q : analysis::wave_vector_path(vectors, steps)) {
    distance += length(q - last);
    last = q;
    std::vector<double> row{distance, q.x, q.y, q.z};
    const auto frequencies = phonons.frequencies(q);
    if (frequencies.front() < lowest) {
      lowest = frequencies.front();
      softest = q;
    }
    highest = std::max(highest, frequencies.back());
    row.insert(row.end(), frequencies.begin(), frequencies.end());
    writer.write(row);
  }
  writer.close();
  watch.close();
  if (lowest < -noise * highest) {
    cli::warn(fmt::format(
        "the crystal is not stable: it has imaginary frequencies, down to {:.4g} {} (negative in the table) at the "
        "wave vector {:.4g},{:.4g},{:.4g}",
        lowest, shown_units(frame.units).frequency.name, softest.x, softest.y, softest.z));
  }
}

}  // namespace nnpipe::measure
