// fit-mlp on frames: options into plain data, data into one potential.
#include "frames.hpp"

#include <fmt/format.h>

#include "analysis/errors.hpp"
#include "base/error.hpp"
#include "frame_test.hpp"
#include "io/output.hpp"
#include "potential/file.hpp"
#include "values.hpp"

namespace nnpipe::fit_mlp {

namespace {

// "training energy 3.1 meV/atom, force 89 meV/Å; held out energy …"
std::string errors_in_words(const train::FrameEpoch& epoch, const train::FrameLabels& labels, UnitStyle units) {
  using analysis::Quantity;
  const auto of = [&](std::string what, const train::FrameErrors& errors) {
    const auto add = [&](Quantity quantity, double error, const char* before) {
      what += fmt::format("{} {} {:.4g} {}", before, to_string(quantity), error, analysis::unit_of(quantity, units));
    };
    if (labels.energies) add(Quantity::energy, errors.energy, "");
    if (errors.force > 0) add(Quantity::force, errors.force, labels.energies ? "," : "");
    if (labels.stress) add(Quantity::stress, errors.stress, ",");
    return what;
  };
  const std::string training = of("training", epoch.training);
  return epoch.has_validation ? training + "; " + of("held out", epoch.validation) : training;
}

// One function, or the first of several.
std::string functions(const std::vector<std::string>& names) {
  const auto& first = names.front();
  if (names.size() == 1) return fmt::format("function '{}'", first);
  return fmt::format("{} functions, '{}' and others", names.size(), first);
}

}  // namespace

void FrameOptions::declare(cli::Parser& parser) {
  parser
      .option("set", set, "FILE",
              "the input is frames: fit a potential of these symmetry functions, see nnpipe-sf(5); auto: of those that "
              "symfunc --design would choose")
      .option("cutoff", fit.design.cutoff, "LENGTH", "frames: cutoff of --set auto; 0: chosen", cli::not_negative)
      .flag("forces", forces, "frames: fit forces, and fail if there are none; default: fit them if there are")
      .flag("no-forces", no_forces, "frames: fit no forces")
      .flag("stress", stress, "frames: fit the stress too, of those that have one")
      .flag("no-energies", no_energies, "frames: fit no energies")
      .option("energy-scale", fit.energy_scale, "X", "frames: meV/atom that weigh as much as --force-scale",
              cli::positive)
      .option("force-scale", fit.force_scale, "X", "frames: meV/Å that weigh as much as --energy-scale", cli::positive)
      .option("stress-scale", fit.stress_scale, "X", "frames: GPa that weigh as much as --energy-scale", cli::positive)
      .option("weights", weights, "TYPE=W,...", "frames: weight of those with this config_type; else 1")
      .option("offsets", offsets, "X=E,...", "frames: energies of lone atoms, eV; default: by least squares")
      .option("committee", committee, "N", "frames: fit N networks from different starts; the potential is their mean",
              cli::positive)
      .flag("bootstrap", fit.bootstrap,
            "frames: fit each network of a committee to a draw of its own, with replacement, from the frames")
      .option("committee-hidden", layers, "NxN,...",
              "frames: hidden layers of the committee's networks in turn, as 15x15,20x20")
      .option("zbl", zbl, "INNER,OUTER",
              "frames: repulsion of Ziegler, Biersack and Littmark under the networks, switched off between these "
              "distances; they learn the rest",
              2)
      .option("memory", memory, "BYTES",
              "frames: keep frames and derivatives of descriptors up to so much; other frames lie on disk, other "
              "descriptors are computed anew; default: half of the machine's")
      .option("force-share", fit.force_share, "PART",
              "frames: part of the force components that kalman and lm take at a time; 0: chosen", cli::not_negative)
      .frame_keys(keys);
}

void FrameOptions::check(const cli::Parser& parser, const train::FitOptions& table) {
  if (set.empty()) {
    for (const char* option :
         {"cutoff",       "forces",  "no-forces",  "stress",     "no-energies", "energy-scale",     "force-scale",
          "weights",      "offsets", "zbl",        "committee",  "bootstrap",   "committee-hidden", "memory",
          "stress-scale", "starts",  "energy-key", "forces-key", "virial-key",  "stress-key",       "force-share"}) {
      if (parser.given(option)) fail_usage("--{} is for frames: it needs --set", option);
    }
    return;
  }
  for (const char* option : {"inputs", "targets", "output-activation", "plain-inputs", "target-rmse", "pair-end",
                             "classify", "polynomial"}) {
    if (parser.given(option)) fail_usage("--{} is for tables, not for frames with --set", option);
  }
  if (forces && no_forces) fail_usage("--forces and --no-forces contradict one another");
  const auto refuse = [&](const char* option, bool of_none, const char* why) {
    if (of_none && parser.given(option)) fail_usage("--{} weighs nothing {}", option, why);
  };
  refuse("energy-scale", no_energies, "with --no-energies");
  refuse("force-scale", no_forces, "with --no-forces");
  refuse("force-share", no_forces, "with --no-forces");
  refuse("stress-scale", !stress, "without --stress");
  if (parser.given("start") && parser.given("offsets")) fail_usage("--offsets is what --start brings");
  if (fit.design.cutoff > 0 && set != "auto") fail_usage("--cutoff is for --set auto: a set file has its own");
  fit.labels = {!no_energies, forces, stress, numbers_of("weights", weights, true), !forces && !no_forces};
  if (no_energies && no_forces && !stress) fail_usage("--no-energies leaves nothing to fit: add --forces or --stress");
  fit.offsets = numbers_of("offsets", offsets, false);
  if (!memory.empty()) fit.memory = bytes_of("memory", memory);
  if (!zbl.empty())
    fit.zbl = cli::meaning_of("zbl", [&] {
      const potential::Zbl core{zbl[0], zbl[1]};
      core.check();
      return core;
    });
  if (fit.force_share > 1) fail_usage("--force-share: expected a part up to 1, got {}", fit.force_share);
  if (parser.given("hidden")) fit.hidden = table.hidden;
  if (parser.given("activation")) fit.activations = table.activations;
  if (parser.given("init")) fit.init = table.init;
  if (parser.given("scaling")) fit.scaling = table.scaling;
  fit.optimizer = table.optimizer;
  fit.l2 = table.l2;
  fit.epochs = table.epochs;
  fit.patience = table.patience;
  fit.validation = table.validation;
  fit.seed = table.seed;
  fit.committee = committee > 1;
  if (fit.committee && parser.given("starts")) fail_usage("--starts and --committee exclude one another");
  for (const char* option : {"bootstrap", "committee-hidden"}) {
    if (!fit.committee && parser.given(option)) fail_usage("--{} is for a --committee of at least 2", option);
  }
  if (!layers.empty() && parser.given("hidden")) fail_usage("--hidden and --committee-hidden exclude one another");
  fit.member_hidden = hidden_of(layers);
  if (fit.committee && parser.given("start")) fail_usage("--start goes on from one network, not from a committee");
  fit.starts = static_cast<std::size_t>(fit.committee ? committee : starts);
  fit.log = table.log;
  fit.checkpoint = table.checkpoint;
}

void fit_frames(const FrameOptions& options, const FramePaths& paths, const potential::Model* start) {
  std::optional<descriptor::SetFile> sets;
  if (options.set != "auto") {
    sets = descriptor::parse_set_file(set_text(options.set), options.set == "-" ? "stdin" : options.set);
  }
  auto settings = options.fit;
  settings.start = start;
  settings.remembers = !paths.test.empty();
  io::FrameReader frames{paths.input, options.keys};
  std::optional<FrameTest> test;
  if (!paths.test.empty()) test.emplace(paths.test, paths.errors, options.keys);
  io::Output output{paths.output};
  std::optional<cli::Progress> progress{std::in_place, "fit-mlp", "epochs", 0};
  std::size_t epochs = 0;
  settings.progress = [&](const train::FrameEpoch& epoch) {
    const auto& errors = epoch.has_validation ? epoch.validation : epoch.training;
    std::string note;
    if (settings.labels.energies) note += fmt::format("energy {:.3g} ", errors.energy);
    if (errors.force > 0) note += fmt::format("force {:.3g} ", errors.force);
    if (settings.labels.stress) note += fmt::format("stress {:.3g} ", errors.stress);
    if (cli::Progress::wanted()) progress->update(epochs++, note);
  };
  if (cli::Progress::wanted()) {
    settings.say = [](const std::string& what) { fmt::print(stderr, "fit-mlp: {}\n", what); };
  }
  settings.warn = [](const std::string& what) { cli::warn(what); };
  const auto result = train::fit_frames(frames, sets, settings);
  progress.reset();
  if (!result.dropped.empty()) {
    cli::warn(fmt::format("{}: the same for every atom, dropped: {}", options.set, functions(result.dropped)));
  }
  const auto models = result.members.empty() ? std::vector{result.model} : result.members;
  for (const auto& model : models) potential::write_model(model, output);
  if (cli::Progress::wanted()) {
    fmt::print(stderr, "fit-mlp: RMSE after {} epochs: {}\n", result.epochs,
               errors_in_words(result.best, settings.labels, result.model.units));
  }
  if (test) test->run(models, result.structures);
  output.close();
  train::remove_checkpoint(settings.checkpoint);
}

}  // namespace nnpipe::fit_mlp
