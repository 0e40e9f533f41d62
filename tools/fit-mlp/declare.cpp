// fit-mlp: declares the options, and what help and manual say of them.
#include "declare.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "optimise/first_order.hpp"
#include "optimise/registry.hpp"
#include "readout.hpp"
#include "values.hpp"

namespace nnpipe::fit_mlp {

namespace {

using optimise::Samples;

constexpr cli::Bounds at_least_one{1}, networks_to_fit{1, 1000};

void declare_any(cli::Parser& parser, Options& o) {
  auto& fit = o.fit;
  const std::string layers = fmt::format("{}", fmt::join(train::frame_defaults.hidden, ","));
  parser.positional(o.input, "FILE", "table to fit, or frames in extended XYZ")
      .option(
          "hidden", [&fit](const std::string& text) { fit.hidden = hidden_layers(text); }, "N,...",
          fmt::format("nodes of each hidden layer, 0: none; default: {}, for frames {}",
                      train::table_defaults.hidden[0], layers))
      .option("activation", fit.activations, "NAMES",
              fmt::format("of the hidden layers, one for all or one each: {}; default: {}, for frames {}",
                          join(network::activation_names(), ", "), train::table_defaults.activation,
                          train::frame_defaults.activation))
      .option(
          "init",
          [&fit](const std::string& text) {
            fit.init = cli::meaning_of("init", [&] { return network::parse_init(text); });
          },
          "METHOD",
          fmt::format("initial weights: {}; default: {}, for frames {}", join(network::init_names(), ", "),
                      to_string(network::Init{train::table_defaults.init}),
                      to_string(network::Init{train::frame_defaults.init})))
      .choice(
          "scaling", [&fit](const std::string& text) { fit.scaling = descriptor::parse_scaling_method(text); },
          {"none", "range", "center", "both", "standardize"},
          "scaling of unscaled inputs; default: range, for frames standardize")
      .option("l2", fit.l2, "X", "add X/2 times the sum of squares of all parameters to the loss", cli::not_negative)
      .option("validation", fit.validation, "PART", "held-out fraction; default: 0.1, more for few frames",
              cli::below_one)
      .option("epochs", fit.epochs, "N",
              "largest number of epochs; default: " + optimise::default_text(optimise::Default::epochs), at_least_one)
      .option("patience", fit.patience, "N",
              "stop after N epochs without a smaller error, 0: never; default: " +
                  optimise::default_text(optimise::Default::patience))
      .option(
          "time", [&fit](const std::string& text) { fit.limit = train::TimeLimit{seconds_of("time", text)}; }, "TIME",
          "make the best fit within this time of the wall clock, such as 90s, 10m or 2h; default: no limit")
      .option("start", o.start, "FILE", "continue from the weights of this potential file")
      .output_file(
          "checkpoint", fit.checkpoint.path,
          "write the state of the fit there; the same command resumes a killed fit, with bitwise the same result")
      .option("checkpoint-interval", fit.checkpoint.seconds, "SECONDS", "time between checkpoints; 0: each epoch",
              cli::not_negative)
      .output_file("log", fit.log, "table of the errors by epoch, see nnpipe-tables(5)")
      .option("test", o.test, "FILE", "rows or frames for a test, not used in the fit")
      .output_file("errors", o.errors, "table of the errors on --test, as validate writes it")
      .seed(fit.seed)
      .threads()
      .output(o.output);
}

void declare_optimizer(cli::Parser& parser, Options& o) {
  auto& method = o.fit.optimizer;
  parser
      .choice("optimizer", method.name, optimise::method_names(),
              fmt::format("method; auto: for tables {}; for frames {}", optimise::automatic_choice(Samples::few),
                          optimise::automatic_choice(Samples::many)))
      .option("batch", method.batch, "N",
              fmt::format("rows or frames per step of a first-order method, 0: all; default: {}, for frames {}",
                          optimise::default_batch(Samples::few), optimise::default_batch(Samples::many)))
      .option("learning-rate", method.rate, "X",
              fmt::format("default: {}; for frames {}", optimise::default_text(optimise::Default::rate),
                          optimise::rates_of_many()),
              cli::positive)
      .option("last-learning-rate", method.last_rate, "X", "learning rate of the last epoch, reached geometrically",
              cli::positive)
      .option("schedule", method.schedule, "NAME",
              fmt::format("of the learning rate: {}; plateau halves it after 20 epochs without a smaller error; "
                          "default: constant, or geometric if the last rate is given",
                          join(optimise::schedule_names(), ", ")))
      .option("clip", method.clip, "X", "limit of the gradient's norm in first-order methods", cli::positive);
  for (const auto& parameter : optimise::parameters()) {
    const std::string name{parameter.name};
    parser.option(name, method.parameters[name], std::string{parameter.metavar},
                  fmt::format("{}; default: {}", parameter.help, optimise::default_text(parameter.name)),
                  parameter.values.size(), {parameter.low, parameter.high, false, true});
  }
  std::vector<std::pair<std::string, std::string>> entries;
  for (const auto* one : optimise::methods()) {
    entries.emplace_back(one->name, fmt::format("({}) {}", one->words, one->help));
  }
  entries.emplace_back("auto", fmt::format("For tables {}; for frames {}.", optimise::automatic_choice(Samples::few),
                                           optimise::automatic_choice(Samples::many)));
  parser.page_list("optimizers", std::move(entries));
}

void declare_table(cli::Parser& parser, Options& o, Words& words) {
  parser.scope("tables", "for tables only")
      .option("inputs", o.table.inputs, "NAMES", "input columns; default: those in the table's header")
      .option("targets", o.table.targets, "NAMES", "target columns; default: those in the table's header")
      .option("output-activation", o.fit.output_activation, "NAME", "of the output layer")
      .option("polynomial", words.degree, "DEGREE",
              "the inputs of the network are all products of up to DEGREE scaled inputs", at_least_one)
      .flag("classify", o.table.classify,
            "the target is a class, an integer from 0: softmax and cross-entropy, one output per class")
      .flag("plain-inputs", o.table.plain_inputs,
            "train on the scaled inputs; default: bring them to equal scales, or decorrelate them, during the fit")
      .option("target-rmse", o.table.target_rmse, "X",
              "stop when the held-out error is at most X; exit status 3 if it is not reached", cli::not_negative)
      .choice("pair-end", o.pair_end, {"truncated", "shifted", "force-shifted"},
              "how a pair potential ends at its cutoff; default: shifted if the table's energies are");
}

// Of --set, which frames need, the scope is empty.
void declare_frames(cli::Parser& parser, Options& o, Words& words) {
  auto& f = o.frames;
  parser
      .option(
          "set", o.set, "FILE",
          "fit frames, with the functions of this set or potential; auto: choose functions; default: those of --start")
      .scope("frames", "for frames only, with --set")
      .option("cutoff", f.design.cutoff, "LENGTH", "cutoff of --set auto; 0: choose it", cli::designed_cutoff)
      .flag("forces", words.forces, "fit forces, and fail without any; default: fit them if there are any")
      .flag("no-forces", words.no_forces, "do not fit forces")
      .flag("stress", f.labels.stress, "also fit stresses, of frames that have them")
      .flag("no-energies", words.no_energies, "do not fit energies")
      .option("energy-scale", f.energy_scale, "X", "energy error, meV/atom, with the same weight as --force-scale",
              cli::positive)
      .option("force-scale", f.force_scale, "X", "force error, meV/Å, with the same weight as --energy-scale",
              cli::positive)
      .option("stress-scale", f.stress_scale, "X", "stress error, GPa, with the same weight as --energy-scale",
              cli::positive)
      .option(
          "weights", [&f](const std::string& text) { f.labels.type_weights = named_numbers("weights", text, true); },
          "TYPE=W,...", "weight of frames with this config_type; default: 1")
      .option("weight-key", f.labels.weight_key, "KEY",
              "key of weights in the frames, which multiply those of --weights; frames without it: 1")
      .option("atom-weights", f.labels.atom_weights, "COLUMN",
              "column with weights of the forces on single atoms; frames without it: 1")
      .option("huber", f.robust, "X",
              "errors beyond X times the scales count linearly, for frames with wrong labels; 0: off",
              cli::not_negative)
      .option(
          "offsets", [&f](const std::string& text) { f.offsets = named_numbers("offsets", text, false); }, "X=E,...",
          "energies of isolated atoms, eV; default: those of frames of isolated atoms, else by least squares")
      .option("replay", o.replay, "FILE",
              "also fit these frames of an earlier fit, to keep their errors small with --start")
      .option("starts", words.starts, "N", "number of random starts; the best is kept", networks_to_fit)
      .option("max-gap", f.most_gap, "X",
              "exit status 3, after up to two more starts, if the held-out force (or energy) error exceeds X times the "
              "training error; 0: off",
              cli::not_negative)
      .option("committee", words.committee, "N",
              "fit N networks from different random starts; the potential is their mean", networks_to_fit)
      .flag("bootstrap", f.bootstrap,
            "fit each network of a committee to its own random draw of frames, with replacement")
      .option(
          "committee-hidden", [&f](const std::string& text) { f.member_hidden = networks(text); }, "NxN,...",
          "hidden layers of the committee's networks in turn, such as 15x15,20x20")
      .option(
          "zbl", [&f](const std::string& text) { choose_repulsion(text, f); }, "auto|none|INNER,OUTER",
          "Ziegler-Biersack-Littmark repulsion, switched off between these distances, Å; auto (default): below the "
          "shortest distance of each pair of elements in the frames")
      .option(
          "memory", [&f](const std::string& text) { f.memory = bytes_of("memory", text); }, "BYTES",
          "memory for frames and derivatives of descriptors; what it has no room for goes to disk; default: half of "
          "the machine's")
      .option("force-share", f.force_share, "PART",
              "fraction of the force components per step of kalman and lm; 0: automatic", {0, 1})
      .frame_keys(o.keys);
  declare_readout(parser, o);
  parser.scope({});
}

}  // namespace

void declare(cli::Parser& parser, Options& options, Words& words) {
  declare_any(parser, options);
  declare_optimizer(parser, options);
  declare_frames(parser, options, words);
  declare_table(parser, options, words);
  parser.scope({});
}

}  // namespace nnpipe::fit_mlp
