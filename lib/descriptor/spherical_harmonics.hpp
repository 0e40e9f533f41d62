// Real spherical harmonics of unit vectors, their gradients, and the coefficients that couple three of them.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "atoms/vec3.hpp"

namespace nnpipe::descriptor {

// How many harmonics there are up to and including degree l, and where that of order m = −l … l stands.
constexpr std::size_t harmonics_up_to(int l) { return static_cast<std::size_t>((l + 1) * (l + 1)); }
constexpr std::size_t harmonic(int l, int m) { return static_cast<std::size_t>(l * l + l + m); }

// C_lm(u) = √(4π/(2l + 1)) Y_lm(u), so that Σ_m C_lm(u) C_lm(v) = P_l(u · v); m > 0: cos mφ, m < 0: sin |m|φ, without
// the phase (−1)^m. Of a unit vector u, l = 0 … degree, into `value` (harmonics_up_to(degree)); `gradient` (as many, or
// empty): ∂C_lm/∂u along the sphere, u · gradient = 0.
void spherical_harmonics(int degree, Vec3 u, std::span<double> value, std::span<Vec3> gradient);

// One term of the coupling of three degrees: orders counted from 0, m + l.
struct CouplingTerm {
  int a, b, c;
  double coefficient;
};

// The mean over the sphere of C_la,a C_lb,b C_lc,c, where it is not 0: Gaunt coefficients in the norm of C_lm. Nothing
// where la + lb + lc is odd or no triangle.
std::vector<CouplingTerm> gaunt_terms(int la, int lb, int lc);

}  // namespace nnpipe::descriptor
