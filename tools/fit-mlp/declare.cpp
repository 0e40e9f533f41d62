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
          fmt::format("nodes of each hidden layer, 0: none; default: {}, of frames {}", train::table_defaults.hidden[0],
                      layers))
      .option("activation", fit.activations, "NAMES",
              fmt::format("of the hidden layers, one or one each: {}; default: {}, of frames {}",
                          join(network::activation_names(), ", "), train::table_defaults.activation,
                          train::frame_defaults.activation))
      .option(
          "init",
          [&fit](const std::string& text) {
            fit.init = cli::meaning_of("init", [&] { return network::parse_init(text); });
          },
          "METHOD",
          fmt::format("initial weights: {}; default: {}, of frames {}", join(network::init_names(), ", "),
                      to_string(network::Init{train::table_defaults.init}),
                      to_string(network::Init{train::frame_defaults.init})))
      .choice(
          "scaling", [&fit](const std::string& text) { fit.scaling = descriptor::parse_scaling_method(text); },
          {"none", "range", "center", "both", "standardize"},
          "scaling of inputs that come unscaled; default: range, of frames standardize")
      .option("l2", fit.l2, "X", "add X/2 times the sum of squares of all parameters to the loss", cli::not_negative)
      .option("validation", fit.validation, "PART", "held-out part; default: 0.1, of few frames more", cli::below_one)
      .option("epochs", fit.epochs, "N",
              "most passes over the data; default: " + optimise::default_text(optimise::Default::epochs), at_least_one)
      .option("patience", fit.patience, "N",
              "stop after N epochs without a lower error, 0: never; default: " +
                  optimise::default_text(optimise::Default::patience))
      .option("start", o.start, "FILE", "go on from the network of this potential file")
      .output_file("checkpoint", fit.checkpoint.path,
                   "keep the state of the fit there; a fit that was killed goes on from it and ends with the same bits")
      .option("checkpoint-interval", fit.checkpoint.seconds, "SECONDS", "between two checkpoints; 0: after each epoch",
              cli::not_negative)
      .output_file("log", fit.log, "table of the errors by epoch, see nnpipe-tables(5)")
      .option("test", o.test, "FILE", "rows or frames to test it on, unseen by the fit")
      .output_file("errors", o.errors, "table of the errors on --test, as validate writes it")
      .seed(fit.seed)
      .threads()
      .output(o.output);
}

void declare_optimizer(cli::Parser& parser, Options& o) {
  auto& method = o.fit.optimizer;
  parser
      .choice("optimizer", method.name, optimise::method_names(),
              fmt::format("how to minimise the error; auto: of tables {}; of frames {}",
                          optimise::automatic_choice(Samples::few), optimise::automatic_choice(Samples::many)))
      .option("batch", method.batch, "N",
              fmt::format("rows or frames a step of a first-order method, 0: all; default: {}, of frames {}",
                          optimise::default_batch(Samples::few), optimise::default_batch(Samples::many)))
      .option("learning-rate", method.rate, "X",
              fmt::format("default: {}; of frames {}", optimise::default_text(optimise::Default::rate),
                          optimise::rates_of_many()),
              cli::positive)
      .option("last-learning-rate", method.last_rate, "X", "learning rate of the last epoch, reached by equal factors",
              cli::positive)
      .option("schedule", method.schedule, "NAME",
              fmt::format("of the learning rate: {}; plateau halves it after 20 epochs without a lower error; default: "
                          "constant, or geometric where the last rate is given",
                          join(optimise::schedule_names(), ", ")))
      .option("clip", method.clip, "X", "longest gradient of a first-order method; longer ones are shortened",
              cli::positive);
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
  entries.emplace_back("auto", fmt::format("Of tables {}; of frames {}.", optimise::automatic_choice(Samples::few),
                                           optimise::automatic_choice(Samples::many)));
  parser.page_list("optimizers", std::move(entries));
}

