// fit-mlp: how the energy of an atom follows from its functions, and which functions are chosen.
#include "readout.hpp"

#include "base/error.hpp"

namespace nnpipe::fit_mlp {

void declare_readout(cli::Parser& parser, Options& o) {
  parser
      .choice("functions", o.functions, {"auto", "moments", "symmetry"},
              "kind of functions of --set auto: moments of the neighbour density, or symmetry functions as by symfunc "
              "--design; auto: the kind with the smaller held-out error, or symmetry with any option of networks")
      .choice("readout", o.readout, {"auto", "linear", "linear+network", "network"},
              "energy of an atom: linear in its functions, a network, or both; auto: with --set auto the one with the "
              "smaller held-out error, else network")
      .option(
          "price", o.price, "PRICE",
          "price limit of --set auto, µs of one core per atom and step: a number; or fast (1.5), balanced (2.8, up to "
          "10 where twice the price takes a fifth off the held-out error), accurate (10), best (40)");
}

// The output layer alone, of the functions of a set: least squares. Where not all of these are moments, which are
// solved for directly, Levenberg-Marquardt solves it in few steps.
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
  o.is_linear = linear && !automatic;
  if (o.is_linear) take_linear(o.fit);
  if (!o.is_automatic && parser.given("price")) {
    fail_usage("--price is for --set auto where it chooses the readout or takes moments");
  }
  using train::Readout;
  o.automatic.readout = open     ? Readout::automatic
                        : linear ? Readout::linear
                        : sum    ? Readout::linear_and_network
                                 : Readout::network;
  const auto price = cli::meaning_of("price", [&] { return train::price_of(o.price); });
  o.automatic.linear.price = price.usual;
  o.automatic.linear.most_price = price.most;
}

}  // namespace nnpipe::fit_mlp
