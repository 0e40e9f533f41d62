// pick: chooses new training structures: extrapolating, novel, disputed by a committee, far from one another.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/error.hpp"
#include "cli/program.hpp"
#include "descriptor/selection.hpp"
#include "io/extxyz.hpp"
#include "pick/judge.hpp"
#include "pick/list.hpp"
#include "potential/neural/file.hpp"
#include "potential/neural/network_potential.hpp"

using namespace nnpipe;
using namespace nnpipe::pick;

namespace {

struct Options {
  std::string frames = "-", potential, set, database, table, method = "farthest", spread = "deviation";
  Criteria criteria;
  std::int64_t number = 0;
  double distinct = 0;
  bool allow_none = false;
  std::uint64_t seed = 1;
  cli::OutputOption output;
};

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
  return options;
}

// All that candidates are held against.
struct Scene {
  std::optional<analysis::Novelty> novelty;
  std::optional<analysis::SpreadMeter> spread;
  std::vector<std::vector<double>> there;  // points of the data base
};

Scene set_up(const Options& options) {
  Scene scene;
  if (!options.set.empty()) {
    scene.novelty.emplace(
        descriptor::parse_set_file(io::read_text(options.set), options.set == "-" ? "stdin" : options.set));
  } else {
    io::Input input{options.potential};
    auto models = potential::read_models(input);
    // Spread alone needs no symmetry functions.
    const bool points = options.number > 0 || options.distinct > 0 || !options.database.empty();
    const auto& criteria = options.criteria;
    if (points || criteria.extrapolation.asked || criteria.novelty.asked) {
      with_place([&] { return input.name(); }, [&] { scene.novelty.emplace(models.front()); });
    }
    if (criteria.spread()) {
      const double factor = potential::dispute_of(models).factor;
      std::vector<potential::PotentialPtr> members;
      for (auto& model : models) members.push_back(potential::make_potential(std::move(model)));
      const auto kind = analysis::spread_kind_of(options.spread);
      with_place([&] { return input.name(); }, [&] { scene.spread.emplace(std::move(members), kind, factor); });
    }
  }
  if (options.database.empty()) return scene;
  io::FrameReader database{options.database};
  for (const Frame& frame : database) {
    const auto sites = scene.novelty->describe(frame, database.place());
    scene.novelty->remember(sites);
    scene.there.push_back(scene.novelty->fingerprint(sites));
  }
  return scene;
}

// Whether a point lies nearer than `distinct` to one there; else it is there from now on.
bool is_similar(const std::vector<double>& point, double distinct, std::vector<std::vector<double>>& there) {
  if (distinct == 0) return false;
  if (std::ranges::any_of(there, [&](const auto& p) { return descriptor::rms_distance(p, point) < distinct; })) {
    return true;
  }
  there.push_back(point);
  return false;
}

void run(const Options& options) {
  Scene scene = set_up(options);
  analysis::Novelty* novelty = scene.novelty ? &*scene.novelty : nullptr;
  Judge judge{options.criteria, novelty, scene.spread ? &*scene.spread : nullptr};
  List list{options.table, options.criteria};
  io::FrameReader frames{options.frames};
  io::FrameWriter writer{options.output.path};
  analysis::PoolOptions pool_options;
  pool_options.method = analysis::parse_pool_method(options.method);
  pool_options.wanted = static_cast<std::size_t>(options.number);
  pool_options.distinct = options.distinct;
  pool_options.seed = options.seed;
  pool_options.there = scene.there;
  pool_options.scale = [&](std::vector<std::vector<double>>& points) { novelty->scale(points); };
  analysis::Pool pool{pool_options};
  if (options.distinct > 0) novelty->scale(scene.there);
  std::vector<std::size_t> picked;

  // What becomes of a frame; one that is taken is written or goes into the pool.
  const auto decide = [&](Frame& frame) {
    analysis::Sites sites;
    Findings found;
    Outcome outcome = Outcome::picked;
    try {
      found = judge.judge(frame, frames.place(), sites);
    } catch (const Error&) {
      // Atoms on top of one another and worse, in what a bad network makes of a run.
      if (!options.criteria.bounded()) throw;
      outcome = Outcome::broken;
    }
    if (outcome == Outcome::picked && found.beyond) outcome = Outcome::beyond;
    if (outcome == Outcome::picked && options.criteria.any() && found.reasons.empty()) outcome = Outcome::inside;
    std::vector<double> point;
    if (outcome == Outcome::picked && (options.number > 0 || options.distinct > 0)) {
      point = novelty->fingerprint(sites);
      if (options.number == 0) {
        std::vector<std::vector<double>> one{point};
        novelty->scale(one);
        if (is_similar(one.front(), options.distinct, scene.there)) outcome = Outcome::similar;
      }
    }
    list.add(found, outcome, frame.units);
    if (outcome != Outcome::picked) return;
    if (options.criteria.novelty.asked) novelty->remember(sites);
    if (options.number > 0) return pool.add({frames.frames(), frame, found.rank, std::move(point)});
    writer.write(frame);
    picked.push_back(frames.frames());
  };
  cli::Progress progress{"pick", "frames", 0};
  for (Frame& frame : frames) {
    decide(frame);
    progress.update(frames.frames());
  }
  for (const auto& candidate : pool.finish()) {
    writer.write(candidate.frame);
    picked.push_back(candidate.number);
  }
  list.close(picked);
  if (!picked.empty()) return writer.close();
  if (!options.allow_none) fail_criterion("none of {} frames was picked", frames.frames());
  io::Output{options.output.path}.close();
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, parse, run); }
