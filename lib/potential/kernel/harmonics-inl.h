// Real spherical harmonics and their gradients, one neighbour a lane; formulas of descriptor/spherical_harmonics.hpp.
#if defined(NNPIPE_KERNEL_HARMONICS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NNPIPE_KERNEL_HARMONICS_INL_H_
#undef NNPIPE_KERNEL_HARMONICS_INL_H_
#else
#define NNPIPE_KERNEL_HARMONICS_INL_H_
#endif

#include <cstddef>

#include "descriptor/spherical_harmonics.hpp"
#include "potential/kernel/density.hpp"
#include "potential/kernel/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::potential::kernel::HWY_NAMESPACE {
namespace {

using descriptor::harmonic;

// N_lm Q_lm(z), m ≥ 0, by (l, m).
template <int degree, typename T>
HWY_INLINE void legendre_of(const DensityNumbers<T>& numbers, Lanes<T> z, T* out) {
  const Tag<T> d;
#pragma GCC unroll 9
  for (int m = 0; m <= degree; ++m) {
    auto below = hn::Zero(Tag<T>{}), at = hn::Set(d, numbers.rise[legendre(m, m)]);
    put(out, legendre(m, m), at);
#pragma GCC unroll 9
    for (int l = m + 1; l <= degree; ++l) {
      const std::size_t i = legendre(l, m);
      auto next = hn::Mul(hn::Mul(hn::Set(d, numbers.rise[i]), z), at);
      if (l > m + 1) next = hn::NegMulAdd(hn::Set(d, numbers.fall[i]), below, next);
      put(out, i, next);
      below = at;
      at = next;
    }
  }
}

template <int degree, typename T>
HWY_INLINE void harmonics_of(const T* legendre_values, Lanes<T> x, Lanes<T> y, T* out) {
  auto cosine = all<T>(1), sine = hn::Zero(Tag<T>{});
#pragma GCC unroll 9
  for (int m = 0; m <= degree; ++m) {
#pragma GCC unroll 9
    for (int l = m; l <= degree; ++l) {
      const auto q = get(legendre_values, legendre(l, m));
      if (m == 0) {
        put(out, harmonic(l, 0), q);
      } else {
        put(out, harmonic(l, m), hn::Mul(q, cosine));
        put(out, harmonic(l, -m), hn::Mul(q, sine));
      }
    }
    const auto next = hn::NegMulAdd(y, sine, hn::Mul(x, cosine));
    sine = hn::MulAdd(x, sine, hn::Mul(y, cosine));
    cosine = next;
  }
}

// Σ_lm F_lm ∂C_lm/∂u, not yet along the sphere.
template <int degree, typename T>
HWY_INLINE void field_gradient(const DensityNumbers<T>& numbers, const T* legendre_values, const T* field, Lanes<T> x,
                               Lanes<T> y, Lanes<T>& gx, Lanes<T>& gy, Lanes<T>& gz) {
  const Tag<T> d;
  const auto zero = hn::Zero(d);
  auto cosine = all<T>(1), sine = zero;
  gx = gy = gz = zero;
#pragma GCC unroll 9
  for (int l = 1; l <= degree; ++l) {
    const auto up = hn::Mul(hn::Set(d, numbers.slope[legendre(l, 0)]), get(legendre_values, legendre(l, 1)));
    gz = hn::MulAdd(get(field, harmonic(l, 0)), up, gz);
  }
#pragma GCC unroll 8
  for (int m = 1; m <= degree; ++m) {
    // Of F_lm and F_l,−m: sums with Q_lm, and with its derivative.
    auto a = zero, b = zero, a_up = zero, b_up = zero;
#pragma GCC unroll 9
    for (int l = m; l <= degree; ++l) {
      const auto even = get(field, harmonic(l, m)), odd = get(field, harmonic(l, -m));
      const auto q = get(legendre_values, legendre(l, m));
      a = hn::MulAdd(even, q, a);
      b = hn::MulAdd(odd, q, b);
      if (l == m) continue;
      const auto up = hn::Mul(hn::Set(d, numbers.slope[legendre(l, m)]), get(legendre_values, legendre(l, m + 1)));
      a_up = hn::MulAdd(even, up, a_up);
      b_up = hn::MulAdd(odd, up, b_up);
    }
    const auto order = all<T>(static_cast<double>(m));
    gx = hn::MulAdd(order, hn::MulAdd(a, cosine, hn::Mul(b, sine)), gx);
    gy = hn::MulAdd(order, hn::NegMulAdd(a, sine, hn::Mul(b, cosine)), gy);
    const auto next = hn::NegMulAdd(y, sine, hn::Mul(x, cosine));
    sine = hn::MulAdd(x, sine, hn::Mul(y, cosine));
    cosine = next;
    gz = hn::MulAdd(a_up, cosine, hn::MulAdd(b_up, sine, gz));
  }
}

}  // namespace
}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
