// Errors of a model on the frames of a fit, by the very potential that its file will be.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "potential/neural/model.hpp"
#include "train/frames/force_objective.hpp"
#include "train/frames/frame_data.hpp"
#include "train/loop.hpp"

namespace nnpipe::train {

// What a potential predicts of a frame, in the data's own units.
struct Prediction {
  double energy = 0;  // of the frame, or of the site
  std::vector<Vec3> forces;
  double stress[6] = {};
};
// Of each frame of `chosen`, in order; divided among threads and processes.
std::vector<Prediction> predictions(const potential::Model& model, const FrameData& data,
                                    std::span<const std::size_t> chosen);

// In the units of tables; the model has neither offsets nor core repulsion, like the labels of the data.
Errors errors_of(const potential::Model& model, const FrameData& data, std::span<const std::size_t> chosen,
                 const LossScales& scales);

// What fits of different kinds are compared by: judged() (linear_choice.hpp) of the errors of all forces and of the
// energies but for the tenth of the frames whose energies are farthest off, which one kind or the other may hit by
// luck. Offsets and core repulsion of the model do not count. Infinite where the model predicts no number.
double typical_error(potential::Model model, const FrameData& data, std::span<const std::size_t> chosen);

// How far the members of a committee must be moved apart for their spread of the forces (of the energies, if there are
// none), root mean square over the frames, to be as large as their mean's errors.
double spread_factor(const std::vector<potential::Model>& members, const FrameData& data,
                     std::span<const std::size_t> chosen);

}  // namespace nnpipe::train
