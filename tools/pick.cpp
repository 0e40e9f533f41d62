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
      .option("potential", options.potential, "FILE", "network potential (.nnp) that is to learn from them")
      .option("set", options.set, "FILE",
              "in place of a potential: a set of symmetry functions to tell frames apart by")
      .option("database", options.database, "FILE", "frames that are there already, for novelty and distances")
      .option("extrapolation", extrapolation, "LOW[,HIGH]",
              "frames with a site more than LOW times the width of the training range outside it")
      .option("novelty", novelty, "LOW[,HIGH]",
              "frames with a site that is farther than LOW from every site of the data base and of frames before")
      .option("mean-novelty", mean_novelty, "LOW[,HIGH]", "the same of the mean distance from them")
      .option("energy-spread", energy, "LOW[,HIGH]",
              "frames about whose energy a committee disagrees by more than LOW meV/atom (lj: ε)")
      .option("force-spread", force, "LOW[,HIGH]", "the same of the most disputed force, in meV/Å (lj: ε/σ)")
      .choice(
          "spread", options.spread, {"deviation", "range", "expected"},
          "disagreement: standard deviation, largest less least, or the error of a force to be expected by what the "
          "fit has found of deviations")
      .option("number", options.number, "N", "at most so many of those that the criteria find; 0: all", {0, 1e7})
      .choice("method", options.method, {"farthest", "cur", "random", "worst"}, "by which the number is chosen")
      .option("distinct", options.distinct, "D",
              "pass over frames nearer than D to one that was taken, or of the data base", cli::not_negative)
      .output_file("table", options.table, "write what each candidate was found to be")
      .flag("allow-none", options.allow_none, "nothing found is no failure, but an empty stream")
      .seed(options.seed)
      .threads()
      .simd()
      .output(options.output)
      .rewrites()
      .description(
          "Writes those of the frames that any of the criteria finds, with columns that tell how much each atom has to "
          "do with it, and the keys picked_for and energy_spread. A frame above any HIGH has fallen apart and is never "
          "taken. Without criteria all frames are candidates. Exit status 3: no frame was found.")
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
