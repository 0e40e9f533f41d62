// Arithmetic on lanes: exponential, hyperbolic tangent, powers, cutoff functions. Compiled once for each target.
// T is the kernel's precision, one lane one atom (or one of its neighbours).
#if defined(NNPIPE_KERNEL_LANES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NNPIPE_KERNEL_LANES_INL_H_
#undef NNPIPE_KERNEL_LANES_INL_H_
#else
#define NNPIPE_KERNEL_LANES_INL_H_
#endif

#include <hwy/highway.h>
// After highway.h: logarithm, sine and cosine; here are cheaper forms of what the inner loops need.
#include <hwy/contrib/math/math-inl.h>

#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

#include "potential/kernel/cutoff.hpp"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::potential::kernel::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <typename T>
using Tag = hn::ScalableTag<T>;
template <typename T>
using Lanes = hn::Vec<Tag<T>>;
template <typename T>
inline constexpr std::size_t width = hn::MaxLanes(Tag<T>{});

template <typename T>
HWY_INLINE Lanes<T> all(double value) {
  return hn::Set(Tag<T>{}, static_cast<T>(value));
}
// Entry j of an array of lanes.
template <typename T>
HWY_INLINE Lanes<T> get(const T* from, std::size_t j) {
  return hn::Load(Tag<T>{}, from + j * width<T>);
}
template <typename T>
HWY_INLINE void put(T* to, std::size_t j, Lanes<T> value) {
  hn::Store(value, Tag<T>{}, to + j * width<T>);
}
template <typename T>
HWY_INLINE void add_to(T* to, std::size_t j, Lanes<T> value) {
  put(to, j, hn::Add(get(to, j), value));
}

// c_0 + c_1 x + … by Horner.
template <typename T, std::size_t N>
HWY_INLINE Lanes<T> horner(Lanes<T> x, const double (&c)[N]) {
  Lanes<T> sum = hn::MulAdd(all<T>(c[N - 1]), x, all<T>(c[N - 2]));
  if constexpr (N > 2) {
#pragma GCC unroll 16
    for (std::size_t i = N - 2; i > 0; --i) sum = hn::MulAdd(sum, x, all<T>(c[i - 1]));
  }
  return sum;
}

// The same as c_0 + x (c_1 + x (…)), and the rest as two sums, of even and of odd powers: half as long to wait for.
template <typename T, std::size_t N>
HWY_INLINE Lanes<T> halved_horner(Lanes<T> x, const double (&c)[N]) {
  static_assert(N >= 6);
  const auto x2 = hn::Mul(x, x);
  auto last = all<T>(c[N - 1]), other = all<T>(c[N - 2]);
#pragma GCC unroll 16
  for (std::size_t i = N - 2; i > 3; i -= 2) {
    last = hn::MulAdd(last, x2, all<T>(c[i - 1]));
    other = hn::MulAdd(other, x2, all<T>(c[i - 2]));
  }
  auto sum = hn::MulAdd(last, x, other);
  if constexpr (N % 2 == 1) sum = hn::MulAdd(sum, x, all<T>(c[2]));
  return hn::MulAdd(hn::MulAdd(sum, x, all<T>(c[1])), x, all<T>(c[0]));
}

// The arithmetic of descriptor/radial_form-inl.h on lanes.
template <typename T>
struct LaneMath {
  using Number = Lanes<T>;
  static HWY_INLINE Number all(double value) { return hn::Set(Tag<T>{}, static_cast<T>(value)); }
  static HWY_INLINE Number sin(Number x) { return hn::Sin(Tag<T>{}, x); }
  static HWY_INLINE Number cos(Number x) { return hn::Cos(Tag<T>{}, x); }
};

