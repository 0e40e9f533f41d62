// The frames of a fit before anything is fitted: read, checked, referred to lone atoms, divided.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "descriptor/design.hpp"
#include "descriptor/set.hpp"
#include "io/extxyz.hpp"
#include "train/frames/frame_data.hpp"
#include "train/options.hpp"
#include "train/split.hpp"

namespace nnpipe::train {

struct FrameOptions {
  FrameLabels labels;
  descriptor::DesignOptions design;  // of sets that are not given
  // Errors that weigh the same, meV/atom, meV/Å, GPa (lj: thousandths of energy and force, stress).
  double energy_scale = 1, force_scale = 20, stress_scale = 0.1;
  std::size_t starts = 1;   // random starts; the best is kept
  std::size_t further = 0;  // starts more, one after the other as long as the best is not sound (plausible.hpp)
  double most_gap = 5;      // held-out errors of a sound fit, in units of those of training; 0: it may have any
  bool committee = false;   // the best of each start is kept
  bool bootstrap = false;   // each start has as many frames as there are to train on, drawn with replacement
  std::vector<std::vector<std::size_t>>
      member_hidden;       // hidden layers, one start after the other, around; none: those of the fit
  std::size_t memory = 0;  // bytes for frames and their descriptors; 0: half of the machine's
  double force_share = 0;  // part of the force rows that kalman and lm take; 0: chosen
  std::vector<std::pair<std::string, double>> offsets;  // element → energy of the lone atom; none: least squares
  // Core repulsion under the networks: they learn what is left of the labels. Given; or made for the frames, see
  // short_range.hpp, where units are metal; or none.
  std::optional<potential::Zbl> zbl;
  bool zbl_auto = true;
  double robust = 0;                  // errors of more than so many scales count linearly; 0: none does
  io::FrameReader* replay = nullptr;  // frames of an earlier fit that are fitted, too, so that they are not forgotten
  bool own_functions = false;  // the fit has functions of its own: sets that are made are for looking at the frames
  bool remembers = false;      // the result names the structures that were fitted
  std::function<void(const std::string&)> say;   // what the fit will cost, before it begins
  std::function<void(const std::string&)> warn;  // of what looks wrong in the frames, before the fit
};

// What any fit to frames starts from. Descriptors are not computed yet: a fit that has functions of its own needs none.
struct FrameProblem {
  descriptor::SetFile sets;     // given, or made for the frames
  FrameData data;               // labels less repulsion and lone atoms' energies
  std::vector<double> offsets;  // of each element of the sets: the lone atom's energy
  std::vector<double> shifts;   // what the best constant of each element is above its lone atom's energy
  std::optional<potential::Zbl> zbl;
  std::vector<potential::PairDistance> shortest;
  Split split;  // of the frames that were read
  // What networks of this problem are a part of: makes the potential of them. None: they are all of it.
  std::function<void(potential::Model&)> complete{};
  std::size_t memory = 0;    // bytes for frames and descriptors
  std::size_t replayed = 0;  // frames, the last of those read
  std::string references{};  // the isolated atoms' energies in words

  // What is left of it for descriptors, beside the frames and what a fit needs in any case.
  std::size_t memory_left() const {
    constexpr std::size_t most_needed = std::size_t{160} << 20U;
    return memory - std::min(memory, data.frame_bytes() + std::min(memory / 8, most_needed));
  }
};

// Reads the frames to their end; without sets they are made for them (descriptor/design.hpp). Says and warns of what it
// finds. Throws Error for frames that cannot be fitted.
FrameProblem read_frames(io::FrameReader& frames, const std::optional<descriptor::SetFile>& sets,
                         const FrameOptions& options, const FitOptions& fit);

// What each part of the loss is measured by, in the frames' own units.
LossScales loss_scales(const FrameOptions& options, const FrameLabels& labels, UnitStyle units);

// structure_hash() of each frame, and its place.
std::map<std::string, std::string> structures_of(const FrameData& data);

}  // namespace nnpipe::train
