// symfunc: symmetry functions of atoms, frames in, a table of descriptors out.
#include <fmt/core.h>

#include <optional>
#include <vector>

#include "base/error.hpp"
#include "cli/program.hpp"
#include "io/extxyz.hpp"
#include "io/input.hpp"
#include "io/table.hpp"
#include "potential/descriptor_header.hpp"
#include "potential/frame_descriptor.hpp"
#include "symfunc/curves.hpp"
#include "symfunc/design.hpp"

using namespace nnpipe;

namespace {

struct Options {
  std::string frames = "-";
  std::string set;
  std::optional<Element> element;
  bool list = false;
  symfunc::DesignSettings design;
  io::FrameKeys keys;
  cli::OutputOption output;
};

Options parse(cli::Arguments arguments) {
  Options options;
  std::string element;
  cli::Parser parser{"symfunc", "Compute the symmetry functions of atoms."};
  parser
      .description(
          "Reads frames and writes a table with one row per atom: frame and atom, counted from 1, the site energy if "
          "the frames have it, and the functions G2_1 … of the set. A site sample (key site_energy) gives one row, for "
          "its first atom. The table's header has the element and the set.")
      .positional(options.frames, "FILE", "frames in extended XYZ")
      .option("set", options.set, "FILE", "set of symmetry functions, see nnpipe-sf(5)")
      .option("element", element, "X", "element of the atoms; required if the set has several")
      .flag("list", options.list, "write the set in canonical form and read no frames")
      .without_input("list")
      .frame_keys(options.keys)
      .threads()
      .simd()
      .table_output(options.output)
      .example(
          "make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 --rattle 0.1 |"
          " symfunc --set share/symfunc/si-short.sf -o si.tab")
      .example("symfunc --set share/symfunc/si-thesis.sf --list")
      .example("make-cell diamond --element Si --constant 5.431 --rattle 0.1 | symfunc --design -o si.sf");
  declare(parser, options.design);
  parser.read(arguments);
  if (!element.empty()) options.element = cli::meaning_of("element", [&] { return element_of(element); });
  if (options.design.asked == !options.set.empty()) fail_usage("expected --set or --design, one of them");
  finish(parser, options.design);
  for (const char* option : {"radial", "angular"}) {
    if (options.list && parser.given(option)) fail_usage("--{} needs frames, which --list does not read", option);
  }
  return options;
}

Element centre_of(const Options& options, const descriptor::SetFile& sets) {
  if (options.element) return *options.element;
  if (sets.sets.size() == 1) return sets.sets.front().centre;
  std::string centres;
  for (const auto element : sets.centres()) centres.append(" ").append(element.symbol());
  fail_usage("{} has sets for{}: choose one with --element", options.set, centres);
}

void list(const Options& options, descriptor::SetFile sets) {
  if (options.element) sets.sets = {sets.of(*options.element)};
  io::Output output{options.output.path};
  output.write(to_text(sets));
  output.close();
}

io::TableHeader header_of(const descriptor::SetFile& sets, Element centre, bool energies) {
  const auto& set = sets.of(centre);
  const auto names = set.column_names();
  io::TableHeader header;
  header.units = sets.units;
  header.fields = {"frame", "atom"};
  if (energies) header.fields.emplace_back("energy");
  header.fields.insert(header.fields.end(), names.begin(), names.end());
  potential::put({names, set, {}}, header);
  if (energies) header.set("targets", {"energy"});
  return header;
}

std::optional<double> energy_of(const Frame& frame, std::size_t atom) {
  if (frame.site_energy) return frame.site_energy;
  if (!frame.site_energies.empty()) return frame.site_energies[atom];
  return std::nullopt;
}

// Frames that are computed together: enough for all threads, few enough for little memory.
class Batch {
 public:
  bool read(io::FrameReader& reader) {
    constexpr std::size_t most_frames = 256, most_atoms = 8192;
    x_first += x_count;
    x_count = 0;
    for (std::size_t atoms = 0; x_count < most_frames && atoms < most_atoms; ++x_count) {
      if (x_frames.size() == x_count) x_frames.emplace_back();
      if (!reader.next(x_frames[x_count])) break;
      x_places.resize(x_frames.size());
      x_places[x_count] = reader.place();
      atoms += x_frames[x_count].size();
    }
    return x_count > 0;
  }

  std::span<const Frame> frames() const { return std::span{x_frames}.first(x_count); }
  std::span<const std::string> places() const { return std::span{x_places}.first(x_count); }
  std::size_t first() const { return x_first; }  // frames before this batch

 private:
  std::vector<Frame> x_frames;
  std::vector<std::string> x_places;
  std::size_t x_count = 0, x_first = 0;
};

void describe(const Options& options, const descriptor::SetFile& sets) {
  const Element centre = centre_of(options, sets);
  const potential::FrameDescriptor descriptor{sets, centre};
  io::FrameReader reader{options.frames, options.keys};
  std::optional<io::TableWriter> table;
  bool energies = false;
  std::vector<double> row;
  cli::Progress progress{"symfunc", "frames", 0};
  std::vector<Frame> looked_at;  // for the curves, the first ones
  const bool curves = !options.design.radial.empty() || !options.design.angular.empty();
  for (Batch batch; batch.read(reader);) {
    descriptor.describe(
        batch.frames(), batch.places(), [&](std::size_t f, std::size_t atom, std::span<const double> values) {
          const auto energy = energy_of(batch.frames()[f], atom);
          if (!table) {
            energies = energy.has_value();
            table.emplace(options.output.path, header_of(sets, centre, energies), options.output.encoding());
          }
          if (energies != energy.has_value()) {
            fail("{}: has {} site energy, unlike the frames before it", batch.places()[f], energies ? "no" : "a");
          }
          row = {static_cast<double>(batch.first() + f + 1), static_cast<double>(atom + 1)};
          if (energies) row.push_back(*energy);
          row.insert(row.end(), values.begin(), values.end());
          table->write(row);
        });
    constexpr std::size_t most = 256;
    for (const Frame& frame : batch.frames()) {
      if (curves && looked_at.size() < most) looked_at.push_back(frame);
    }
    progress.update(reader.frames());
  }
  if (!table)
    fail("{}: no atom of element {} in {} frames", options.frames == "-" ? "stdin" : options.frames, centre.symbol(),
         reader.frames());
  table->close();
  if (!options.design.radial.empty()) symfunc::write_radial(options.design.radial, sets, looked_at);
  if (!options.design.angular.empty()) symfunc::write_angular(options.design.angular, sets, looked_at);
}

void run(const Options& options) {
  if (options.design.asked) return design(options.design, options.frames, options.keys, options.output.path);
  const auto sets = descriptor::parse_set_file(io::read_text(options.set), options.set == "-" ? "stdin" : options.set);
  options.list ? list(options, sets) : describe(options, sets);
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, parse, run); }
