// measure phonon: frequencies along a path of wave vectors.
#include <algorithm>
#include <array>
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

struct Options {
  Crystal crystal;
  std::string path;
  int steps = 20;
  analysis::PhononOptions phonons;
};

Options parse(const cli::Arguments& arguments) {
  Options options;
  cli::Parser parser{"measure phonon", "Phonon frequencies at wave vectors along a path, by finite displacements."};
  options.crystal.declare(parser, "full");
  parser
      .option("path", options.path, "Q:Q:…",
              "wave vectors as fractions of the cell's reciprocal vectors, separated by colons, as in 0,0,0:0.5,0,0.5; "
              "default: the usual path of the lattice")
      .option("steps", options.steps, "N", "points on each line of the path", {1, 100000})
      .option("displacement", options.phonons.displacement, "LENGTH", "displacement of the atoms in both directions, Å",
              {0, 0.5, true, false, 1e-6})
      .description(
          "Columns: distance along the path (2π/Å), the wave vector, and the 3N frequencies in THz, ascending; "
          "imaginary ones are negative. The header has the names of the path's corners for the picture.")
      .example("measure phonon --potential Si.sw primitive.xyz > phonon.tab")
      .example("measure phonon --potential Si.sw --path 0,0,0:0.5,0,0.5 --steps 4 primitive.xyz");
  parser.read(arguments);
  cli::meaning_of("path", [&] {
    if (parser.given("path") && options.path.empty()) fail("expected wave vectors, got an empty text");
    points_of(options.path, Cell::orthogonal(1, 1, 1));
  });
  return options;
}

// A path through wave vectors, measured along its lines in 2π/Å.
class Path {
 public:
  Path(const std::string& text, const Cell& cell) : x_corners{points_of(text, cell)}, x_dual{dual_vectors(cell)} {}

  double length(Vec3 q) const { return norm(q.x * x_dual[0] + q.y * x_dual[1] + q.z * x_dual[2]); }

  // "Γ=0 X=0.18": the corners' names, each with its distance.
  std::string names() const {
    double distance = 0;
    std::string names = x_corners.front().name + "=0";
    for (std::size_t k = 1; k < x_corners.size(); ++k) {
      distance += length(x_corners[k].q - x_corners[k - 1].q);
      names += fmt::format(" {}={:.6g}", x_corners[k].name, distance);
    }
    return names;
  }

  std::vector<Vec3> points(int steps) const {
    std::vector<Vec3> vectors;
    for (const auto& corner : x_corners) vectors.push_back(corner.q);
    return analysis::wave_vector_path(vectors, steps);
  }

 private:
  std::vector<analysis::PathPoint> x_corners;
  std::array<Vec3, 3> x_dual;
};

io::TableHeader header_of(const Frame& frame, const Path& path, const std::string& relax) {
  io::TableHeader header;
  header.units = frame.units;
  header.fields = {"distance", "qa", "qb", "qc"};
  for (std::size_t k = 0; k < 3 * frame.size(); ++k) header.fields.push_back(fmt::format("f{}", k + 1));
  header.notes = {{"relaxed", relax}, {"corners", path.names()}};
  std::vector<std::string> column_units(header.fields.size(), "THz");
  std::fill_n(column_units.begin(), 4, "1");
  column_units.front() = "2π/Å";
  io::note_column_units(header, column_units);
  return header;
}

// The extreme frequencies met, and the wave vector of the lowest.
struct Extremes {
  double lowest = 0, highest = 0;
  Vec3 softest;

  void see(Vec3 q, const std::vector<double>& frequencies) {
    if (frequencies.front() < lowest) {
      lowest = frequencies.front();
      softest = q;
    }
    highest = std::max(highest, frequencies.back());
  }

  void warn(UnitStyle units) const {
    if (lowest >= -noise * highest) return;
    cli::warn(fmt::format(
        "the crystal is not stable: it has imaginary frequencies, down to {:.4g} {} (negative in the table) at the "
        "wave vector {:.4g},{:.4g},{:.4g}",
        lowest, shown_units(units).frequency.name, softest.x, softest.y, softest.z));
  }
};

}  // namespace

void phonon(const cli::Arguments& arguments) {
  const Options options = parse(arguments);
  const auto potential = potential::load(options.crystal.potential);
  Watch watch{*potential, options.crystal.on_extrapolation};
  const Frame frame = options.crystal.frame(*potential, watch.observe());
  const analysis::Phonons phonons{frame, *potential, options.phonons, watch.observe()};
  const Path path{options.path, frame.cell};
  const auto points = path.points(options.steps);
  io::TableWriter writer{options.crystal.output.path, header_of(frame, path, options.crystal.relax)};
  Extremes extremes;
  double distance = 0;
  Vec3 last = points.front();
  for (const Vec3 q : points) {
    distance += path.length(q - last);
    last = q;
    std::vector<double> row{distance, q.x, q.y, q.z};
    const auto frequencies = phonons.frequencies(q);
    extremes.see(q, frequencies);
    row.insert(row.end(), frequencies.begin(), frequencies.end());
    writer.write(row);
  }
  writer.close();
  watch.close();
  extremes.warn(frame.units);
}

}  // namespace nnpipe::measure