// e^x to about one unit in the last place, for x up to 700 (80 for float); below the range it stays at the smallest
// normal number. x = n ln 2 + t, |t| ≤ ½ ln 2; polynomials by Chebyshev interpolation, errors 3e-18 and 2e-9.
template <typename T>
HWY_INLINE Lanes<T> exp_of(Lanes<T> x) {
  const Tag<T> d;
  const hn::RebindToUnsigned<Tag<T>> bits;
  if constexpr (sizeof(T) == 8) {
    constexpr double c[] = {1,
                            1,
                            0.50000000000000189,
                            0.16666666666666702,
                            0.041666666666487939,
                            0.0083333333333095068,
                            0.0013888888952356135,
                            0.00019841269909260645,
                            2.4801485438447379e-05,
                            2.7557224918368869e-06,
                            2.7632655759332031e-07,
                            2.5114882786996687e-08};
    // Adding 1.5 · 2⁵² rounds to a whole number and leaves it in the low bits.
    const auto magic = hn::Set(d, 6755399441055744.0);
    x = hn::Max(x, hn::Set(d, -708.0));
    const auto shifted = hn::MulAdd(x, hn::Set(d, 1.4426950408889634), magic);
    const auto n = hn::Sub(shifted, magic);
    auto t = hn::NegMulAdd(n, hn::Set(d, 6.93147180369123816490e-01), x);
    t = hn::NegMulAdd(n, hn::Set(d, 1.90821492927058770002e-10), t);
    const auto power = hn::ShiftLeft<52>(hn::BitCast(bits, shifted));
    return hn::BitCast(d, hn::Add(hn::BitCast(bits, halved_horner<T>(t, c)), power));
  } else {
    constexpr double c[] = {0.99999999995951583,  1.000000037750115,     0.50000001078141099,  0.16666415376600746,
                            0.041666218094793588, 0.0083751372679370349, 0.0013948592779495662};
    const auto magic = hn::Set(d, 12582912.0f);
    x = hn::Max(x, hn::Set(d, -87.0f));
    const auto shifted = hn::MulAdd(x, hn::Set(d, 1.44269504f), magic);
    const auto n = hn::Sub(shifted, magic);
    auto t = hn::NegMulAdd(n, hn::Set(d, 0.693359375f), x);
    t = hn::MulAdd(n, hn::Set(d, 2.12194440e-4f), t);
    const auto power = hn::ShiftLeft<23>(hn::BitCast(bits, shifted));
    return hn::BitCast(d, hn::Add(hn::BitCast(bits, halved_horner<T>(t, c)), power));
  }
}

// tanh with an error of one unit in the last place of 1.
template <typename T>
HWY_INLINE Lanes<T> tanh_of(Lanes<T> x) {
  const auto one = all<T>(1);
  const auto e = exp_of<T>(hn::Mul(all<T>(-2), hn::Abs(x)));
  return hn::CopySignToAbs(hn::Div(hn::Sub(one, e), hn::Add(one, e)), x);
}

// cos √v and sin √v/√v for 0 ≤ v ≤ (π/2)², Chebyshev interpolation in v: f_c is a square of the first, and neither it
// nor its derivative by r² needs a root. Errors 4e-18 and 1e-16; float 2e-10 and 4e-9.
template <typename T>
HWY_INLINE void quarter_wave(Lanes<T> v, Lanes<T>& cosine, Lanes<T>& sinc) {
  if constexpr (sizeof(T) == 8) {
    constexpr double c[] = {1,
                            -0.49999999999999972,
                            0.041666666666663882,
                            -0.0013888888888773081,
                            2.4801587277429444e-05,
                            -2.7557316392280853e-07,
                            2.0876561900042318e-09,
                            -1.1462903400770852e-11,
                            4.6089921899142231e-14};
    constexpr double s[] = {0.99999999999999989,     -0.16666666666666075,   0.0083333333332828094,
                            -0.00019841269824874831, 2.7557316610571367e-06, -2.5051882035724919e-08,
                            1.6048170941501553e-10,  -7.3744178777422497e-13};
    cosine = horner<T>(v, c);
    sinc = horner<T>(v, s);
  } else {
    constexpr double c[] = {0.99999999977990417,    -0.49999999356956465,   0.041666636208930151,
                            -0.0013888360842554961, 2.4760135517200618e-05, -2.6051076353347883e-07};
    constexpr double s[] = {0.99999999571583964, -0.16666657969904711, 0.0083330506173281329, -0.00019809046357401199,
                            2.6051662760767676e-06};
    cosine = horner<T>(v, c);
    sinc = horner<T>(v, s);
  }
}

