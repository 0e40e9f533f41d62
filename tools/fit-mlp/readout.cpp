// fit-mlp: how the energy of an atom follows from its functions, and which functions are chosen.
#include "readout.hpp"

#include "base/error.hpp"

namespace nnpipe::fit_mlp {

void declare_readout(cli::Parser& parser, Options& o) {
  parser
      .choice("functions", o.functions, {"auto", "moments", "symmetry"},
              "kind that --set auto chooses: moments of the neighbour density, or those that symfunc --design would "
              "choose; auto: what has the lower error on held-out frames; symmetry where an option of networks is "
              "given")
      .choice(
          "readout", o.readout, {"auto", "linear", "linear+network", "network"},
          "energy of an atom from its functions: linear, by least squares, or by a network; auto: of functions that "
          "--set auto chooses what has the lower error on held-out frames, else network")
      .option(
          "price", o.price, "PRICE",
          "what a potential that --set auto chooses may cost: fast, balanced, accurate, or microseconds of one core "
          "for an atom and a step (1.5, 2.8, 10)");
}

// The output layer alone, of the functions of a set: least squares, which Levenberg-Marquardt solves in few steps.
static void take_linear(train::FitOptions& fit) {
  fit.hidden.emplace();
  fit.optimizer.name = "lm";
}

// Which functions and readout are meant. Options of networks ask for a network, and alone for the functions it has long
// been given.
void choose_readout(const cli::Parser& parser, Options& o) {
  std::string of_network;
  for (const char* option :
       {"hidden", "activation", "init", "scaling", "l2", "epochs", "patience", "start", "checkpoint", "optimizer",
        "starts", "bootstrap", "committee-hidden", "force-share", "huber", "atom-weights"}) {
    if (of_network.empty() && parser.given(option)) of_network = option;
  }
  const bool automatic = o.set == "auto";
  if (!automatic && parser.given("functions")) fail_usage("--functions is for --set auto: a set file has its own");
  const bool sum = o.readout == "linear+network";
  if (sum && (!automatic || o.functions == "symmetry")) {
    fail_usage("--readout linear+network needs --set auto and --functions moments");
  }
  const bool networks = sum || (automatic && o.functions == "moments" && o.readout == "network");
  const bool linear = o.readout == "linear" || (o.functions == "moments" && o.readout == "auto");
  const bool open = o.functions == "auto" && o.readout == "auto" && of_network.empty();
  o.is_automatic = automatic && (linear || networks || open);
  if (o.readout == "linear" && o.functions == "symmetry") fail_usage("--readout linear needs --functions moments");
  if (linear && !of_network.empty()) fail_usage("--{} is of networks, not of --readout linear", of_network);
  for (const char* option : {"start", "checkpoint"}) {
    if (networks && parser.given(option)) fail_usage("--{} is not for --functions moments", option);
  }
  if (linear && !automatic) take_linear(o.fit);
  if (!o.is_automatic && parser.given("price")) {
    fail_usage("--price is for --set auto where it chooses the readout or takes moments");
  }
  using train::Readout;
  o.automatic.readout = open     ? Readout::automatic
                        : linear ? Readout::linear
                        : sum    ? Readout::linear_and_network
                                 : Readout::network;
  o.automatic.linear.price = cli::meaning_of("price", [&] { return train::price_of(o.price); });
}

}  // namespace nnpipe::fit_mlp
