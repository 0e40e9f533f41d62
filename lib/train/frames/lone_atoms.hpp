// Frames of one isolated atom: they give the energies that all others are referred to.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "atoms/frame.hpp"

namespace nnpipe::train {

class LoneAtoms {
 public:
  // Distances beyond `reach` are no neighbours.
  explicit LoneAtoms(double reach) : x_reach{reach} {}

  // True, and its energy is taken: a frame of one atom that meets no image of its own within the reach, or whose
  // config_type says that it is an isolated atom (IsolatedAtom, isolated_atom); no site sample. Throws Error, with
  // `place` in front, for a second atom of an element with another energy.
  bool take(const Frame& frame, const std::string& place);

  // Without: no such atom, or none with an energy.
  std::optional<double> energy(Element element) const;
  bool empty() const { return x_atoms.empty(); }
  // "Si -0.8 eV (si.xyz: frame 1), …"
  std::string words() const;

 private:
  bool is_one(const Frame& frame) const;

  struct Atom {
    double energy;
    std::string place;
  };
  double x_reach;
  std::map<int, Atom> x_atoms;  // by atomic number
};

}  // namespace nnpipe::train
