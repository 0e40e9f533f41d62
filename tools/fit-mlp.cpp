// fit-mlp: fits a neural network to the rows of a table, or to frames, and writes it as a potential file.
#include <fmt/format.h>

#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/program.hpp"
#include "fit-mlp/frames.hpp"
#include "fit-mlp/several.hpp"
#include "fit-mlp/table_test.hpp"
#include "fit-mlp/words.hpp"
#include "io/output.hpp"
#include "io/table.hpp"
#include "potential/file.hpp"
#include "train/processes.hpp"
#include "train/tables/fit.hpp"
#include "train/tables/table_model.hpp"

using namespace nnpipe;

namespace {

struct Options {
  std::string table = "-";
  std::string start;
  std::string pair_end;
  std::string test, errors;
  cli::OutputOption output;
  train::FitOptions fit;
  fit_mlp::FrameOptions frames;
};

Options parse(cli::Arguments arguments) {
  Options options;
  fit_mlp::Words words;
  auto& fit = options.fit;
  cli::Parser parser{"fit-mlp", "Fit a neural network to a table or to frames."};
  parser
      .description(
          "Trains a multilayer perceptron on the rows of a table and writes it with everything needed to use it: of "
          "symmetry functions and site energies it makes a potential, of distances and pair energies (gen-lj) a pair "
          "potential, of other columns a regression. Part of the rows is held out; the network with the lowest error "
          "on it is kept. With --set the input is frames: one network an element is fitted to their energies and "
          "forces, with --stress to that too.")
      .positional(options.table, "FILE", "table to fit, or frames in extended XYZ")
      .option("inputs", fit.inputs, "NAMES", "columns that enter; default: what the table calls its inputs")
      .option("targets", fit.targets, "NAMES", "columns to be predicted; default: what the table calls its targets")
      .option("hidden", words.hidden, "N,...", "nodes of each hidden layer, 0: none; frames: 15,15")
      .option("activation", fit.activations, "NAMES",
              "of the hidden layers, one or one each: " + join(network::activation_names(), ", ") + "; frames: tanh")
      .option("output-activation", fit.output_activation, "NAME", "of the output layer")
      .option("init", words.init, "METHOD",
              "initial weights: uniform=A, inverse-sqrt, glorot, nguyen-widrow; default: nguyen-widrow")
      .choice("scaling", words.scaling, {"none", "range", "center", "both", "standardize"},
              "scaling of inputs that the table brings unscaled")
      .option("polynomial", words.degree, "DEGREE",
              "the network takes all products of up to so many inputs, as they are scaled", 1)
      .flag("classify", fit.classify,
            "the target is a class, a whole number from 0: softmax and cross-entropy, an output a class")
      .option("l2", words.l2, "X", "add X/2 times the sum of squares of all parameters to the loss", 1)
      .flag("plain-inputs", fit.plain_inputs,
            "train on the inputs as they are scaled; else they are brought to one scale for the time of the fit")
      .choice(
          "optimizer", fit.optimizer.name, train::frame_optimizer_names(),
          "how to minimise the error; auto: lm (Levenberg-Marquardt) for tables and 1500 parameters, kalman (a Kalman "
          "filter) for frames and 2000, adam beyond")
      .option("epochs", words.epochs, "N",
              "most passes over the data; default: 500 with lm, 200 with kalman, 3000 with lbfgs, else 2000", 1)
      .option("batch", words.batch, "N", "rows a step, 0: all; default: 100", 1)
      .option("learning-rate", words.rate, "X",
              "default: gd 0.1, momentum 0.02, adagrad 0.05, adadelta 1, adam 0.001; frames: gd 0.01, momentum 0.002, "
              "both with "
              "--clip 1",
              1)
      .option("last-learning-rate", words.last_rate, "X", "learning rate of the last epoch, reached by equal factors",
              1)
      .option("schedule", fit.optimizer.schedule, "NAME",
              "of the learning rate: constant, geometric, cosine, or plateau: halved after 20 epochs without a lower "
              "error; default: constant, with --last-learning-rate geometric")
      .option("clip", words.clip, "X", "longest gradient of a first-order method; longer ones are shortened", 1)
      .option("weight-decay", words.decay, "X", "of adamw; default: 0.01", 1)
      .option("momentum", words.momentum, "G", "part of the last step that is kept; default: 0.9", 1)
      .option("beta", words.beta, "B1,B2", "decay of adam's means; default: 0.9,0.999", 2)
      .option("rho", words.rho, "X", "decay of adadelta's means; default: 0.9", 1)
      .option("epsilon", words.epsilon, "X", "against division by zero; default: 1e-8, adadelta 1e-6", 1)
      .option("damping", words.damping, "X", "first damping of lm, relative; default: 0.1", 1)
      .option("validation", fit.validation, "PART", "part of the rows that is held out", cli::not_negative)
      .option("patience", words.patience, "N",
              "stop after N epochs without a lower error, 0: never; default: 50 with lm, 30 with kalman, 300 with "
              "lbfgs, else 500",
              1)
      .option("target-rmse", words.target, "X",
              "stop when the error of the held-out rows is as low; exit status 3 if it never is", 1)
      .output_file("checkpoint", fit.checkpoint.path,
                   "keep the state of the fit there; a fit that was killed goes on from it and ends with the same bits")
      .option("checkpoint-interval", fit.checkpoint.seconds, "SECONDS", "between two checkpoints; 0: after each epoch",
              cli::not_negative)
      .option("start", options.start, "FILE", "go on from the network of this potential file")
      .choice("pair-end", options.pair_end, {"truncated", "shifted", "force-shifted"},
              "end of a pair potential at its cutoff; default: shifted if the table's energies are")
      .output_file("log", fit.log, "table of the errors by epoch, see nnpipe-tables(5)")
      .option("test", options.test, "FILE", "rows or frames to test it on, unseen by the fit")
      .output_file("errors", options.errors, "table of the errors on --test, as validate writes it")
      .option("starts", options.frames.starts, "N", "frames: random starts, of which the best is kept", cli::positive)
      .seed(fit.seed)
      .threads()
      .output(options.output);
  options.frames.declare(parser);
  parser.example("gen-lj --points 10000 --range 3.2,8.5125 | fit-mlp --activation sigmoid --optimizer lm -o lj.nnp")
      .example("gen-lj --points 500 | fit-mlp --hidden 20,20 --optimizer adam --epochs 100 --log log.tab -o adam.nnp")
      .example("fit-mlp --set share/symfunc/si-short.sf --forces --epochs 3 frames.xyz -o si.nnp");
  parser.essential(
      {"set", "hidden", "optimizer", "epochs", "validation", "log", "test", "errors", "stress", "committee"});
  parser.read(arguments);
  fit_mlp::check(words, parser, fit);
  if (options.test.empty() != options.errors.empty()) fail_usage("--test and --errors go together");
  options.frames.check(parser, fit);
  fit_mlp::check_optimizer(parser, fit, !options.frames.set.empty());
  return options;
}

class ShowProgress : public train::Callback {
 public:
  explicit ShowProgress(std::size_t epochs) : x_progress{"fit-mlp", "epochs", epochs} {}
  bool after(const train::EpochReport& report) override {
    if (cli::Progress::wanted()) x_progress.update(report.epoch, fmt::format("rmse {:.3g}", report.score()));
    return false;
  }

