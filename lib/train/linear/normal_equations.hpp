// The least-squares problem of all candidates on frames, as normal equations: the design matrix is never held.
#pragma once

#include <cstddef>
#include <vector>

#include "train/frames/force_objective.hpp"
#include "train/frames/frame_data.hpp"
#include "train/linear/moment_rows.hpp"
#include "train/linear/normal_matrix.hpp"

namespace nnpipe::train {

// Weighted rows of single frames, one after the other, each followed by its label.
struct KeptRows {
  std::vector<double> values{};
  std::vector<double> weights{};  // of the frames

  std::size_t count() const { return weights.size(); }
};

// Rows weighted so that the sum of all squares, over all groups together, is twice the loss Γ of LossScales: energies
// and stresses can be given another weight against the forces later.
struct NormalEquations {
  NormalMatrix forces, whole;  // whole: energies per atom, and stresses
  std::size_t frames = 0;
  // What errors of single frames are told by, and energies are weighed by: energies of all frames, if those of all
  // groups are within `kept_bytes`; else, and stresses always, of the first frames of each part of a group.
  KeptRows energies{}, stresses{};
  bool all_energies = false;
};
inline constexpr std::size_t kept_frames = 200;  // of each part of a group
inline constexpr double most_kept_bytes = 2e8;   // by default

// Numbers that rows are divided by, from the frames of all groups.
struct RowNorms {
  double energy = 0, force = 0, stress = 0;  // Σ of the weights of what is compared
};
RowNorms row_norms(const FrameData& data, const std::vector<std::vector<std::size_t>>& groups);

// One entry a group of frames. Memory besides the result: the equations of one group, of several processes those of
// each one's share, and some tens of MB. The same bits for any number of threads and processes.
std::vector<NormalEquations> normal_equations(const MomentRows& maker, const FrameData& data,
                                              const std::vector<std::vector<std::size_t>>& groups,
                                              const LossScales& scales, double kept_bytes = most_kept_bytes);

}  // namespace nnpipe::train
