// A potential applied to frames: neighbour list, ghosts and their folding kept from one frame to the next.
#pragma once

#include <span>
#include <vector>

#include "atoms/frame.hpp"
#include "atoms/neighbours.hpp"
#include "potential/potential.hpp"

namespace nnpipe::potential {

// Not thread-safe; keeps a reference to the potential.
class Evaluator {
 public:
  // skin in Å: 0 for unrelated frames, more for a trajectory.
  explicit Evaluator(const Potential& potential, double skin = 0);

  // Chooses species of the frame's elements. Throws Error "element 'C' is not in the potential, which has Si O", and
  // for units that differ.
  void set_atoms(const Frame& frame);

  // Energy and whatever is wanted at these positions. Throws Error naming the atoms for coincident atoms, and for an
  // energy or force that is not finite.
  void compute(const Cell& cell, std::span<const Vec3> positions, Want want);

  double cutoff() const { return x_potential.cutoff(); }
  double energy() const { return x_energy; }
  const Virial& virial() const { return x_virial; }
  std::span<const Vec3> forces() const { return x_forces; }
  std::span<const double> site_energies() const { return x_site_energies; }
  std::vector<Extrapolation> extrapolations() const;
  AtomsView atoms() const;
  NeighboursView neighbours() const { return x_list.view(); }
  // Adds forces on local atoms and ghosts, sized as atoms(), to those on the atoms they are of.
  void fold(std::span<const Vec3> all, std::span<Vec3> local) const { x_list.fold(all, local); }
  std::size_t list_builds() const { return x_builds; }
  // What the list was made for. From the same list sums come in the same order: a run that is gone on with remakes it.
  const Cell& list_cell() const { return x_list.built_cell(); }
  std::span<const Vec3> list_positions() const { return x_list.built_positions(); }
  void remake_list(const Cell& cell, std::span<const Vec3> positions);

 private:
  void fold_forces();
  void find_not_finite() const;

  const Potential& x_potential;
  NeighbourList x_list;
  std::vector<int> x_local_species, x_species;
  std::vector<Vec3> x_all_forces, x_forces;
  std::vector<double> x_site_energies;
  Virial x_virial;
  double x_energy = 0;
  std::size_t x_builds = 0;
};

// Writes energy, forces, virial (where the cell has a volume) and site energies of the evaluator's potential into the
// frame, in place of all labels it had; a site sample gets its site energy alone: what surrounds the centre is no
// whole. Throws Error for a sample that says it reaches less far than the potential sees.
void label(Frame& frame, Evaluator& evaluator);

}  // namespace nnpipe::potential
