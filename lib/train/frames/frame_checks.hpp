// What looks wrong in frames before they are fitted: said, never dropped.
#pragma once

#include <string>
#include <vector>

#include "base/units.hpp"
#include "train/frames/frame_data.hpp"

namespace nnpipe::train {

// One line a suspicion, frames named by their places; of many frames with the same one only the first few are named.
// - the same structure twice, and whether its labels differ;
// - atoms nearer than 0.5 Å (metal units);
// - energies per atom and forces far out of all others: more than 20 median deviations from the median;
// - energies that do not follow the forces from one frame to a near one after it, ΔE ≠ −½ (F₁ + F₂)·Δr: kinetic energy
//   left in, energies per atom, other units, another sign;
// - where the stress is fitted and the cell changes a little, energies that do not follow ½ (V₁ σ₁ + V₂ σ₂):ε.
std::vector<std::string> suspicions(const FrameData& data, UnitStyle units);

}  // namespace nnpipe::train