// f(x) and f′(x) of the cutoff functions in reduced units, x in [0, 1]; formulas of descriptor/cutoff.hpp.
template <descriptor::CutoffKind kind, typename T>
HWY_INLINE void reduced_cutoff(Lanes<T> x, Lanes<T>& f, Lanes<T>& df) {
  using descriptor::CutoffKind;
  const auto one = all<T>(1);
  const auto y = hn::Sub(one, x);
  const auto y2 = hn::Mul(y, y);
  const auto x2 = hn::Mul(x, x);
  if constexpr (kind == CutoffKind::hard) {
    f = one;
    df = hn::Zero(Tag<T>{});
  } else if constexpr (kind == CutoffKind::cosine) {
    constexpr double quarter = std::numbers::pi / 2;
    Lanes<T> cosine, sinc;
    quarter_wave<T>(hn::Mul(all<T>(quarter * quarter), x2), cosine, sinc);
    f = hn::Mul(cosine, cosine);
    df = hn::Mul(hn::Mul(all<T>(-2 * quarter * quarter), x), hn::Mul(cosine, sinc));
  } else if constexpr (kind == CutoffKind::exp) {
    // Where 1 − x is below the bound, the value is 0 in this precision, and the exponent still finite.
    const auto a = hn::Div(one, hn::Mul(hn::Max(y, all<T>(sizeof(T) == 8 ? 1.0 / 1400 : 1.0 / 160)), hn::Add(one, x)));
    f = exp_of<T>(hn::Sub(one, a));
    df = hn::Mul(hn::Mul(all<T>(-2), x), hn::Mul(hn::Mul(a, a), f));
  } else if constexpr (kind == CutoffKind::poly1) {
    f = hn::Mul(y2, horner<T>(x, {1, 2}));
    df = hn::Mul(all<T>(-6), hn::Mul(x, y));
  } else if constexpr (kind == CutoffKind::poly2) {
    f = hn::Mul(hn::Mul(y2, y), horner<T>(x, {1, 3, 6}));
    df = hn::Mul(all<T>(-30), hn::Mul(x2, y2));
  } else if constexpr (kind == CutoffKind::poly3) {
    f = hn::Mul(hn::Mul(y2, y2), horner<T>(x, {1, 4, 10, 20}));
    df = hn::Mul(all<T>(-140), hn::Mul(hn::Mul(x2, x), hn::Mul(y2, y)));
  } else if constexpr (kind == CutoffKind::poly4) {
    f = hn::Mul(hn::Mul(hn::Mul(y2, y2), y), horner<T>(x, {1, 5, 15, 35, 70}));
    df = hn::Mul(all<T>(-630), hn::Mul(hn::Mul(x2, x2), hn::Mul(y2, y2)));
  } else {
    const double at_zero = kind == CutoffKind::tanh3_normalized ? std::pow(std::tanh(1.0), 3) : 1;
    const auto t = tanh_of<T>(y);
    const auto t2 = hn::Mul(t, t);
    f = hn::Mul(all<T>(1 / at_zero), hn::Mul(t2, t));
    df = hn::Mul(all<T>(-3 / at_zero), hn::Mul(t2, hn::Sub(one, t2)));
  }
}

