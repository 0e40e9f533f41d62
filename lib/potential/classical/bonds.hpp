// Sums over triplets of bonds, as Stillinger-Weber's and Vashishta's potentials have them:
// Σ_{j<k} g(r_ij) g(r_ik) h(cos θ_jik), each g zero from its reach on.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "potential/site_sum.hpp"

namespace nnpipe::potential {

// A neighbour near enough for triplets.
struct Bond {
  int atom, species;
  Vec3 d, u;  // r_ij and its direction
  double inverse_r;
  double g, slope;  // g(r), and d ln g/dr
  Vec3 force;       // on the neighbour, of this site's energy
};

// g_j g_k h(cos θ), and g_j g_k h′(cos θ).
struct AngularTerm {
  double value, derivative;
};

// The energy of all pairs of bonds of one atom; adds their forces to the bonds. triplets[j · species + k] is of
// neighbours of species j and k: acts() says whether it is other than 0, and (cos θ, g_j, g_k) gives its AngularTerm.
template <typename Triplet>
double add_triplets(const Triplet* triplets, std::size_t species, std::vector<Bond>& bonds) {
  double energy = 0;
  for (std::size_t b = 0; b + 1 < bonds.size(); ++b) {
    Bond& j = bonds[b];
    const Triplet* const row = triplets + static_cast<std::size_t>(j.species) * species;
    for (std::size_t c = b + 1; c < bonds.size(); ++c) {
      Bond& k = bonds[c];
      const Triplet& triplet = row[k.species];
      if (!triplet.acts()) continue;
      const double cosine = dot(j.u, k.u);
      const auto [value, derivative] = triplet(cosine, j.g, k.g);
      energy += value;
      // ∂cosθ/∂r_ij = (u_k − cosθ u_j)/r_ij (A.19)
      const double turn_j = derivative * j.inverse_r, turn_k = derivative * k.inverse_r;
      j.force += (turn_j * cosine - value * j.slope) * j.u - turn_j * k.u;
      k.force += (turn_k * cosine - value * k.slope) * k.u - turn_k * j.u;
    }
  }
  return energy;
}

// Puts down what atom i has: its site energy, the force on it without that of its bonds, and what the bonds exert.
inline void put_down(std::size_t i, double energy, Vec3 force, std::span<const Bond> bonds, Want want, Result& result,
                     BlockSum& sum) {
  for (const Bond& bond : bonds) {
    force -= bond.force;
    if (want.forces) sum.react(bond.atom, bond.force);
    if (want.virial) add_outer(sum.virial, bond.d, bond.force);
  }
  sum.energy += energy;
  if (want.site_energies) result.site_energy[i] += energy;
  if (want.forces) result.force[i] += force;
}

}  // namespace nnpipe::potential
