// Whether energies, forces and stress of frames are those of one potential, in the same units.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "train/frames/frame_data.hpp"

namespace nnpipe::train {

// Labels against what the forces say of them: factor × what they say = label, by root mean squares.
struct Agreement {
  double factor = 0;       // negative: the opposite sign
  double correlation = 0;  // of the two, −1 … 1
  double doubt = 1;        // of what the forces say: its variance by the errors of the fit, as a part of all of it
  std::size_t count = 0;   // frames compared

  // Whether factor means anything: the two go together, and not by chance.
  bool tells() const;
};

struct Consistency {
  double explained = 0;  // part of the forces' mean square that the fit accounts for
  Agreement energy;      // per atom, less the best constant for each element
  Agreement near;      // the same, less the mean of all frames of one cell and composition: nothing but motion is left
  Agreement per_atom;  // as if the labels were energies per atom
  Agreement stress;    // components, each less its mean
  // Energies in two groups of frames that differ by more than forces and the spread within the groups account for.
  double gap = 0;                    // energy per atom; 0: one group
  std::size_t below = 0, above = 0;  // the frames, of the data, on both sides of it
};

// Fits a potential that is linear in the functions and their squares to the forces of the frames `chosen` (200 of them,
// evenly, at most), and asks it for energies and stress. The data are described and transformed. Any number of threads
// gives the same bits.
Consistency consistency(const FrameData& data, const std::vector<std::size_t>& chosen);

// What is to be said of it, a line each; nothing if all is well, or if too little is known.
std::vector<std::string> doubts(const Consistency& found, const FrameData& data, UnitStyle units);

// "as if energies were in hartree (1/27.2)": the units that explain that energies are `factor` times what the forces
// account for, or stresses; empty if none do.
std::string likely_units(double factor, bool stress);

}  // namespace nnpipe::train
