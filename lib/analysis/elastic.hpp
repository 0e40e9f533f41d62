// Elastic constants of a potential at 0 K, by finite strains.
#pragma once

#include <array>
#include <span>

#include "analysis/observe.hpp"
#include "atoms/frame.hpp"
#include "potential/potential.hpp"

namespace nnpipe::analysis {

// Voigt order xx yy zz yz xz xy; shear strains are engineering strains γ = 2ε.
using Stiffness = std::array<std::array<double, 6>, 6>;

struct ElasticOptions {
  double strain = 5e-4;     // half-width of the central difference
  bool relax_atoms = true;  // atoms follow the strain to their new minimum; false: they are dragged along
};

// C_ij = ∂σ_i/∂ε_j in the frame's energy/volume (eV/Å³), of the frame as it is: relax atoms and cell before.
// Throws Error if atoms do not come to rest at a strained cell.
Stiffness elastic_constants(const Frame& frame, const potential::Potential& potential,
                            const ElasticOptions& options = {}, const Observe& observe = {});

// The least of the six eigenvalues of the matrix beside the largest, in its unit. A crystal without stress is stable
// against every small strain where it is positive (Born; Mouhat, Coudert, Phys. Rev. B 90, 224104 (2014)). Below
// `noise` of the largest, as where a gap divides the atoms, its sign is an error of rounding.
struct LeastEigenvalue {
  static constexpr double noise = 1e-5;
  double value, largest;
  bool positive() const { return value > noise * largest; }
};
LeastEigenvalue least_eigenvalue(const Stiffness& stiffness);

// Averages over directions, in the unit of the stiffness.
struct ElasticModuli {
  double c11, c12, c44;  // cubic means: of the three equivalent entries each
  double bulk;           // Voigt: (C₁₁ + C₂₂ + C₃₃ + 2(C₁₂ + C₁₃ + C₂₃))/9
  double shear_voigt, shear_reuss, shear_hill;
  double young_hill, poisson_hill;  // of a polycrystal
  double poisson_100;               // C₁₂/(C₁₁ + C₁₂), along a cube's edge
  double zener;                     // 2C₄₄/(C₁₁ − C₁₂)
};

// Throws Error for a stiffness that cannot be inverted.
ElasticModuli moduli(const Stiffness& stiffness);

}  // namespace nnpipe::analysis
