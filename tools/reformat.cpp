// reformat: turns frames of one format into another.
#include "cli/program.hpp"
#include "io/formats.hpp"

using namespace nnpipe;

namespace {

struct Options {
  std::string input = "-";
  std::string from, to = "extxyz";
  io::FormatOptions formats;
  cli::OutputOption output;
};

Options parse(cli::Arguments arguments) {
  Options options;
  std::string units;
  std::vector<std::string> elements;
  cli::Parser parser{"reformat", "Turn frames of one format into another."};
  parser.positional(options.input, "FILE", "frames, in any of the formats")
      .choice("from", options.from, io::frame_format_names(),
              "format of the input; by default what its bytes look like")
      .choice("to", options.to, io::frame_format_names(), "format of the output")
      .option("units", units, "STYLE", "units of a file that does not name them: metal or lj; by default metal")
      .option("elements", elements, "SYMBOLS", "elements of LAMMPS's types 1, 2, …; by default told by their masses")
      .option("atom-style", options.formats.lammps.atom_style, "STYLE",
              "style of a data file's atoms: atomic, charge, bond, angle, molecular or full; by default the file's own")
      .frame_keys(options.formats.keys)
      .output(options.output)
      .description(
          "Each format keeps what it can hold: cell, elements, positions and velocities go everywhere, forces and "
          "further "
          "columns into extended XYZ and dumps, energy and stress into extended XYZ alone. A LAMMPS data file holds "
          "one "
          "frame. Cells are turned into the form LAMMPS asks for, together with every vector.")
      .example("reformat --from lammps-data --units metal --elements Si si64.data > si64.xyz")
      .example("make-cell diamond --element Si --constant 5.431 | reformat --to lammps-data -o si.data");
  parser.read(arguments);
  if (!units.empty()) options.formats.lammps.units = cli::meaning_of("units", [&] { return parse_unit_style(units); });
  for (const auto& symbol : elements) {
    options.formats.lammps.elements.push_back(cli::meaning_of("elements", [&] { return element_of(symbol); }));
  }
  return options;
}

void run(const Options& options) {
  const auto source = io::open_frames(options.input, options.from, options.formats);
  const auto sink = io::create_frames(options.output.path, options.to, options.formats);
  cli::Progress progress{"reformat", "frames", 0};
  Frame frame;
  for (std::size_t frames = 0; source->next(frame); progress.update(++frames)) {
    const auto& units = options.formats.lammps.units;
    if (units) check_same_units(frame.units, "the frame", *units, "--units");
    sink->write(frame);
  }
  sink->close();
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, parse, run); }