template <typename T>
HWY_INLINE void reduced_envelope(int p, Lanes<T> x, Lanes<T>& f, Lanes<T>& df) {
  const auto y = hn::Sub(all<T>(1), x), y2 = hn::Mul(y, y);
  auto sum = all<T>(0.5 * p * (p + 1)), power = all<T>(1);
  for (int k = p - 1; k > 0; --k) {
    sum = hn::MulAdd(sum, x, all<T>(0.5 * k * (k + 1)));
    power = hn::Mul(power, x);
  }
  f = hn::Mul(hn::Mul(y2, y), sum);
  df = hn::Mul(hn::Mul(all<T>(-0.5 * p * (p + 1) * (p + 2)), power), y2);
}

// f_c and df_c/d(r²) of n distances given by r² and r; both 0 from the radius on.
template <descriptor::CutoffKind kind, typename T>
void cutoff_lanes(const Cutoff& cutoff, std::size_t n, const T* s, const T* r, T* f, T* df) {
  const Tag<T> d;
  const double inner = cutoff.function.inner * cutoff.radius, span = cutoff.radius - inner;
  const auto radius2 = all<T>(cutoff.radius * cutoff.radius);
  if (kind == descriptor::CutoffKind::cosine && inner == 0) {
    const double scale = std::numbers::pi / (2 * cutoff.radius);
    const auto scale2 = all<T>(scale * scale), minus = all<T>(-scale * scale);
    for (std::size_t j = 0; j < n; ++j) {
      const auto s_j = get(s, j);
      const auto inside = hn::Lt(s_j, radius2);
      Lanes<T> cosine, sinc;
      quarter_wave<T>(hn::Mul(s_j, scale2), cosine, sinc);
      put(f, j, hn::IfThenElseZero(inside, hn::Mul(cosine, cosine)));
      put(df, j, hn::IfThenElseZero(inside, hn::Mul(hn::Mul(cosine, sinc), minus)));
    }
    return;
  }
  const auto scale = all<T>(1 / span), offset = all<T>(-inner / span), half = all<T>(0.5 / span);
  for (std::size_t j = 0; j < n; ++j) {
    const auto r_j = get(r, j);
    const auto inside = hn::Lt(get(s, j), radius2);
    const auto x = hn::Min(hn::Max(hn::MulAdd(r_j, scale, offset), hn::Zero(d)), all<T>(1));
    Lanes<T> value, slope;
    if constexpr (kind == descriptor::CutoffKind::envelope) {
      reduced_envelope<T>(cutoff.function.p, x, value, slope);
    } else {
      reduced_cutoff<kind, T>(x, value, slope);
    }
    put(f, j, hn::IfThenElseZero(inside, value));
    put(df, j, hn::IfThenElseZero(inside, hn::Div(hn::Mul(slope, half), r_j)));
  }
}

template <typename T, std::size_t... i>
HWY_INLINE void reduced_compact(descriptor::CutoffKind kind, Lanes<T> x, Lanes<T>& f, Lanes<T>& df,
                                std::index_sequence<i...>) {
  using descriptor::compact_kinds;
  // The last is what is none of the others.
  static_cast<void>(
      (((i + 1 == sizeof...(i) || kind == compact_kinds[i]) && (reduced_cutoff<compact_kinds[i], T>(x, f, df), true)) ||
       ...));
}

// f(y) and f′(y) of a compact shape, y in [0, 1].
template <typename T>
HWY_INLINE void reduced_shape(const descriptor::CompactShape& shape, Lanes<T> y, Lanes<T>& f, Lanes<T>& df) {
  const auto one = all<T>(1), rest = hn::Sub(one, y);
  // 1 − (2 − y)y = (1 − y)².
  const auto at = shape.steep ? hn::NegMulAdd(rest, rest, one) : y;
  reduced_compact<T>(shape.kind, at, f, df, std::make_index_sequence<descriptor::compact_kinds.size()>{});
  if (shape.steep) df = hn::Mul(df, hn::Add(rest, rest));
}

