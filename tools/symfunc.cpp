// symfunc: symmetry functions of atoms, frames in, a table of descriptors out.
#include <fmt/core.h>

#include <optional>
#include <vector>

#include "base/error.hpp"
#include "base/pipeline.hpp"
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

// Frames that are computed together, so that the lanes of vectors are full, and what comes of them.
struct Group {
  std::vector<Frame> frames;
  std::vector<std::string> places;
  std::size_t before = 0;      // frames before them
  std::vector<double> values;  // rows of the table
  std::string text, first;     // of these; the place of the first of them
  bool energies = false;
};

// Groups as a Pipeline reads them.
class Groups {
 public:
  explicit Groups(io::FrameReader& reader) : x_reader{reader} {}

  void begin() { x_held = 0; }
  bool more() const { return x_held < 8 * static_cast<std::size_t>(thread_count()); }

  // Which frames belong together depends on nothing else: a site computed beside others differs in its last digits.
  bool next(Group& group) {
    constexpr std::size_t most_frames = 256, most_sites = 2048;
    ++x_held;
    group.before = x_reader.frames();
    group.places.clear();
    for (std::size_t sites = 0; group.places.size() < most_frames && sites < most_sites;) {
      const std::size_t at = group.places.size();
      if (group.frames.size() == at) group.frames.emplace_back();
      if (!x_reader.next(group.frames[at])) break;
      group.places.push_back(x_reader.place());
      sites += group.frames[at].site_energy ? 1 : group.frames[at].size();
    }
    group.frames.resize(group.places.size());
    return !group.frames.empty();
  }

 private:
  io::FrameReader& x_reader;
  std::size_t x_held = 0;
};

[[noreturn]] void fail_energies(const std::string& place, bool before) {
  fail("{}: has {} site energy, unlike the frames before it", place, before ? "no" : "a");
}

void describe(const potential::FrameDescriptor& descriptor, io::Encoding encoding, Group& group) {
  group.values.clear();
  group.text.clear();
  std::vector<double> row;
  descriptor.describe(group.frames, group.places, [&](std::size_t f, std::size_t atom, std::span<const double> values) {
    const auto energy = energy_of(group.frames[f], atom);
    if (group.values.empty()) {
      group.energies = energy.has_value();
      group.first = group.places[f];
    }
    if (group.energies != energy.has_value()) fail_energies(group.places[f], group.energies);
    row = {static_cast<double>(group.before + f + 1), static_cast<double>(atom + 1)};
    if (energy) row.push_back(*energy);
    row.insert(row.end(), values.begin(), values.end());
    if (encoding == io::Encoding::text) io::append_row(group.text, row);
    group.values.insert(group.values.end(), row.begin(), row.end());
  });
}

void describe(const Options& options, const descriptor::SetFile& sets) {
  const Element centre = centre_of(options, sets);
  const potential::FrameDescriptor descriptor{sets, centre};
  io::FrameReader reader{options.frames, options.keys};
  std::optional<io::TableWriter> table;
  bool energies = false;
  cli::Progress progress{"symfunc", "frames", 0};
  std::vector<Frame> looked_at;  // for the curves, the first ones
  const bool curves = !options.design.radial.empty() || !options.design.angular.empty();
  const auto take = [&](const Group& group) {
    if (!table && !group.values.empty()) {
      energies = group.energies;
      table.emplace(options.output.path, header_of(sets, centre, energies), options.output.encoding());
    }
    if (!group.values.empty() && energies != group.energies) fail_energies(group.first, energies);
    if (table) table->write_rows(group.values, group.text);
    constexpr std::size_t most = 256;
    for (const Frame& frame : group.frames) {
      if (curves && looked_at.size() < most) looked_at.push_back(frame);
    }
    progress.update(group.before + group.frames.size());
    return true;
  };
  Pipeline<Group>{}.run(
      Groups{reader}, [&](Group& group) { describe(descriptor, options.output.encoding(), group); }, take);
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
