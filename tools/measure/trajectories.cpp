// measure rdf, adf, coordination: how the atoms of a stream of frames stand to each other.
#include <algorithm>
#include <set>

#include "analysis/angles.hpp"
#include "analysis/rdf.hpp"
#include "analysis/structure_factor.hpp"
#include "base/text.hpp"
#include "measure.hpp"
#include "trajectory.hpp"

namespace nnpipe::measure {

namespace {

// "2.0" or "2.0,Si-O=1.9,…": one bond length for all pairs, others for some.
analysis::BondCutoffs bond_cutoffs(const std::vector<std::string>& words) {
  return cli::meaning_of("cutoff", [&] {
    analysis::BondCutoffs cutoffs{0};
    const auto positive = [](std::string_view text) {
      const double value = to_finite(text, "a bond length");
      if (!(value > 0)) fail("expected a positive number, got {}", quoted(text));
      check_cutoff("a bond length", value);
      return value;
    };
    bool first = true;
    for (const auto& word : words) {
      const auto equals = word.find('=');
      if (equals == std::string::npos) {
        if (!first) fail("expected PAIR=LENGTH behind the first, got {}", quoted(word));
        cutoffs = analysis::BondCutoffs{positive(word)};
      } else {
        const auto pair = split(std::string_view{word}.substr(0, equals), '-');
        if (pair.size() != 2) fail("expected two elements as in Si-O, got {}", quoted(word));
        const auto length = std::string_view{word}.substr(equals + 1);
        const double value = to_finite(length, "a bond length");
        // 0: such a pair has no bonds.
        if (value < 0) fail("expected a number of at least 0, got {}", quoted(length));
        if (value > 0) check_cutoff("a bond length", value);
        cutoffs.set(element_of(pair[0]), element_of(pair[1]), value);
      }
      first = false;
    }
    if (!(cutoffs.largest() > 0)) fail("expected a bond length");
    return cutoffs;
  });
}

// A pair that was meant for other frames, or misspelt, is not passed over in silence.
using Elements = std::set<Element>;
void warn_of_absent(const std::vector<std::string>& words, const Elements& seen) {
  for (const auto& word : words) {
    const auto equals = word.find('=');
    if (equals == std::string::npos) continue;
    for (const auto symbol : split(std::string_view{word}.substr(0, equals), '-')) {
      if (seen.contains(element_of(symbol))) continue;
      cli::warn(fmt::format("--cutoff: no frame has {}, which {} names", symbol, quoted(word)));
      break;
    }
  }
}

constexpr std::string_view cutoff_help = "longest bond, Å; then others for single pairs, as Si-O=1.9,O-O=0";

}  // namespace

void rdf(const cli::Arguments& arguments) {
  Trajectory trajectory;
  double cutoff = 6;
  std::int64_t bins = 300;
  cli::Parser parser{"measure rdf", "Radial distribution functions, all atoms together and by pair of elements."};
  trajectory.declare(parser);
  parser.option("cutoff", cutoff, "LENGTH", "largest distance, Å; may exceed half the cell", cli::length)
      .option("bins", bins, "N", "number of bins", {1, 1e7})
      .description("Columns: r, g(r) of all atoms, of each pair, and n(r), the mean number of neighbours up to r.")
      .example("measure rdf --cutoff 6 --bins 300 traj.xyz > rdf.tab");
  parser.read(arguments);
  analysis::RadialDistribution distribution{cutoff, static_cast<std::size_t>(bins)};
  const UnitStyle units = trajectory.read([&](const Frame& frame) { distribution.add(frame); });
  std::vector<std::string> fields{"r"};
  std::vector<std::vector<double>> columns{distribution.distances()};
  for (const auto& curve : distribution.curves()) {
    const std::string suffix = curve.name == "all" ? "" : "_" + curve.name;
    fields.insert(fields.end(), {"g" + suffix, "n" + suffix});
    columns.insert(columns.end(), {curve.g, curve.coordination});
  }
  write_curves(trajectory.output, units, fields, columns, "Å", "1",
               {{"frames", fmt::format("{}", distribution.frames())}});
}

void adf(const cli::Arguments& arguments) {
  Trajectory trajectory;
  std::vector<std::string> cutoff;
  std::int64_t bins = 180;
  cli::Parser parser{"measure adf", "Distribution of the angles between two bonds of an atom, by elements."};
  trajectory.declare(parser);
  parser.option("cutoff", cutoff, "LENGTH[,PAIR=LENGTH…]", std::string{cutoff_help} + " (required)")
      .option("bins", bins, "N", "number of bins from 0 to 180 degrees", {1, 1e6})
      .description(
          "Columns: angle in degrees, and the density per degree of each kind of angle, named with its centre in the "
          "middle.")
      .example("measure adf --cutoff 2.8 traj.xyz > adf.tab");
  parser.read(arguments);
  analysis::AngleDistribution distribution{bond_cutoffs(cutoff), static_cast<std::size_t>(bins)};
  Elements seen;
  const UnitStyle units = trajectory.read([&](const Frame& frame) {
    seen.insert(frame.elements.begin(), frame.elements.end());
    distribution.add(frame);
  });
  warn_of_absent(cutoff, seen);
  std::vector<std::string> fields{"angle"};
  std::vector<std::vector<double>> columns{distribution.angles()};
  std::vector<std::pair<std::string, std::string>> notes;
  for (const auto& curve : distribution.curves()) {
    fields.push_back(curve.name);
    columns.push_back(curve.density);
    notes.emplace_back("mean", fmt::format("{} {}", curve.name, curve.mean));
  }
  if (fields.size() == 1) fail("no atom has two bonds of this length");
  write_curves(trajectory.output, units, fields, columns, "degrees", "1/degree", notes);
}

void structure_factor(const cli::Arguments& arguments) {
  Trajectory trajectory;
  double largest = 12;
  std::int64_t bins = 120, vectors = 200;
  cli::Parser parser{"measure structure-factor", "Structure factors, all atoms together and by pair of elements."};
  trajectory.declare(parser);
  parser.option("largest", largest, "Q", "largest wave number, 1/Å", cli::positive)
      .option("bins", bins, "N", "number of bins up to there", {1, 1e6})
      .option("vectors", vectors, "N", "largest number of wave vectors in a bin", {1, 1e9})
      .description(
          "Columns: q, S(q) of all atoms and, by Ashcroft and Langreth, of each pair of elements. Computed from the "
          "wave vectors of the cell, not from g(r): bins without a wave vector have no row.")
      .example("measure structure-factor --largest 10 traj.xyz > sq.tab");
  parser.read(arguments);
  analysis::StructureFactor factor{largest, static_cast<std::size_t>(bins), static_cast<std::size_t>(vectors)};
  const UnitStyle units = trajectory.read([&](const Frame& frame) { factor.add(frame); });
  std::vector<std::string> fields{"q"};
  std::vector<std::vector<double>> columns{factor.wave_numbers()};
  if (columns[0].empty()) fail("the cell has no wave vector below {} 1/Å", largest);
  for (const auto& curve : factor.curves()) {
    fields.push_back(curve.name == "all" ? "S" : "S_" + curve.name);
    columns.push_back(curve.s);
  }
  write_curves(trajectory.output, units, fields, columns, "1/Å", "1", {{"frames", fmt::format("{}", factor.frames())}});
}

void coordination(const cli::Arguments& arguments) {
  Trajectory trajectory;
  std::vector<std::string> cutoff;
  cli::Parser parser{"measure coordination", "Numbers of neighbours of each element around the atoms of each element."};
  trajectory.declare(parser);
  parser.option("cutoff", cutoff, "LENGTH[,PAIR=LENGTH…]", std::string{cutoff_help} + " (required)")
      .description("Columns: number of neighbours, and the fraction of atoms with that number; Si-O is O around Si.")
      .example("measure coordination --cutoff 2.8 traj.xyz");
  parser.read(arguments);
  analysis::Coordination counts{bond_cutoffs(cutoff)};
  Elements seen;
  const UnitStyle units = trajectory.read([&](const Frame& frame) {
    seen.insert(frame.elements.begin(), frame.elements.end());
    counts.add(frame);
  });
  warn_of_absent(cutoff, seen);
  std::vector<std::string> fields{"neighbours"};
  std::vector<std::vector<double>> columns(1);
  std::vector<std::pair<std::string, std::string>> notes;
  std::size_t rows = 0;
  for (const auto& entry : counts.entries()) rows = std::max(rows, entry.fraction.size());
  for (std::size_t k = 0; k < rows; ++k) columns[0].push_back(static_cast<double>(k));
  for (auto& entry : counts.entries()) {
    entry.fraction.resize(rows);
    fields.push_back(entry.name);
    columns.push_back(entry.fraction);
    notes.emplace_back("mean", fmt::format("{} {}", entry.name, entry.mean));
  }
  write_curves(trajectory.output, units, fields, columns, "1", "1", notes);
}

}  // namespace nnpipe::measure
