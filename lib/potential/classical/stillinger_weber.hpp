// The Stillinger-Weber potential of pairs and triplets, any number of elements, with LAMMPS's parameter files.
#pragma once

#include "potential/classical/parameter_file.hpp"
#include "potential/potential.hpp"

namespace nnpipe::potential {

// Values of an entry, in LAMMPS's order: ε σ a λ γ cosθ₀ A B p q tol.
inline constexpr std::size_t stillinger_weber_values = 11;

// (2.10), (2.11): V₂ = Aε[B(σ/r)^p − (σ/r)^q] exp[σ/(r − aσ)] with the parameters of entry ijj,
// V₃ = λε[cosθ − cosθ₀]² exp[γσ/(r_ij − aσ)] exp[γσ/(r_ik − aσ)], λ, ε, θ₀ of entry ijk, γ, σ, a of ijj and ikk.
// Throws Error with the entry's place for parameters that make no sense, and where entries that must agree do not (the
// pair part of ijj and jii, the triplet part of ijk and ikj).
// `plain`: without vector lanes, pair by pair: what the other is held to.
PotentialPtr make_stillinger_weber(const ParameterFile& file, bool plain = false);

}  // namespace nnpipe::potential
