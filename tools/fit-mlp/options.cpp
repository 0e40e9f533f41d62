// fit-mlp: reads the options, and checks what they say together.
#include "options.hpp"

#include "base/error.hpp"
#include "base/sniff.hpp"
#include "base/text.hpp"
#include "declare.hpp"
#include "io/input.hpp"
#include "optimise/registry.hpp"
#include "readout.hpp"

namespace nnpipe::fit_mlp {

namespace {

using optimise::Samples;

// What is contradictory, or missing, whatever the input.
void check_any(const cli::Parser& parser, const Options& o) {
  const auto& fit = o.fit;
  if (o.test.empty() && !o.errors.empty()) fail_usage("--errors needs --test");
  if (o.start.empty() && !o.replay.empty()) fail_usage("--replay needs --start");
  if (!o.test.empty() && o.errors.empty() && o.output.path == "-")
    fail_usage("--test without --errors prints the errors, expected -o FILE");
  if (parser.given("checkpoint-interval") && !parser.given("checkpoint")) {
    fail_usage("--checkpoint-interval needs --checkpoint");
  }
  if (fit.activations && fit.hidden && fit.hidden->empty()) fail_usage("--activation is of hidden layers, got none");
  cli::meaning_of("activation", [&] {
    make_network(with_defaults(fit, o.of_frames() ? train::frame_defaults : train::table_defaults), 1, 1);
  });
  if (!parser.given("start")) return;
  for (const char* option : {"hidden", "activation", "output-activation", "init", "scaling", "polynomial", "offsets"}) {
    if (parser.given(option)) fail_usage("--{} cannot be combined with --start, which supplies it", option);
  }
}

void check_optimizer(const cli::Parser& parser, const Options& o) {
  const std::string& name = o.fit.optimizer.name;
  if (name == "auto") return;
  const auto& method = optimise::method_of(name);
  if (!o.of_frames() && o.start.empty() && !optimise::works_on(method, Samples::few)) {
    fail_usage("--optimizer {} is for frames: it needs --set", name);
  }
  if (o.table.classify && method.needs == optimise::Needs::squares) {
    fail_usage("--optimizer {} is for sums of squares, not for --classify", name);
  }
  cli::meaning_of("optimizer", [&] { optimise::check_options(o.fit.optimizer); });
  const bool rows = method.needs == optimise::Needs::rows, squares = method.needs == optimise::Needs::squares;
  if (rows && o.fit.l2 > 0) {
    fail_usage("--l2 is not for --optimizer {}: its first covariance holds the parameters", name);
  }
  if (parser.given("force-share") && !rows && !squares) {
    fail_usage("--force-share is for --optimizer kalman and lm, got {}", name);
  }
}

void check_table(const cli::Parser& parser, const Options& o) {
  if (!o.table.classify) return;
  if (!o.table.targets.empty() && o.table.targets.size() != 1) fail_usage("--classify takes one target");
  if (parser.given("output-activation")) fail_usage("--classify has an output activation of its own");
}

void check_frames(const cli::Parser& parser, const Words& words, Options& o) {
  auto& f = o.frames;
  if (words.forces && words.no_forces) fail_usage("--forces and --no-forces exclude each other");
  const auto refuse = [&](const char* option, bool of_none, const char* why) {
    if (of_none && parser.given(option)) fail_usage("--{} has no effect {}", option, why);
  };
  refuse("energy-scale", words.no_energies, "with --no-energies");
  refuse("force-scale", words.no_forces, "with --no-forces");
  refuse("force-share", words.no_forces, "with --no-forces");
  refuse("stress-scale", !f.labels.stress, "without --stress");
  if (f.design.cutoff > 0 && o.set != "auto") fail_usage("--cutoff is for --set auto: a set file has its own");
  f.labels.energies = !words.no_energies;
  f.labels.forces = words.forces;
  f.labels.forces_if_any = !words.forces && !words.no_forces;
  if (words.no_energies && words.no_forces && !f.labels.stress) {
    fail_usage("--no-energies leaves nothing to fit: add --forces or --stress");
  }
  f.committee = words.committee > 1;
  if (f.committee && parser.given("starts")) fail_usage("--starts and --committee exclude each other");
  for (const char* option : {"bootstrap", "committee-hidden"}) {
    if (!f.committee && parser.given(option)) fail_usage("--{} is for a --committee of at least 2", option);
  }
  if (!f.member_hidden.empty() && parser.given("hidden"))
    fail_usage("--hidden and --committee-hidden exclude each other");
  if (f.committee && parser.given("start")) fail_usage("--start continues one network, got a committee");
  f.starts = static_cast<std::size_t>(f.committee ? words.committee : words.starts);
  constexpr std::size_t tries = 3;
  if (!f.committee && !parser.given("starts") && !parser.given("start")) f.further = tries - 1;
  choose_readout(parser, o);
}

}  // namespace

Options parse(cli::Arguments arguments) {
  Options options;
  Words words;
  cli::Parser parser{"fit-mlp", "Fit a potential or a neural network to frames or to a table."};
  parser.description(
      "Fits a potential to energies and forces of frames (--set), or a multilayer perceptron to the rows of a table: a "
      "potential from symmetry functions and site energies, a pair potential from distances and energies, or a "
      "regression of other columns.");
  declare(parser, options, words);
  parser.example("gen-lj --points 10000 --range 3.2,8.5125 | fit-mlp --activation sigmoid --optimizer lm -o lj.nnp")
      .example("gen-lj --points 500 | fit-mlp --hidden 20,20 --optimizer adam --epochs 100 --log log.tab -o adam.nnp")
      .example("fit-mlp --set share/symfunc/si-short.sf --forces --epochs 3 frames.xyz -o si.nnp")
      .essential({"set", "hidden", "optimizer", "epochs", "validation", "log", "test", "stress", "committee"});
  parser.read(arguments);
  options.table.degree = words.degree.value_or(1);
  options.frames_option = parser.given_of("frames");
  options.tables_option = parser.given_of("tables");
  // With a start alone the input is known only when it is open.
  if (options.start.empty()) settle(options, nullptr);
  check_any(parser, options);
  if (!options.test.empty() && options.errors.empty()) options.errors = "-";
  if (options.of_frames() || !options.start.empty()) check_frames(parser, words, options);
  if (!options.of_frames()) check_table(parser, options);
  check_optimizer(parser, options);
  return options;
}

void settle(Options& options, const potential::Model* start) {
  const bool functions = start != nullptr && start->kind == potential::InputKind::symmetry_functions;
  if (options.set.empty() && functions && options.input != "-") {
    io::Input input{options.input};
    if (what_it_is(input.peek(sniffed_bytes)) == "these are frames") options.set = options.start;
  }
  if (options.of_frames()) {
    if (!options.tables_option.empty())
      fail_usage("--{} is for tables, not for frames with --set", options.tables_option);
  } else if (!options.frames_option.empty()) {
    fail_usage("--{} is for frames: it needs --set", options.frames_option);
  }
}

}  // namespace nnpipe::fit_mlp
