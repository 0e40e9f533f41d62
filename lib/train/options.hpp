// What is asked of any fit, to a table or to frames, and what comes of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "descriptor/scaling.hpp"
#include "network/init.hpp"
#include "network/mlp.hpp"
#include "optimise/method.hpp"
#include "potential/neural/model.hpp"
#include "train/checkpoint.hpp"
#include "train/loop.hpp"
#include "train/time_limit.hpp"

namespace nnpipe::train {

// What is not given is chosen by the kind of fit: table_defaults, frame_defaults.
struct FitOptions {
  std::optional<std::vector<std::size_t>> hidden;       // nodes of the hidden layers; none: the output layer alone
  std::optional<std::vector<std::string>> activations;  // one, or one a hidden layer
  std::string output_activation = "identity";
  std::optional<network::Init> init;
  std::optional<descriptor::ScalingMethod> scaling;  // of inputs that come without one
  optimise::OptimizerOptions optimizer;
  double l2 = 0;                                // ½ l2 |w|² is added to the loss
  std::optional<std::size_t> epochs, patience;  // else the optimiser's own; patience 0: never stop early
  std::optional<double> validation;  // part of the samples that is held out; else a tenth, of few frames more
  std::uint64_t seed = 1;
  const potential::Model* start = nullptr;  // goes on from its networks, scalings and architecture
  TimeLimit limit;                          // by when the fit ends with the best it has; none: when it is done
  CheckpointOptions checkpoint;
  std::string log;               // path of the log table; empty: none
  Callback* progress = nullptr;  // called with the others
};

inline constexpr double usual_validation = 0.1;

// Of a network, where FitOptions leave it open.
struct NetworkDefaults {
  std::vector<std::size_t> hidden;
  std::string activation;
  network::InitMethod init;
  descriptor::ScalingMethod scaling;
};
inline const NetworkDefaults table_defaults{{10}, "sigmoid", network::Init{}.method, descriptor::ScalingMethod::range};
inline const NetworkDefaults frame_defaults{
    {15, 15}, "tanh", network::InitMethod::glorot, descriptor::ScalingMethod::standardize};

// Epochs that a fit has at most: those asked for, else the usual number, or with a time limit ten times as many.
std::size_t most_epochs(const FitOptions& fit, std::size_t usual);

// The options with everything that was open filled in.
FitOptions with_defaults(FitOptions options, const NetworkDefaults& defaults);

// The network of so many inputs and outputs, parameters 0, `hidden` and `activations` given. Throws Error for unknown
// activations, and for a number of them that fits no layer.
network::Mlp make_network(const FitOptions& options, std::size_t inputs, std::size_t outputs);
network::Mlp make_network(const FitOptions& options, const std::vector<std::size_t>& hidden, std::size_t inputs,
                          std::size_t outputs);

struct FitResult {
  potential::Model model;                 // with the best parameters
  std::vector<potential::Model> members;  // of a committee
  std::string optimizer;                  // its name, and why where it was chosen
  std::size_t samples = 0, parameters = 0;
  std::size_t epochs = 0;                         // of all starts
  EpochReport best;                               // of the epoch whose parameters were kept
  EpochReport first;                              // of the first start, before its first epoch
  std::string unsound{};                          // what speaks against using it; empty: nothing
  std::vector<std::string> dropped;               // inputs that were the same in every sample
  std::map<std::string, std::string> structures;  // of frames, if asked for: structure_hash() and place
};

}  // namespace nnpipe::train
