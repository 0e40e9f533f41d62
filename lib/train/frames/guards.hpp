// Guards: structures with pairs nearer than any of the data, and the energy of the wall, which keep a fit from holes
// there.
#pragma once

#include <vector>

#include "potential/neural/model.hpp"
#include "train/frames/frame_data.hpp"

namespace nnpipe::train {

// For each pair of elements that has a wall: frames in which that pair is nearest, with the two atoms moved together;
// pairs and triples of atoms alone where the data have none so small. The labels are energies, less those of wall and
// lone atoms as all labels: what the frame had, and on top of it, where its forces push the atoms apart, the work
// against them. So the sum of fit and wall rises as steeply as wall and forces together. The weight of a guard is such
// that the fit may be off by half an electronvolt, or by a part of the wall's energy, at the price of a frame that is
// off by its scale.
//
// `energy_scale`: of the loss, eV an atom.
std::vector<TrainingFrame> guards(const FrameData& data, const potential::Zbl& wall, double energy_scale);

}  // namespace nnpipe::train
