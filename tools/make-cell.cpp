// make-cell: crystals, repeated, strained, shaken, with vacancies, or cut into clusters.
#include <array>
#include <cmath>

#include "atoms/lattice.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/program.hpp"
#include "io/extxyz.hpp"

using namespace nnpipe;

namespace {

struct Options {
  std::string lattice_name, element;
  std::vector<std::string> elements, basis;
  std::vector<std::int64_t> repeat;
  std::vector<double> vectors, strain;
  double constant = std::nan(""), c_over_a = std::nan(""), cluster = std::nan("");  // NaN: not given
  double rattle = 0;
  std::int64_t vacancies = 0, count = 1;
  bool primitive = false;
  std::string units = "metal";
  std::uint64_t seed = 1;
  cli::OutputOption output;
  Lattice lattice;  // of all the above
  std::array<int, 3> counts{1, 1, 1};
};

// Si:0:0:0
BasisAtom parse_basis_atom(const std::string& text) {
  const auto parts = split(text, ':');
  if (parts.size() != 4) fail("expected ELEMENT:x:y:z, got {}", quoted(text));
  return {element_of(parts[0]), {to_finite(parts[1], "x"), to_finite(parts[2], "y"), to_finite(parts[3], "z")}};
}

std::vector<BasisAtom> basis_of(const Options& options) {
  return cli::meaning_of("basis", [&] {
    std::vector<BasisAtom> basis;
    for (const auto& text : options.basis) basis.push_back(parse_basis_atom(text));
    return basis;
  });
}

LatticeOptions constants_of(const Options& options, const cli::Parser& parser) {
  LatticeOptions constants;
  if (parser.given("constant")) constants.constant = options.constant;
  if (parser.given("c-over-a")) constants.c_over_a = options.c_over_a;
  if (!parser.given("constant") && !is_complete(options.lattice_name))
    fail_usage("{} needs --constant", options.lattice_name);
  if (parser.given("element") && parser.given("elements")) fail_usage("--element excludes --elements");
  if (!options.basis.empty()) {
    if (parser.given("element") || parser.given("elements")) fail_usage("--basis names its elements already");
    constants.elements = {Element{}};
  } else if (parser.given("element")) {
    constants.elements = {cli::meaning_of("element", [&] { return element_of(options.element); })};
  } else if (options.units == "lj" && options.elements.empty()) {
    constants.elements = {Element{}};
  }
  for (const auto& symbol : options.elements) {
    constants.elements.push_back(cli::meaning_of("elements", [&] { return element_of(symbol); }));
  }
  if (constants.elements.empty() && !is_complete(options.lattice_name))
    fail_usage("{} needs --element", options.lattice_name);
  return constants;
}

Lattice lattice_of(const Options& options, const cli::Parser& parser) {
  const auto basis = basis_of(options);
  if (options.lattice_name == "cell") {
    if (options.vectors.empty() || basis.empty()) fail_usage("cell needs --vectors and --basis");
    for (const char* name : {"element", "elements", "constant", "c-over-a"}) {
      if (parser.given(name)) fail_usage("cell takes --vectors and --basis, not --{}", name);
    }
    const auto vectors = cli::meaning_of("vectors", [&] { return parse_cell_vectors(options.vectors); });
    return cli::meaning_of("basis", [&] { return with_basis({vectors, {{Element{}, {}}}}, basis); });
  }
  if (!options.vectors.empty()) fail_usage("--vectors belongs to cell, {} has --constant", options.lattice_name);
  const LatticeOptions constants = constants_of(options, parser);
  const char* const about = parser.given("c-over-a") ? "c-over-a" : parser.given("element") ? "element" : "elements";
  const auto lattice = cli::meaning_of(about, [&] { return make_lattice(options.lattice_name, constants); });
  return basis.empty() ? lattice : cli::meaning_of("basis", [&] { return with_basis(lattice, basis); });
}

void check(Options& options, const cli::Parser& parser) {
  options.lattice = lattice_of(options, parser);
  if (options.primitive) options.lattice = primitive(options.lattice);
  if (!options.strain.empty()) {
    apply_strain(options.lattice, cli::meaning_of("strain", [&] { return parse_strain(options.strain); }));
  }
  if (options.repeat.size() == 1) options.repeat.resize(3, options.repeat[0]);
  if (!options.repeat.empty()) {
    if (options.repeat.size() != 3) fail_usage("--repeat: expected 1 or 3 numbers, got {}", options.repeat.size());
    if (options.cluster > 0) fail_usage("--cluster and --repeat exclude each other");
    for (std::size_t d = 0; d < 3; ++d) {
      if (options.repeat[d] < 1 || options.repeat[d] > 1'000'000) {
        fail_usage("--repeat: expected numbers between 1 and 1000000, got {}", options.repeat[d]);
      }
      options.counts[d] = static_cast<int>(options.repeat[d]);
    }
  }
}

Options parse(cli::Arguments arguments) {
  Options options;
  auto lattices = lattice_names();
  lattices.emplace_back("cell");
  cli::Parser parser{"make-cell", "Make a crystal or a cluster."};
  parser
      .word(options.lattice_name, "LATTICE", lattices,
            "sc, bcc, fcc, hcp, diamond, alpha-quartz, beta-cristobalite, or cell: your own, by --vectors and --basis")
      .option("element", options.element, "SYMBOL", "element of the atoms")
      .option("elements", options.elements, "A,B",
              "two elements: bcc as CsCl, diamond as zincblende, silica (default: Si,O)")
      .option("constant", options.constant, "LENGTH", "lattice constant a, Å; default for the silicas: 4.9134 and 7.16",
              cli::length)
      .option("c-over-a", options.c_over_a, "RATIO", "c/a of hcp (default: 1.633) and alpha-quartz (default: 1.1001)",
              cli::positive)
      .option("basis", options.basis, "ATOMS", "atoms ELEMENT:x:y:z, fractional, put on every point of the lattice")
      .option(
          "vectors", options.vectors, "NUMBERS",
          "for cell: three edges in Å; three edges and the angles alpha, beta, gamma in degrees; or nine components")
      .flag("primitive", options.primitive, "use the smallest cell of the crystal instead of the conventional one")
      .option("repeat", options.repeat, "NX,NY,NZ", "copies along each vector; one number: along all; default: 1")
      .option("strain", options.strain, "NUMBERS",
              "strain, 0.01 is 1 %: one number for all axes; six: xx,yy,zz,yz,xz,xy with engineering shears; nine: the "
              "matrix")
      .option("vacancies", options.vacancies, "N", "remove N atoms at random", {0, 1e9})
      .option("rattle", options.rattle, "LENGTH",
              "displace each coordinate by a normal deviate of this standard deviation, Å", cli::length_or_zero)
      .option("cluster", options.cluster, "RADIUS",
              "instead of a cell: the atoms within this distance of one atom, Å, without periodicity", cli::length)
      .option("count", options.count, "N", "number of frames, each with its own vacancies and displacements", {1, 1e9})
      .choice("units", options.units, {"metal", "lj"}, "units of lengths: metal, Å; lj, the σ of reduced units")
      .seed(options.seed)
      .output(options.output)
      .description(
          "Applies first the strain, then copies, vacancies and displacements. With --units lj the default element is "
          "X.")
      .example("make-cell diamond --element Si --constant 5.431 --repeat 5,5,5 --rattle 0.1 --seed 7 -o si.xyz")
      .example("make-cell fcc --basis Na:0:0:0,Cl:0.5:0.5:0.5 --constant 5.64 -o salt.xyz");
  parser.read(arguments);
  check(options, parser);
  return options;
}

void run(const Options& options) {
  io::FrameWriter writer{options.output.path};
  // Each has draws of its own: vacancies leave the displacements of what follows alone.
  Random vacancies{options.seed, 1}, displacements{options.seed, 2};
  for (std::int64_t k = 0; k < options.count; ++k) {
    Frame frame =
        options.cluster > 0 ? cluster(options.lattice, options.cluster) : repeated(options.lattice, options.counts);
    frame.units = parse_unit_style(options.units);
    remove_atoms(frame, static_cast<std::size_t>(options.vacancies), vacancies);
    if (options.rattle > 0) rattle(frame, options.rattle, displacements);
    writer.write(frame);
  }
  writer.close();
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, parse, run); }