 private:
  cli::Progress x_progress;
};

void check_pair_end(const Options& options, const io::TableReader& table) {
  if (options.pair_end.empty()) return;
  const auto plan =
      with_place([&] { return table.name(); },
                 [&] { return train::table_model(table.header(), options.fit.inputs, options.fit.targets); });
  if (plan.model.kind != potential::InputKind::distance) {
    fail_usage("--pair-end is for tables of pairs, as gen-lj makes them, which {} is not", table.name());
  }
}

void set_pair_end(const std::string& name, potential::Model& model) {
  if (name.empty()) return;
  model.pair_end = name == "truncated" ? potential::PairEnd::truncated
                   : name == "shifted" ? potential::PairEnd::shifted
                                       : potential::PairEnd::force_shifted;
}

constexpr std::string_view of_frames = "give a set of symmetry functions by --set, or make a table by symfunc";

void run(const Options& given) {
  auto options = given;
  fit_mlp::take_part(options.table, {&options.output.path, &options.errors, &options.fit.log, &options.frames.fit.log});
  auto settings = options.fit;
  std::optional<potential::Model> start;
  if (!options.start.empty()) {
    io::Input input{options.start};
    start = potential::read_model(input);
    settings.start = &*start;
  }
  if (!options.frames.set.empty()) {
    return fit_mlp::fit_frames(options.frames, {options.table, options.output.path, options.test, options.errors},
                               settings.start);
  }
  io::TableReader table{options.table, {.of_frames = of_frames}};
  check_pair_end(options, table);
  std::optional<fit_mlp::TableTest> test;
  if (!options.test.empty()) test.emplace(options.test, options.errors, options.fit.classify);
  io::Output output{options.output.path};
  ShowProgress progress{settings.epochs.value_or(0)};
  settings.progress = &progress;
  auto result = train::fit(table, settings);
  for (const auto& name : result.dropped)
    cli::warn(fmt::format("{}: input {} is the same in every row: dropped", table.name(), name));
  set_pair_end(options.pair_end, result.model);
  potential::write_model(result.model, output);
  if (test) test->run(result.model);
  output.close();
  train::remove_checkpoint(settings.checkpoint);
  if (settings.target_rmse && result.score > *settings.target_rmse) {
    fail_criterion("rmse {:.4g} after {} epochs, wanted {:.4g}", result.score, result.epochs, *settings.target_rmse);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int status = cli::program(argc, argv, parse, run);
  train::leave_processes(status);
  return status;
}
