// Sets of symmetry functions made for given data: for the pairs of elements there are, and the distances they keep.
#pragma once

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "atoms/frame.hpp"
#include "base/units.hpp"
#include "descriptor/set.hpp"

namespace nnpipe::descriptor {

// What a set must fit to: elements, how close each comes to each, how far the nearest neighbour is.
class Survey {
 public:
  // Throws Error for a frame in other units than those before it.
  void add(const Frame& frame);

  UnitStyle units() const { return x_units; }
  std::size_t frames() const { return x_frames; }
  const std::vector<Element>& elements() const { return x_elements; }  // by atomic number
  // The least distance of two atoms of these elements, Å; 0: none came within reach.
  double closest(Element first, Element second) const;
  double nearest() const { return x_atoms > 0 ? x_sum / x_atoms : 0; }  // mean distance of the nearest neighbour, Å

 private:
  UnitStyle x_units = UnitStyle::metal;
  std::size_t x_frames = 0;
  std::vector<Element> x_elements;
  std::map<std::pair<Element, Element>, double> x_closest;
  double x_sum = 0, x_atoms = 0;
};

struct DesignOptions {
  double cutoff = 0;               // Å; 0: 2.3 times the distance of the nearest neighbour, in metal units 5 to 7 Å
  std::size_t radial_shells = 0;   // G2 a neighbour element; 0: 9 for one element, else 7
  std::size_t angular_shells = 0;  // sets of G5 a pair of them; 0: 3 for one element, else 2
};

// For each element G2 whose shells stand as far apart as they are wide, from the closest distance to the cutoff; and G5
// of several angles on wider shells. Throws Error if no two atoms are near one another.
SetFile design(const Survey& survey, const DesignOptions& options);

}  // namespace nnpipe::descriptor
