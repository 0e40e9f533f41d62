// A whole fit: a table in, a model out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "descriptor/scaling.hpp"
#include "io/table.hpp"
#include "network/init.hpp"
#include "optimise/registry.hpp"
#include "potential/model.hpp"
#include "train/run.hpp"

namespace nnpipe::train {

struct FitOptions {
  std::vector<std::string> inputs, targets;         // columns; empty: as the table says
  std::vector<std::size_t> hidden{10};              // none: the output layer alone
  std::vector<std::string> activations{"sigmoid"};  // one, or one a hidden layer
  std::size_t degree = 1;  // of polynomial features: the network takes all products of so many scaled inputs and fewer
  std::string output_activation = "identity";
  network::Init init;
  bool classify = false;  // the one target is a class; the network has an output for each
  double l2 = 0;          // ½ l2 |w|² is added to the loss
  // For inputs that come without a scaling.
  descriptor::ScalingMethod scaling = descriptor::ScalingMethod::range;
  optimise::OptimizerOptions optimizer;
  // The optimiser sees the inputs as they are scaled, not brought to one scale for the time of the fit.
  bool plain_inputs = false;
  std::optional<std::size_t> epochs, patience;  // else the optimiser's own; patience 0: never stop early
  double validation = 0.1;                      // part of the rows that is held out
  std::optional<double> target_rmse;            // stop when the score is as low
  std::uint64_t seed = 1;
  const potential::Model* start = nullptr;  // goes on from its network, scalings and architecture
  CheckpointOptions checkpoint;
  std::string log;               // path of the log table; empty: none
  Callback* progress = nullptr;  // called with the others
};

struct FitResult {
  potential::Model model;  // with the best parameters
  std::string optimizer;
  std::size_t samples = 0, epochs = 0, best_epoch = 0;
  double score = 0;                  // RMSE of the best parameters on the validation part, else on the training part
  std::vector<std::string> dropped;  // inputs that were the same in every row
};

// Reads the table to its end. The result does not depend on the number of threads. Throws Error for a table that cannot
// be fitted, a start that does not match it, and a fit that diverges.
FitResult fit(io::TableReader& table, const FitOptions& options);

// The network of FitOptions for so many inputs and outputs, parameters 0. Throws Error for unknown activations, and for
// a number of them that fits no layer.
network::Mlp make_network(const FitOptions& options, std::size_t inputs, std::size_t outputs);

}  // namespace nnpipe::train
