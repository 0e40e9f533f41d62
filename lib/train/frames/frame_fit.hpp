// A whole fit to frames: energies, forces and stress in, a potential out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "descriptor/design.hpp"
#include "descriptor/scaling.hpp"
#include "descriptor/set.hpp"
#include "io/extxyz.hpp"
#include "network/init.hpp"
#include "optimise/registry.hpp"
#include "potential/model.hpp"
#include "train/checkpoint.hpp"
#include "train/frames/force_objective.hpp"
#include "train/frames/frame_data.hpp"

namespace nnpipe::train {

// Errors in the units of tables: meV/atom, meV/Å, GPa (lj: reduced).
struct FrameEpoch {
  std::size_t start = 1;  // random start, from 1
  std::size_t epoch = 0;  // from 1; 0: before the first
  FrameErrors training, validation;
  bool has_validation = false;
  double l2_loss = 0;  // ½ l2 |w|², which the optimiser makes small with the training loss; in neither of both
  double seconds = 0;
  // What decides which parameters are the best: the loss on the validation part, else on the training part.
  double score() const { return has_validation ? validation.loss : training.loss; }
};

struct FrameFitOptions {
  FrameLabels labels;
  descriptor::DesignOptions design;  // of sets that are not given
  // Errors that weigh the same, meV/atom, meV/Å, GPa (lj: thousandths of energy and force, stress).
  double energy_scale = 1, force_scale = 20, stress_scale = 0.1;
  std::vector<std::size_t> hidden{15, 15};
  std::vector<std::string> activations{"tanh"};
  network::Init init{network::InitMethod::glorot};
  descriptor::ScalingMethod scaling = descriptor::ScalingMethod::standardize;
  optimise::OptimizerOptions optimizer;         // names of frame_optimizer_names()
  double l2 = 0;                                // ½ l2 |w|² is added to the loss; not with kalman
  std::optional<std::size_t> epochs, patience;  // else the optimiser's own; patience 0: never stop early
  double validation = 0.1;                      // part of the frames that is held out
  std::uint64_t seed = 1;
  std::size_t starts = 1;  // random starts; the best is kept
  bool committee = false;  // the best of each start is kept
  bool bootstrap = false;  // each start has as many frames as there are to train on, drawn with replacement
  std::vector<std::vector<std::size_t>>
      member_hidden;       // hidden layers, one start after the other, around; none: `hidden`
  std::size_t memory = 0;  // bytes for frames and their descriptors; 0: half of the machine's
  double force_share = 0;  // part of the force rows that kalman and lm take; 0: chosen
  std::vector<std::pair<std::string, double>> offsets;  // element → energy of the lone atom; none: least squares
  std::optional<potential::Zbl> zbl;        // core repulsion under the networks: they learn what is left of the labels
  const potential::Model* start = nullptr;  // goes on from its networks, scalings, offsets and repulsion
  CheckpointOptions checkpoint;
  std::string log;         // path of the log table; empty: none
  bool remembers = false;  // the result names the structures that were fitted
  std::function<void(const FrameEpoch&)> progress;
  std::function<void(const std::string&)> say;   // what the fit will cost, before it begins
  std::function<void(const std::string&)> warn;  // of what looks wrong in the frames, before the fit
};

struct FrameFitResult {
  potential::Model model;                 // with the best parameters
  std::vector<potential::Model> members;  // of a committee
  std::string optimizer;                  // what was chosen, in words
  std::size_t frames = 0, parameters = 0, epochs = 0;
  FrameEpoch best;
  std::map<std::string, std::string> structures;  // if remembered: structure_hash() of each frame, and its place
  std::vector<std::string> dropped;               // functions of the sets given that were the same for every atom
};

// "auto" first.
std::vector<std::string> frame_optimizer_names();

// Reads the frames to their end; without sets they are made for them (descriptor/design.hpp). The result does not
// depend on the number of threads, nor on the memory. Throws Error for frames that cannot be fitted and a fit that
// diverges.
FrameFitResult fit_frames(io::FrameReader& frames, const std::optional<descriptor::SetFile>& sets,
                          const FrameFitOptions& options);

}  // namespace nnpipe::train
