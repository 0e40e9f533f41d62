// reformat: turns frames and potentials of one format into another.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

#include "base/text.hpp"
#include "cli/files.hpp"
#include "cli/program.hpp"
#include "io/codes/codes.hpp"
#include "io/formats.hpp"
#include "io/idx.hpp"
#include "reformat/kim.hpp"
#include "reformat/potentials.hpp"

using namespace nnpipe;

namespace {

struct Options {
  std::vector<std::string> inputs;
  std::string from, to;
  reformat::KimOptions kim;
  io::FormatOptions formats;
  cli::OutputOption output;
};

std::vector<std::string> with(std::vector<std::string> names, std::initializer_list<const char*> more) {
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

// Units of RuNNer's files or of LAMMPS's, by their name; empty: not given.
void take_units(const std::string& units, io::FormatOptions& formats) {
  if (const auto runner = io::find_runner_units(units)) {
    formats.runner = runner;
  } else if (!units.empty()) {
    formats.lammps.units = cli::meaning_of("units", [&] {
      if (units != "metal" && units != "lj") {
        fail_usage("unknown units {}, expected metal, lj, {}", nnpipe::quoted(units),
                   join(io::runner_unit_names(), ", "));
      }
      return parse_unit_style(units);
    });
  }
}

void check_kim(const cli::Parser& parser, const std::string& to) {
  for (const char* option : {"name", "errors", "price", "citations"}) {
    if (to != "kim" && parser.given(option)) fail_usage("--{} needs --to kim", option);
  }
}

std::vector<Element> elements_of(const std::vector<std::string>& symbols) {
  std::vector<Element> elements;
  for (const auto& symbol : symbols) {
    elements.push_back(cli::meaning_of("elements", [&] { return element_of(symbol); }));
  }
  return elements;
}

Options parse(cli::Arguments arguments) {
  Options options;
  std::string units;
  std::vector<std::string> elements;
  cli::Parser parser{"reformat", "Convert frames and potentials from one format to another."};
  parser
      .positionals(options.inputs, "FILE",
                   "frames or a potential in any of the formats; a folder for RuNNer's potentials. Frames of several "
                   "files are written in sequence")
      .choice("from", options.from, with(io::frame_format_names(), {"nnp"}),
              "format of the input; default: recognised by content; poscar, outcar and vasprun are VASP's, espresso "
              "pw.x's, mlip MTP's, runner also n2p2's")
      .choice("to", options.to, with(io::writable_format_names(), {"nnp", "kim"}),
              "format of the output; default: extxyz for frames, nnp for potentials; runner is also n2p2's, kim a "
              "model for LAMMPS")
      .option("units", units, "STYLE",
              "units of files that do not name them: metal (default) or lj for LAMMPS; angstrom-ev, bohr-hartree or "
              "bohr-hartree-2006 (CP2K's bohr) for RuNNer, required for reading")
      .option("elements", elements, "SYMBOLS",
              "elements of numbered types, in order; default for LAMMPS: from the masses")
      .option("atom-style", options.formats.lammps.atom_style, "STYLE",
              "atom style of a data file: atomic, charge, bond, angle, molecular or full; default: that in the file")
      .flag("keep-unconverged", options.formats.keep_unconverged,
            "keep steps whose electrons did not converge, with converged=F")
      .flag("keep-complete", options.formats.keep_complete, "keep the complete frames of a run that was cut off")
      .option("name", options.kim.name, "NAME", "name of the model, with --to kim")
      .option("errors", options.kim.errors, "FILE", "table of validate for the description of the model, with --to kim")
      .option("price", options.kim.price, "FILE", "table of validate --price for the description")
      .option("citations", options.kim.citations, "FILE", "literature in BibTeX for the description")
      .frame_keys(options.formats.keys)
      .output(options.output)
      .rewrites()
      .description(
          "Each format keeps what it can hold: cell, elements and positions go everywhere, velocities, forces, energy, "
          "stress and further columns where there is a place for them, all of them into extended XYZ. A LAMMPS data "
          "file holds one frame. Cells are turned into the form LAMMPS asks for, together with every vector.\n"
          "Potentials: nnpipe's own file (nnp), and the folder of RuNNer and n2p2 (runner) with input.nn, scaling.data "
          "and weights.ZZZ.data. What the other format has no place for is an error that names it. --to kim makes a "
          "folder NAME that stock LAMMPS runs by pair_style kim, of network potentials, also with +zbl:…; several are "
          "a committee.\n"
          "Images in IDX, as MNIST has them, become a table with a column a pixel; with the file of their labels as a "
          "second FILE, a column label too.")
      .essential({"from", "to", "units", "elements", "keep-unconverged", "name"})
      .example("reformat --from lammps-data --units metal --elements Si si64.data > si64.xyz")
      .example("make-cell diamond --element Si --constant 5.431 | reformat --to lammps-data -o si.data")
      .example("reformat --to runner si.nnp -o runner-dir/")
      .example("reformat --to kim --name Si_nnp si.nnp -o models/")
      .example("reformat --to kim --name Si_sum si.nnp+zbl:inner=0.8,outer=1.6 -o models/");
  parser.read(arguments);
  check_kim(parser, options.to);
  take_units(units, options.formats);
  options.formats.lammps.elements = elements_of(elements);
  options.kim.elements = options.formats.lammps.elements;
  options.kim.output = options.output.path;
  return options;
}

// Only frames of the very format that is written may be written over.
void check_places(const Options& options, const std::string& to) {
  for (const auto& path : options.inputs) {
    std::string from = options.from;
    std::error_code none;
    if (from.empty() && std::filesystem::is_regular_file(path, none)) {
      io::Input input{path};
      if (const auto* found = io::frame_format_of(input)) from = found->name;
    }
    if (from != to) cli::check_not_over_input(path, options.output.path);
  }
}

// A slab or molecule in a file that says nothing of periodicity becomes a crystal.
void warn_of_lost_periodicity(const Frame& frame, const std::string& to) {
  const auto& periodic = frame.cell.periodic;
  if (to != "poscar" && to != "lammps-data") return;
  if (periodic[0] && periodic[1] && periodic[2]) return;
  cli::warn(fmt::format(
      "the frame is not periodic in all directions, which {} does not say: it will be read as if it were", to));
}

// The energy of one atom among its neighbours is a label that other formats do not have.
void warn_of_lost_site_energy(const Frame& frame, const std::string& to, bool& warned) {
  if (warned || !frame.site_energy || to == "extxyz") return;
  warned = true;
  cli::warn(fmt::format("left out the energies of site samples, which {} cannot hold", to));
}

void reformat_frames(std::unique_ptr<io::FrameSource> source, const Options& options) {
  const std::string to = options.to.empty() ? "extxyz" : options.to;
  check_places(options, to);
  const auto sink = io::create_frames(options.output.path, to, options.formats);
  cli::Progress progress{"reformat", "frames", 0};
  bool warned = false;
  Frame frame;
  for (std::size_t k = 0, frames = 0; k < options.inputs.size(); ++k) {
    if (k > 0) source = io::open_frames(options.inputs[k], options.from, options.formats);
    for (; source->next(frame); progress.update(++frames)) {
      const auto& units = options.formats.lammps.units;
      if (units) check_same_units(frame.units, "the frame", *units, "--units");
      warn_of_lost_periodicity(frame, to);
      warn_of_lost_site_energy(frame, to, warned);
      sink->write(frame);
    }
  }
  sink->close();
}

// Images, and their labels if there is a second file.
void reformat_images(io::Input first, const Options& options) {
  if (options.inputs.size() > 2) fail_usage("expected images and labels, got {} files", options.inputs.size());
  for (const auto& path : options.inputs) cli::check_not_over_input(path, options.output.path);
  io::IdxReader images{std::move(first)};
  std::optional<io::IdxReader> labels;
  if (options.inputs.size() == 2) labels.emplace(io::Input{options.inputs[1]});
  io::write_idx_table(images, labels ? &*labels : nullptr, options.output.path);
}

void run(const Options& options) {
  const reformat::PotentialOptions potential{options.to, options.formats.runner, options.output.path};
  if (options.to == "kim") return reformat::make_kim_model(options.inputs, options.kim);
  const auto& path = options.inputs.front();
  const auto alone = [&] {
    if (options.inputs.size() > 1) fail_usage("{} potentials, expected one", options.inputs.size());
  };
  if (reformat::is_potential_folder(path)) {
    alone();
    return reformat::reformat_folder(path, potential);
  }
  if (io::is_deepmd(path)) return reformat_frames(io::open_frames(path, options.from, options.formats), options);
  io::Input input{path};
  if (options.from == "nnp" || (options.from.empty() && reformat::is_potential(input))) {
    alone();
    return reformat::reformat_file(input, potential);
  }
  if (options.from.empty() && io::IdxReader::matches(input.peek(4))) {
    if (!options.to.empty()) fail_usage("--to: images and labels in IDX become a table");
    return reformat_images(std::move(input), options);
  }
  if (options.to == "nnp") fail("{}: not a potential, expected one to write as nnp", input.name());
  reformat_frames(io::open_frames(std::move(input), options.from, options.formats), options);
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, parse, run); }
