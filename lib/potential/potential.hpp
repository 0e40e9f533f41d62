// The one interface of every force field, classical or network: atoms and neighbours in; energy, forces, virial out.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "atoms/element.hpp"
#include "atoms/neighbours.hpp"
#include "atoms/vec3.hpp"
#include "base/error.hpp"
#include "base/units.hpp"

namespace nnpipe::potential {

// What is asked for; the rest is left alone.
struct Want {
  bool forces = true;
  bool virial = true;
  bool site_energies = false;
  // Half the force of each pair on both of its atoms, ghosts too, in place of the whole on the local one: the forces
  // are then those of the site energies of local atoms, and Σ r ⊗ f over local atoms and ghosts is their virial.
  bool shared_pairs = false;
};

// Everything is added to, never overwritten: the caller zeroes. Spans are empty where not wanted.
struct Result {
  double energy = 0;              // eV, sum of the site energies of the local atoms
  Virial virial;                  // eV, −∂E/∂ε
  std::span<double> site_energy;  // local atoms, eV
  std::span<Vec3> force;          // local atoms and ghosts, eV/Å
};

// A symmetry function outside the range it was trained on.
struct Extrapolation {
  int atom;                 // local index
  int function;             // index within the set of the atom's element
  double value, low, high;  // unscaled value and training range
};

// Thrown by compute() for two atoms nearer to each other than the potential allows. Atoms are counted as in AtomsView:
// who knows whose image a ghost is says it again.
class TooClose : public Error {
 public:
  TooClose(int a, int b, double r, double least)
      : Error{fmt::format("atoms {} and {} are {:.3g} Å apart, expected {} Å or more", std::min(a, b) + 1,
                          std::max(a, b) + 1, r, least)},
        first{a},
        second{b},
        distance{r},
        limit{least} {}

  int first, second;
  double distance, limit;  // Å
};

// Neighbours of an atom within a distance, Å.
struct NeighbourCount {
  std::size_t count = 0;
  double within = 0;
};

class Potential {
 public:
  virtual ~Potential() = default;

  // Thread-safe. A site energy belongs wholly to its atom: half of each pair, all of each triplet centred on it.
  virtual void compute(AtomsView atoms, NeighboursView neighbours, Want want, Result& result) const = 0;

  virtual double cutoff() const = 0;  // Å
  virtual UnitStyle units() const { return UnitStyle::metal; }
  // Species index → element, in the order AtomsView::species uses.
  virtual std::span<const Element> elements() const = 0;
  // True for potentials that act alike on every element (inline pair potentials): any element maps to species 0.
  virtual bool any_element() const { return false; }

  // Appends every function outside its training range for the local atoms; nothing for potentials without one.
  virtual void extrapolations(AtomsView, NeighboursView, std::vector<Extrapolation>&) const {}
  // Whether extrapolations() can find anything.
  virtual bool has_range() const { return false; }
  // The name of a function, for messages: "G2 Si Si eta=0.3 …".
  virtual std::string function_name(int /*species*/, int /*function*/) const { return {}; }
  // The shortest distance, Å, of two species in the frames it was fitted to; 0: not known.
  virtual double shortest_distance(int /*species*/, int /*other*/) const { return 0; }
  // The fewest neighbours of an atom of a species in these frames; none: not known.
  virtual NeighbourCount fewest_neighbours(int /*species*/) const { return {}; }
};

using PotentialPtr = std::unique_ptr<const Potential>;

}  // namespace nnpipe::potential
