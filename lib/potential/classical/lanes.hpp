// Inner loops of the classical potentials on vector lanes, one lane one neighbour, compiled for every target.
#pragma once

#include <cstddef>
#include <vector>

#include "potential/kernel/arena.hpp"
#include "potential/site_sum.hpp"

namespace nnpipe::potential::lanes {

// V(r) = 4ε[(σ/r)¹² − (σ/r)⁶] − shift.
struct LennardJonesTerms {
  double cutoff2, sigma2, epsilon, shift;
};

// Local atoms [first, last): site energies and forces into `result`, energy and virial into `sum`. The list is full:
// each atom takes the whole force of each of its pairs, and half their energy and virial.
void lennard_jones_sites(const LennardJonesTerms& terms, AtomsView atoms, NeighboursView neighbours, std::size_t first,
                         std::size_t last, Want want, Result& result, BlockSum& sum);

// V(r) = H/r^η − W/r⁶ + (q/r)e^{−r/λ₁} − (D/r⁴)e^{−r/λ₄} − r V′(r_c) + offset, zero from the cutoff on.
struct VashishtaTerms {
  double cutoff2 = 0, h = 0, eta = 0, charges = 0, d = 0, w = 0;
  double inverse_lambda1 = 0, inverse_lambda4 = 0, slope_end = 0, offset = 0;
};

// Neighbours of one species: r_ij and its square, columns with room for whole vectors.
struct Columns {
  std::vector<double, kernel::AlignedAllocator<double>> dx, dy, dz, r2;
  std::size_t count = 0;
};

// Sorts the neighbours of atom i that are nearer than `reach` by species, and names those nearer than `bond_reach`.
void sort_neighbours(AtomsView atoms, NeighboursView neighbours, std::size_t i, double reach2, double bond_reach2,
                     std::vector<Columns>& by_species, std::vector<int>& bonded);

// What the pairs of one atom and one species add up to: V, V′ u, r ⊗ V′ u.
struct PairSum {
  double energy = 0;
  Vec3 force;
  Virial virial;
};
void add_vashishta_pairs(const VashishtaTerms& terms, Columns& columns, PairSum& sum);

}  // namespace nnpipe::potential::lanes
