// validate: errors of a potential against labelled frames, and whether they are small enough.
#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "analysis/errors.hpp"
#include "analysis/gradients.hpp"
#include "analysis/parity.hpp"
#include "base/error.hpp"
#include "base/standard_streams.hpp"
#include "cli/program.hpp"
#include "io/extxyz.hpp"
#include "io/frame_pipeline.hpp"
#include "io/table.hpp"
#include "potential/evaluator.hpp"
#include "potential/kernel/kernel.hpp"
#include "potential/range_watch.hpp"
#include "potential/registry.hpp"
#include "validate/columns.hpp"
#include "validate/price.hpp"
#include "validate/report.hpp"

using namespace nnpipe;
using analysis::Quantity;
using validate::Limit;

namespace {

struct Options {
  std::string frames = "-";
  std::string potential;
  io::FrameKeys keys;
  std::vector<double> force_bins = analysis::usual_force_edges();
  double max_energy = std::nan(""), max_force = std::nan(""), max_stress = std::nan(""), max_gradient = std::nan("");
  std::int64_t gradients = 0;
  std::string confusion, predictions, calibration;
  std::string energy_parity, force_parity, price;
  validate::Asked report;
  std::uint64_t seed = 1;
  cli::OutputOption output;

  std::vector<Limit> limits() const {
    return {{Quantity::energy, max_energy},
            {Quantity::force, max_force},
            {Quantity::stress, max_stress},
            {Quantity::gradient, max_gradient}};
  }
};

Options parse(cli::Arguments arguments) {
  Options options;
  cli::Parser parser{"validate", "Compare a potential with the labels of frames."};
  parser
      .positional(options.frames, "FILE",
                  "labelled frames or site samples in extended XYZ; for a model of table columns a table")
      .potential(options.potential)
      .option("max-energy-rmse", options.max_energy, "X",
              "exit status 3 if the RMSE per atom is larger, in meV (lj: ε)", cli::not_negative)
      .option("max-force-rmse", options.max_force, "X", "the same for force components, in meV/Å (lj: ε/σ)",
              cli::not_negative)
      .option("max-stress-rmse", options.max_stress, "X", "the same for stress components, in GPa (lj: ε/σ³)",
              cli::not_negative)
      .option("force-bins", options.force_bins, "SIZES", "limits of the bins of the reference force, in eV/Å")
      .output_file("energy-parity", options.energy_parity, "write each frame's reference and predicted energy")
      .output_file("force-parity", options.force_parity, "write each atom's reference and predicted force")
      .output_file("price", options.price, "write the price of an atom and step, in µs of one core")
      .output_file("report", options.report.path, "write a page with errors, pictures and the potential, in HTML")
      .option("training-log", options.report.log, "FILE", "log of the fit, for the report's learning curves")
      .option("reference", options.report.reference, "SPEC",
              "potential that made the labels: the report compares crystal properties of both")
      .option("crystals", options.report.crystals, "FILE", "crystals for that comparison, one per frame")
      .option("check-gradients", options.gradients, "N",
              "compare N force components per frame with finite differences of the energy", {0, 1e9})
      .option("max-gradient-rmse", options.max_gradient, "X",
              "exit status 3 if their RMSE is larger, in meV/Å (lj: ε/σ)", cli::not_negative)
      .output_file("confusion", options.confusion, "for classes: write the confusion matrix")
      .output_file("predictions", options.predictions, "for a table: write the prediction of each row")
      .output_file("calibration", options.calibration, "for a kernel model: write a test of its deviations")
      .frame_keys(options.keys)
      .seed(options.seed)
      .threads()
      .output(options.output)
      .description(
          "The table has a row for each quantity and subset: all, by element, by config_type, and forces by the size "
          "of the reference force. Errors are in meV/atom, meV/Å and GPa. Networks of table columns and kernel models "
          "are tested on a table: errors of the targets, or accuracy, loss and recall of each class.")
      .example("validate --potential si.nnp test.xyz")
      .example("validate --potential si.nnp --max-force-rmse 10000 --force-parity forces.tab test.xyz -o errors.tab");
  parser.read(arguments);
  for (std::size_t k = 0; k < options.force_bins.size(); ++k) {
    const bool ascending = options.force_bins[k] > (k == 0 ? 0 : options.force_bins[k - 1]);
    if (!ascending) fail_usage("--force-bins: expected positive numbers in ascending order");
  }
  if (parser.given("max-gradient-rmse") && options.gradients == 0)
    fail_usage("--max-gradient-rmse needs --check-gradients");
  if (options.gradients > 0 && potential::default_precision() != potential::Precision::full) {
    fail_usage("--check-gradients needs --precision double: differences of energies in float are noise");
  }
  const auto& page = options.report;
  if (!page.log.empty() && page.path.empty()) fail_usage("--training-log needs --report");
  if (page.reference.empty() != page.crystals.empty()) fail_usage("--reference and --crystals need each other");
  if (!page.reference.empty() && page.path.empty()) fail_usage("--reference needs --report");
  return options;
}

// One without data is an error, before anything is written.
void check_limits(const Options& options, const analysis::ErrorTable& errors, const std::string& frames) {
  if (errors.empty()) fail("{}: no frame has energy, forces or stress: nothing to compare", frames);
  for (const auto& [quantity, most] : options.limits()) {
    if (!std::isnan(most) && !errors.all(quantity)) {
      fail("{}: no {} to compare in any frame, but a limit is set for it", frames, to_string(quantity));
    }
  }
}

// All limits are asked before the first that is not met is an error.
void judge(const Options& options, const analysis::ErrorTable& errors, UnitStyle units) {
  for (const auto& [quantity, most] : options.limits()) {
    if (std::isnan(most)) continue;
    const double rmse = errors.all(quantity)->rmse();
    // NaN fails too.
    if (!(rmse <= most)) {
      fail_criterion("{} RMSE is {:.6g} {}, expected at most {}", to_string(quantity), rmse,
                     analysis::unit_of(quantity, units), most);
    }
  }
}

// What is to be known of the errors where they are written to a file, and what looks wrong.
void speak(const Options& options, const analysis::ErrorTable& errors, const std::string& frames,
           const potential::RangeWatch& watch, validate::Price& price) {
  for (const auto& remark : errors.remarks()) cli::warn(fmt::format("{}: {}", frames, remark));
  if (const auto outside = watch.summary("frames"); !outside.empty()) cli::warn(outside);
  if (options.output.path != "-" && cli::Progress::wanted())
    tell(fmt::format("validate: RMSE: {}; {}\n", errors.summary(), price.words()));
}

// What the potential says of a frame.
struct Predicted {
  std::optional<potential::Evaluator> evaluator;
  Frame frame;
  potential::RangeWatch::Look look;
};

void predict(const potential::Potential& potential, const potential::RangeWatch& watch, io::Piece<Predicted>& piece) {
  auto& [evaluator, frame, look] = piece.result;
  if (!evaluator) evaluator.emplace(potential);
  with_place([&] { return piece.place; },
             [&] {
               frame = piece.frame;
               potential::label(frame, *evaluator);
               look = watch.look(*evaluator, piece.frame);
             });
}

void run(const Options& options) {
  if (const auto model = validate::tested_on_tables(options.potential, options.frames))
    return validate::columns({options.frames, options.output.path, options.confusion, options.predictions,
                              options.calibration, !options.report.path.empty()},
                             *model);
  if (!options.confusion.empty()) fail("--confusion is for classifiers");
  if (!options.predictions.empty()) fail("--predictions is for models of a table, expected --energy-parity for frames");
  if (!options.calibration.empty()) fail("--calibration is for kernel models of a table");
  const auto potential = potential::load(options.potential);
  io::FrameReader frames{options.frames, options.keys};
  validate::Report report{options.report, options.potential, *potential};
  analysis::ErrorTable errors{potential->units(), options.force_bins};
  analysis::EnergyParity energies{options.energy_parity, potential->units()};
  analysis::ForceParity forces{options.force_parity, potential->units()};
  io::TableWriter table{options.output.path, errors.header()};
  analysis::GradientCheck gradients{*potential, static_cast<std::size_t>(options.gradients), options.seed};
  potential::RangeWatch watch{*potential, {}, [](const std::string&) {}};
  validate::Price price{*potential};
  std::optional<cli::Progress> progress{std::in_place, "validate", "frames", 0};
  const auto compare = [&](const io::Piece<Predicted>& piece) {
    with_place([&] { return piece.place; },
               [&] {
                 const analysis::Comparison comparison{piece.frame, piece.result.frame};
                 errors.add(comparison);
                 energies.add(comparison, piece.number);
                 forces.add(comparison, piece.number);
                 report.add(comparison, piece.place, *piece.result.evaluator);
                 watch.judge(piece.place, piece.result.look);
                 gradients.add(piece.frame, errors);
                 price.add(piece.frame);
               });
    progress->update(piece.number);
    return true;
  };
  // Gradients and the report evaluate the potential once more.
  const bool evaluates = options.gradients > 0 || !options.report.path.empty();
  Pipeline<io::Piece<Predicted>>{evaluates ? Taking::between : Taking::beside}.run(
      io::FramePieces{frames}, [&](auto& piece) { predict(*potential, watch, piece); }, compare);
  progress.reset();
  const std::string name = options.frames == "-" ? "stdin" : options.frames;
  check_limits(options, errors, name);
  errors.write(table);
  // What may fail comes before the first file appears.
  auto notes = validate::verdicts(options.limits(), errors, potential->units());
  if (!options.report.path.empty()) notes.push_back("Price: " + price.words() + ".");
  report.write(errors, options.frames, watch, notes);
  price.write(options.price);
  energies.close();
  forces.close();
  table.close();
  speak(options, errors, name, watch, price);
  judge(options, errors, potential->units());
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, parse, run); }
