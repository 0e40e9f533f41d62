// What multiplies f_c in a radial function Σ_j g(r_ij) f_c(r_ij), beside the exponentials that functions share: names
// and parameters. The formulas stand in radial_form-inl.h.
#pragma once

namespace nnpipe::descriptor {

enum class RadialForm {
  none,    // 1
  cosine,  // cos κr, thesis (4.7)
  bessel,  // sin κr/κr, the spherical Bessel function j₀
};

struct RadialFactor {
  RadialForm form = RadialForm::none;
  double kappa = 0;  // Å⁻¹
};

}  // namespace nnpipe::descriptor
