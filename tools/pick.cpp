// pick: chooses new training structures: extrapolating, novel, disputed by a committee, far from one another.
#include <limits>

#include "base/error.hpp"
#include "cli/program.hpp"
#include "pick/picking.hpp"

using namespace nnpipe;
using namespace nnpipe::pick;

namespace {

// Refuses what does not go together.
void check(const cli::Parser& parser, const Options& options) {
  const auto& criteria = options.criteria;
  if (options.potential.empty() == options.set.empty()) fail_usage("expected --potential or --set, one of them");
  const bool by_range = criteria.extrapolation.asked || criteria.spread();
  if (by_range && options.potential.empty()) fail_usage("--extrapolation and spreads need --potential");
  if (criteria.mean_novelty.asked && options.database.empty()) fail_usage("--mean-novelty needs --database");
  const bool no_range = options.potential.empty() && options.database.empty();
  if (no_range && (criteria.novelty.asked || (options.distinct > 0 && options.number == 0))) {
    fail_usage("--novelty and --distinct need --potential, or --database: its ranges are the unit of distances");
  }
  if (options.number == 0 && (parser.given("method") || (!criteria.any() && options.distinct == 0))) {
    fail_usage("expected a criterion, --distinct, or --number");
  }
  if (options.number > 0 && options.distinct > 0 && options.method != "farthest") {
    fail_usage("--distinct with --number needs --method farthest");
  }
  if (options.number > 0 && options.method == "worst" && !criteria.any())
    fail_usage("--method worst needs a criterion");
}

Options parse(cli::Arguments arguments) {
  Options options;
  std::vector<double> extrapolation, novelty, mean_novelty, energy, force;
  cli::Parser parser{"pick", "Choose new training structures among frames."};
  parser.positional(options.frames, "FILE", "candidates: frames in extended XYZ")
      .option("potential", options.potential, "FILE", "fitted potential (.nnp) to improve")
      .option("set", options.set, "FILE", "instead of a potential: a set of functions to compare frames by")
      .option("database", options.database, "FILE", "existing frames, for novelty and distances")
      .option("extrapolation", extrapolation, "LOW[,HIGH]",
              "frames with an atom more than LOW widths of the training range outside it")
      .option("novelty", novelty, "LOW[,HIGH]",
              "frames with an atom farther than LOW from all atoms of the data base and of earlier frames")
      .option("mean-novelty", mean_novelty, "LOW[,HIGH]", "the same with the mean distance")
      .option("energy-spread", energy, "LOW[,HIGH]",
              "frames with an energy spread of the committee above LOW meV/atom (lj: ε)")
      .option("force-spread", force, "LOW[,HIGH]", "the same for the largest spread of a force, in meV/Å (lj: ε/σ)")
      .choice(
          "spread", options.spread, {"deviation", "range", "expected"},
          "spread: standard deviation, largest less smallest, or the expected error of a force, calibrated by the fit")
      .option("number", options.number, "N", "largest number of selected frames; 0: all", {0, 1e7})
      .choice("method", options.method, {"farthest", "cur", "random", "worst"}, "how to choose that number")
      .option("distinct", options.distinct, "D", "skip frames closer than D to a picked one or to the data base",
              cli::not_negative)
      .output_file("table", options.table, "write the outcome and values of each candidate")
      .flag("allow-none", options.allow_none, "end with status 0 and an empty stream if no frame is found")
      .seed(options.seed)
      .threads()
      .simd()
      .output(options.output)
      .rewrites()
      .description(
          "Writes the frames that at least one criterion selects, with the value of each atom in columns, and the keys "
          "picked_for and energy_spread. A frame above any HIGH is rejected. Without criteria all frames are selected. "
          "Exit status 3: no frame was picked.")
      .example("pick --potential si.nnp --extrapolation 0 --allow-none test.xyz --table picks.tab > new.xyz")
      .example("pick --set share/symfunc/si-short.sf --number 2 test.xyz > two.xyz");
  parser.read(arguments);
  const auto bounds = [&](const char* name, const std::vector<double>& values, Bounds& criterion) {
    if (!parser.given(name)) return;
    const bool two = values.size() == 2;
    if (values.empty() || values.size() > 2 || !(values[0] >= 0) || (two && !(values[1] > values[0]))) {
      fail_usage("--{}: expected LOW, not negative, or LOW,HIGH with HIGH above it", name);
    }
    criterion = {true, values[0], two ? values[1] : std::numeric_limits<double>::infinity()};
  };
  bounds("extrapolation", extrapolation, options.criteria.extrapolation);
  bounds("novelty", novelty, options.criteria.novelty);
  bounds("mean-novelty", mean_novelty, options.criteria.mean_novelty);
  bounds("energy-spread", energy, options.criteria.energy);
  bounds("force-spread", force, options.criteria.force);
  check(parser, options);
  return options;
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, parse, run); }
