// Whether frames are of sizes that occur, and whether a fit to them has learned anything: said, never refused.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.hpp"
#include "train/frames/frame_data.hpp"
#include "train/frames/problem.hpp"
#include "train/loop.hpp"

namespace nnpipe::train {

// One line each:
// - atoms that have no neighbour within the cutoff of the functions;
// - bonds much longer than any (metal units): bohr;
// - forces larger than any but those of collisions (metal units): other units;
// - forces that are all 0, energies per atom that are all the same.
std::vector<std::string> implausible(const FrameData& data, UnitStyle units);

// A line if a cutoff takes in so many neighbours of an atom of the periodic cell that a fit will hardly end; else
// empty.
std::string too_many_neighbours(const Cell& cell, std::size_t atoms, double cutoff, UnitStyle units);

// How large the labels are that a fit is to learn, in the frames' own units.
struct LabelSizes {
  double force = 0;   // root mean square of all components, eV/Å; 0: there are none
  double energy = 0;  // standard deviation, eV/atom; 0: of fewer than two frames
  std::size_t energies = 0;
  double stress = 0;  // standard deviation of each component about its own mean, eV/Å³; 0: of fewer than four frames
};
LabelSizes label_sizes(const FrameData& data, const std::vector<std::size_t>& training);

// A line if the forces, or without forces the energies, of the held-out frames are off by more than `most_gap` times
// as much as the training frames', and by more than a twentieth of the labels' own size; else empty. Training errors
// below the scales of force and energy count as these. `advice`: what to do then.
std::string overfitted(const EpochReport& report, const LabelSizes& sizes, const FrameOptions& options, UnitStyle units,
                       std::string_view advice);

// What a fit has reached, in the frames' own units: eV/atom, eV/Å.
struct Reached {
  double energy_error = 0, force_error = 0;      // root mean squares; 0: not fitted
  double energy_weighty = 0, force_weighty = 0;  // errors up to this are not worth a word
  std::size_t epochs = 0;                        // 0: of a fit that has none
  bool held_out = false;                         // errors of the held-out frames, else of those trained on
  double stress_error = 0, stress_weighty = 0;   // eV/Å³
};

// A line if an error is still a large part of what is to be learned: of the forces' root mean square, else of the
// energies' spread about what composition alone says, else of the stresses' spread, which networks learn last.
std::vector<std::string> little_learned(const LabelSizes& sizes, const Reached& reached, UnitStyle units);

}  // namespace nnpipe::train