// C(x) and C′(x) of a compact function by its middle and half width.
template <typename T>
HWY_INLINE void compact_lane(const descriptor::CompactShape& shape, Lanes<T> from_middle, Lanes<T> by_half, Lanes<T>& f,
                             Lanes<T>& df) {
  const auto y = hn::Min(hn::Mul(hn::Abs(from_middle), by_half), all<T>(1));
  reduced_shape<T>(shape, y, f, df);
  df = hn::Mul(df, hn::CopySignToAbs(by_half, from_middle));
}

// The same as cutoff_lanes.
template <typename T>
void compact_lanes(const Cutoff& cutoff, std::size_t n, const T* r, T* f, T* df) {
  const double half = 0.5 * (cutoff.radius - cutoff.low);
  const auto middle = all<T>(cutoff.low + half), by_half = all<T>(1 / half), one_half = all<T>(0.5);
  for (std::size_t j = 0; j < n; ++j) {
    const auto r_j = get(r, j);
    Lanes<T> value, slope;
    compact_lane<T>(cutoff.shape, hn::Sub(r_j, middle), by_half, value, slope);
    put(f, j, value);
    put(df, j, hn::Div(hn::Mul(slope, one_half), r_j));
  }
}

template <typename T, std::size_t... i>
void cutoff_lanes(const Cutoff& cutoff, std::size_t n, const T* s, const T* r, T* f, T* df, std::index_sequence<i...>) {
  using descriptor::cutoff_kinds;
  static_cast<void>(
      ((cutoff.function.kind == cutoff_kinds[i] && (cutoff_lanes<cutoff_kinds[i], T>(cutoff, n, s, r, f, df), true)) ||
       ...));
}

template <typename T>
void cutoff_lanes(const Cutoff& cutoff, std::size_t n, const T* s, const T* r, T* f, T* df) {
  if (cutoff.compact) return compact_lanes<T>(cutoff, n, r, f, df);
  cutoff_lanes<T>(cutoff, n, s, r, f, df, std::make_index_sequence<descriptor::cutoff_kinds.size()>{});
}

// Whether the cutoff function, or a Gaussian around R_s, needs r beside r².
inline bool needs_distance(const Cutoff& cutoff) {
  return cutoff.compact || cutoff.function.kind != descriptor::CutoffKind::cosine || cutoff.function.inner != 0;
}

// exp[−η(r − R_s)²] of n distances.
template <typename T>
void gaussian_lanes(double eta, double r_s, std::size_t n, const T* s, const T* r, T* e) {
  const auto minus = all<T>(-eta);
  if (r_s == 0) {
    for (std::size_t j = 0; j < n; ++j) put(e, j, exp_of<T>(hn::Mul(minus, get(s, j))));
    return;
  }
  const auto centre = all<T>(r_s);
  for (std::size_t j = 0; j < n; ++j) {
    const auto t = hn::Sub(get(r, j), centre);
    put(e, j, exp_of<T>(hn::Mul(minus, hn::Mul(t, t))));
  }
}

// exp[slope (r − R_s)].
template <typename T>
void linear_lanes(double slope, double r_s, std::size_t n, const T* r, T* e) {
  for (std::size_t j = 0; j < n; ++j) put(e, j, exp_of<T>(hn::Mul(all<T>(slope), hn::Sub(get(r, j), all<T>(r_s)))));
}

template <typename T>
void product_lanes(double scale, std::size_t n, const T* a, const T* b, T* e) {
  if (scale == 1) {
#pragma GCC unroll 4
    for (std::size_t j = 0; j < n; ++j) put(e, j, hn::Mul(get(a, j), get(b, j)));
    return;
  }
#pragma GCC unroll 4
  for (std::size_t j = 0; j < n; ++j) put(e, j, hn::Mul(hn::Mul(all<T>(scale), get(a, j)), get(b, j)));
}

}  // namespace
}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