void declare_table(cli::Parser& parser, Options& o, Words& words) {
  parser.scope("tables", "of tables alone")
      .option("inputs", o.table.inputs, "NAMES", "columns that enter; default: what the table calls its inputs")
      .option("targets", o.table.targets, "NAMES", "columns to be predicted; default: what the table calls its targets")
      .option("output-activation", o.fit.output_activation, "NAME", "of the output layer")
      .option("polynomial", words.degree, "DEGREE",
              "the network takes all products of up to so many inputs, as they are scaled", at_least_one)
      .flag("classify", o.table.classify,
            "the target is a class, a whole number from 0: softmax and cross-entropy, an output a class")
      .flag("plain-inputs", o.table.plain_inputs,
            "train on the inputs as they are scaled; else they are brought to one scale for the time of the fit")
      .option("target-rmse", o.table.target_rmse, "X",
              "stop when the error of the held-out rows is as low; exit status 3 if it never is", cli::not_negative)
      .choice("pair-end", o.pair_end, {"truncated", "shifted", "force-shifted"},
              "end of a pair potential at its cutoff; default: shifted if the table's energies are");
}

// Of --set, which frames need, the scope is empty.
void declare_frames(cli::Parser& parser, Options& o, Words& words) {
  auto& f = o.frames;
  parser
      .option("set", o.set, "FILE",
              "the input is frames; take the functions of this set or potential; auto: choose them; default: those of "
              "the start")
      .scope("frames", "of frames alone, with --set")
      .option("cutoff", f.design.cutoff, "LENGTH", "cutoff of --set auto; 0: chosen", cli::designed_cutoff)
      .flag("forces", words.forces, "fit forces, and fail if there are none; default: fit them if there are")
      .flag("no-forces", words.no_forces, "fit no forces")
      .flag("stress", f.labels.stress, "fit the stress too, of those that have one")
      .flag("no-energies", words.no_energies, "fit no energies")
      .option("energy-scale", f.energy_scale, "X", "meV/atom that weigh as much as --force-scale", cli::positive)
      .option("force-scale", f.force_scale, "X", "meV/Å that weigh as much as --energy-scale", cli::positive)
      .option("stress-scale", f.stress_scale, "X", "GPa that weigh as much as --energy-scale", cli::positive)
      .option(
          "weights", [&f](const std::string& text) { f.labels.type_weights = named_numbers("weights", text, true); },
          "TYPE=W,...", "weight of frames with this config_type; else 1")
      .option("weight-key", f.labels.weight_key, "KEY",
              "key under which frames carry weights of their own, which multiply those of --weights; without it 1")
      .option("atom-weights", f.labels.atom_weights, "COLUMN",
              "column with the weights of the forces on single atoms; without it 1")
      .option(
          "huber", f.robust, "X",
          "errors beyond X times the scales above count linearly, not by their squares: for sets with bad labels; 0: "
          "none does",
          cli::not_negative)
      .option(
          "offsets", [&f](const std::string& text) { f.offsets = named_numbers("offsets", text, false); }, "X=E,...",
          "energies of lone atoms, eV; default: those of frames of isolated atoms, else by least squares")
      .option("replay", o.replay, "FILE",
              "frames of an earlier fit that are fitted, too, so that --start does not forget them")
      .option("starts", words.starts, "N", "random starts, of which the best is kept", networks_to_fit)
      .option("max-gap", f.most_gap, "X",
              "exit status 3, after up to two more starts, where held-out forces (without forces: energies) are off by "
              "more than X times the training error; 0: any fit will do",
              cli::not_negative)
      .option("committee", words.committee, "N", "fit N networks from different starts; the potential is their mean",
              networks_to_fit)
      .flag("bootstrap", f.bootstrap,
            "fit each network of a committee to a draw of its own, with replacement, from the frames")
      .option(
          "committee-hidden", [&f](const std::string& text) { f.member_hidden = networks(text); }, "NxN,...",
          "hidden layers of the committee's networks in turn, as 15x15,20x20")
      .option(
          "zbl", [&f](const std::string& text) { choose_repulsion(text, f); }, "auto|none|INNER,OUTER",
          "repulsion of Ziegler, Biersack and Littmark under the networks, which learn the rest, switched off between "
          "these "
          "distances; auto, the default: where a pair of elements comes nearer than any in the frames")
      .option(
          "memory", [&f](const std::string& text) { f.memory = bytes_of("memory", text); }, "BYTES",
          "keep frames and derivatives of descriptors up to so much; other frames lie on disk, other descriptors are "
          "computed anew; default: half of the machine's")
      .option("force-share", f.force_share, "PART",
              "part of the force components that kalman and lm take at a time; 0: chosen", {0, 1})
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
