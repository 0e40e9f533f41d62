// Symmetry functions of the atoms of frames: the rows of a descriptor table.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "atoms/frame.hpp"
#include "descriptor/set.hpp"
#include "potential/kernel/kernel.hpp"

namespace nnpipe::potential {

// Of a site sample the first atom alone, of any other frame every atom; in both cases if it is of the centre's element.
class FrameDescriptor {
 public:
  // Throws Error if the set has no such centre.
  FrameDescriptor(const descriptor::SetFile& sets, Element centre);

  std::size_t size() const { return x_functions.size(x_centre_species); }
  double cutoff() const { return x_functions.cutoff(); }

  // Values of one atom; frame and atom are indices from 0.
  using Row = std::function<void(std::size_t frame, std::size_t atom, std::span<const double> values)>;

  // Calls row() for all atoms of all frames in order, from this thread; the values are computed on all of them.
  // Throws Error, with "frame's place: " from places[frame] in front: an element that no function names, coincident
  // atoms, units that differ from the set's, a site sample whose reach= says that it has no atoms as far out
  // as the set sees.
  void describe(std::span<const Frame> frames, std::span<const std::string> places, const Row& row) const;

 private:
  struct Prepared;
  Prepared prepare(const Frame& frame) const;
  void take_sample(const Frame& sample, Prepared& prepared) const;
  struct Site {
    std::size_t frame, atom;
  };
  std::vector<double> values(std::span<const Prepared> prepared, std::span<const Site> sites) const;

  Element x_centre;
  UnitStyle x_units;
  std::vector<Element> x_species;
  int x_centre_species;
  SymmetryFunctions x_functions;
};

}  // namespace nnpipe::potential
