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

// A ε [B (σ/r)^p − (σ/r)^q] exp[σ/(r − aσ)], zero from the cutoff on, and g(r) = exp[γσ/(r − aσ)].
struct StillingerWeberTerms {
  double cutoff = 0, cutoff2 = 0;  // aσ, and the square of where it ends
  double strength = 0, b = 0, sigma = 0, gamma = 0, p = 0, q = 0;
};

// Neighbours of one species that have bonds: which atoms, 1/r, g, and d ln g/dr; 0 beyond the cutoff.
struct BondColumns : Columns {
  std::vector<int> atom;
  std::vector<double, kernel::AlignedAllocator<double>> inverse_r, g, slope;
  std::vector<double, kernel::AlignedAllocator<double>> fx, fy, fz;  // of triplets, on the neighbour
};

// Sorts the neighbours of atom i that are nearer than `reach` by species.
void find_bonds(AtomsView atoms, NeighboursView neighbours, std::size_t i, double reach2,
                std::vector<BondColumns>& by_species);

// What the pairs of one atom and one species add up to: V, V′ u, r ⊗ V′ u.
struct PairSum {
  double energy = 0;
  Vec3 force;
  Virial virial;
};
void add_vashishta_pairs(const VashishtaTerms& terms, Columns& columns, PairSum& sum);
// Fills in the bonds, too, but for the forces.
void add_stillinger_weber_pairs(const StillingerWeberTerms& terms, BondColumns& bonds, PairSum& sum);

// Σ_{j<k} λε g_j g_k (cos θ_jik − cos θ₀)² over such bonds of one species, with r ⊗ f of the forces on the neighbours,
// which go to the bonds.
struct TripletSum {
  double energy = 0;
  Virial virial;
};
void add_triplets(double strength, double cos0, BondColumns& bonds, TripletSum& sum);

}  // namespace nnpipe::potential::lanes
