// gen-lj: Lennard-Jones training data, of one pair, of N neighbours, or of N vectors with the force.
#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "cli/program.hpp"
#include "io/table.hpp"
#include "potential/pair_data.hpp"

using namespace nnpipe;

namespace {

struct Options {
  std::int64_t points = 10000;
  potential::PairDataOptions data;
  cli::OutputOption output;
};

// Defaults that hang on the units.
void complete(potential::PairDataOptions& data, const cli::Parser& parser, const std::vector<double>& range) {
  auto& form = data.form;
  if (!is_physical(form.units)) {
    if (!parser.given("epsilon")) form.epsilon = 1;
    if (!parser.given("sigma")) form.sigma = 1;
    if (!parser.given("element")) data.element = "X";
  }
  if (!parser.given("cutoff")) form.cutoff = 2.5 * form.sigma;
  data.low = range.empty() ? 0.94 * form.sigma : range[0];
  data.high = range.empty() ? form.cutoff : range[1];
  if (!(data.low > 0 && data.low < data.high)) {
    fail_usage("--range: expected 0 < LO < HI, got {},{}", data.low, data.high);
  }
  cli::meaning_of("range", [&] {
    check_cutoff("LO", data.low);
    check_cutoff("HI", data.high);
  });
  cli::meaning_of("element", [&] { return element_of(data.element); });
}

Options parse(cli::Arguments arguments) {
  Options options;
  auto& data = options.data;
  std::vector<double> range;
  std::string units = "metal", density = "uniform";
  std::int64_t neighbours = 1;
  bool unshifted = false;
  cli::Parser parser{"gen-lj", "Generate Lennard-Jones training data."};
  parser
      .description(
          "Draws random distances and writes a table of them and their energy 4 epsilon [(sigma/r)^12 - (sigma/r)^6] - "
          "V(cutoff), 0 beyond the cutoff. For one pair the columns are r and energy; for N neighbours r1 ... rN and "
          "the sum of the energies; with --vector x1 y1 z1 r1 ..., the force fx fy fz on the centre atom and the "
          "energy. The defaults are argon in metal units, and epsilon = sigma = 1 with --units lj.")
      .option("points", options.points, "N", "number of rows", cli::Bounds{1, 1e15})
      .option("range", range, "LO,HI", "distances from LO to HI, Å; default: 0.94 sigma to the cutoff", 2)
      .option("neighbours", neighbours, "N", "number of neighbours", cli::Bounds{1, 1e6})
      .flag("vector", data.vectors, "neighbours as x, y, z, r, and the force on the centre")
      .flag("slope", data.slope, "for one pair: add a column slope with dE/dr, to test fits")
      .choice("density", density, {"uniform", "steep"}, "how distances are drawn; steep: uniform in r^-6")
      .option("epsilon", data.form.epsilon, "E", "depth of the well; argon: 0.010323 eV", cli::positive)
      .option("sigma", data.form.sigma, "S", "distance of zero energy; argon: 3.405 Å", cli::length)
      .option("cutoff", data.form.cutoff, "R", "cutoff; default: 2.5 sigma", cli::length)
      .flag("unshifted", unshifted, "do not subtract the energy at the cutoff")
      .option("element", data.element, "EL", "element in the table's header; default with --units lj: X")
      .choice("units", units, {"metal", "lj"}, "units of the table")
      .seed(data.seed)
      .table_output(options.output)
      .example("gen-lj --points 10000 --range 3.2,8.5125 --seed 1 | fit-mlp --hidden 10 --optimizer lm -o lj.nnp")
      .example("gen-lj --points 1000 --neighbours 5 --vector --seed 2 --binary -o vectors.tab")
      .example("gen-lj --points 1000 --units lj --density steep -o reduced.tab");
  parser.read(arguments);
  data.form.units = parse_unit_style(units);
  data.form.shift = !unshifted;
  data.density = density == "steep" ? potential::Density::steep : potential::Density::uniform;
  data.neighbours = static_cast<std::size_t>(neighbours);
  if (data.slope && (data.vectors || neighbours > 1)) fail_usage("--slope is for one pair alone");
  complete(data, parser, range);
  return options;
}

void run(const Options& options) {
  potential::PairData data{options.data};
  io::TableWriter table{options.output.path, data.header(), options.output.encoding()};
  std::vector<double> row(table.header().fields.size());
  const auto points = static_cast<std::size_t>(options.points);
  cli::Progress progress{"gen-lj", "rows", points};
  for (std::size_t i = 0; i < points; ++i) {
    data.next(row);
    table.write(row);
    if (i % 1024 == 0) progress.update(i);
  }
  table.close();
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, parse, run); }
