// The Vashishta potential of pairs and triplets, any number of elements, with LAMMPS's parameter files.
#pragma once

#include "potential/classical/parameter_file.hpp"
#include "potential/potential.hpp"

namespace nnpipe::potential {

// Values of an entry, in LAMMPS's order: H η Z_i Z_j λ₁ D λ₄ W r_c B γ r₀ C cosθ₀.
inline constexpr std::size_t vashishta_values = 14;

// (2.12), (2.13): V₂ = H/r^η − W/r⁶ + (Z_iZ_j/r)e^{−r/λ₁} − (D/r⁴)e^{−r/λ₄} of entry ijj, cut as LAMMPS cuts it:
// V(r) − V(r_c) − (r − r_c)V′(r_c). V₃ = B Δ²/(1 + CΔ²) exp[γ/(r_ij − r₀)] exp[γ/(r_ik − r₀)], Δ = cosθ − cosθ₀,
// B, C, θ₀ of entry ijk, γ, r₀ of ijj and ikk; 0 at r ≥ r₀.
// Throws Error with the entry's place for parameters that make no sense, and where entries that must agree do not (the
// pair part of ijj and jii, the triplet part of ijk and ikj).
// `plain`: without vector lanes, pair by pair: what the other is held to.
PotentialPtr make_vashishta(const ParameterFile& file, bool plain = false);

}  // namespace nnpipe::potential
