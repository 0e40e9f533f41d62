// Sums over pairs of neighbours (j, k): G4, G5 with few neighbours, and exponents ζ that are not whole or large.
// Row by row: all k of one j, then the next j. A row's entries hold one lane an atom.
#if defined(NNPIPE_KERNEL_TRIPLETS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NNPIPE_KERNEL_TRIPLETS_INL_H_
#undef NNPIPE_KERNEL_TRIPLETS_INL_H_
#else
#define NNPIPE_KERNEL_TRIPLETS_INL_H_
#endif

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "potential/kernel/pairs-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::potential::kernel::HWY_NAMESPACE {
namespace {

// The triplets of one family. For G4 only those of which any lane has r_jk < R_c are listed.
template <typename T>
struct Triplets {
  bool alike;  // j and k of one species: k > j alone
  std::size_t begin_j, end_j, begin_k, end_k;
  std::size_t* row;              // where the entries of each j begin; one more than there are j
  int* k;                        // of each entry
  T *h, *dh;                     // legs of the family × entries: w_jk and dw_jk/d(r_jk²); G4 only
  std::size_t capacity, stride;  // entries there is room for, and that in numbers between legs
  T *s, *r, *f, *df;             // one row's: r_jk², r_jk, f_c, df_c/d(r²)
};

template <typename T>
HWY_INLINE Lanes<T> cosine(const Pairs<T>& p, Lanes<T> x, Lanes<T> y, Lanes<T> z, std::size_t k) {
  return hn::MulAdd(x, get(p.ux, k), hn::MulAdd(y, get(p.uy, k), hn::Mul(z, get(p.uz, k))));
}

template <typename T>
HWY_INLINE Lanes<T> whole_power(Lanes<T> p, int n) {
  auto result = n & 1 ? p : all<T>(1);
  for (n >>= 1; n > 0; n >>= 1) {
    p = hn::Mul(p, p);
    if (n & 1) result = hn::Mul(result, p);
  }
  return result;
}

// w_jk = exp[−η(r_jk − R_s)²] f_c(r_jk) of a row, by r_jk² = r_j² + r_k² − 2 r_j r_k c.
template <typename T>
void evaluate_third_sides(const ElementPlan& plan, const TripletFamily& family, const Triplets<T>& t, std::size_t begin,
                          std::size_t n) {
  const auto& cutoff = plan.cutoffs[family.cutoff];
  bool distance = needs_distance(cutoff);
  for (const std::size_t l : family.legs) distance = distance || plan.legs[l].r_s != 0;
  if (distance) {
    for (std::size_t i = 0; i < n; ++i) put(t.r, i, hn::Sqrt(get(t.s, i)));
  }
  cutoff_lanes<T>(cutoff, n, t.s, t.r, t.f, t.df);
  // All exponentials first: some are powers of that of the first leg.
  for (std::size_t l = 0; l < family.legs.size(); ++l) {
    const auto& leg = plan.legs[family.legs[l]];
    const T* const base = t.h + begin * width<T>;
    T* const h = t.h + l * t.stride + begin * width<T>;
    const int power = family.powers_of_first[l];
    if (leg.exponential == no_exponential) continue;
    if (l == 0 || power == 0) {
      gaussian_lanes<T>(leg.eta, leg.r_s, n, t.s, t.r, h);
    } else {
      for (std::size_t i = 0; i < n; ++i) put(h, i, whole_power<T>(get(base, i), power));
    }
  }
  for (std::size_t l = 0; l < family.legs.size(); ++l) {
    const auto& leg = plan.legs[family.legs[l]];
    T* const h = t.h + l * t.stride + begin * width<T>;
    T* const dh = t.dh + l * t.stride + begin * width<T>;
    const auto minus_eta = all<T>(-leg.eta), minus_centre = all<T>(leg.eta * leg.r_s);
    if (leg.exponential == no_exponential) {
      for (std::size_t i = 0; i < n; ++i) {
        put(h, i, get(t.f, i));
        put(dh, i, get(t.df, i));
      }
      continue;
    }
    for (std::size_t i = 0; i < n; ++i) {
      const auto e = get(h, i), f = get(t.f, i);
      // d/d(r²) of −η(r − R_s)² is −η(r − R_s)/r.
      const auto slope = leg.r_s == 0 ? minus_eta : hn::Add(minus_eta, hn::Div(minus_centre, get(t.r, i)));
      put(h, i, hn::Mul(e, f));
      put(dh, i, hn::Mul(e, hn::MulAdd(slope, f, get(t.df, i))));
    }
  }
}

template <typename T>
void list_triplets(const ElementPlan& plan, const TripletFamily& family, const Pairs<T>& p, Triplets<T>& t) {
  const auto radius = plan.cutoffs[family.cutoff].radius;
  const auto radius2 = all<T>(radius * radius);
  // Empty slots of a lane are in one place: their distance must not divide by 0, nor come out negative.
  const auto shortest2 = all<T>(1e-6 * radius * radius);
  const T* const w = plan.cutoffs[family.cutoff].compact ? p.w + family.legs[0] * p.stride : nullptr;
  std::size_t n = 0;
  for (std::size_t j = t.begin_j; j < t.end_j; ++j) {
    t.row[j - t.begin_j] = n;
    const std::size_t begin = n;
    const std::size_t first_k = t.alike ? j + 1 : t.begin_k;
    // Compact functions reach few: what no lane needs is left out. Others reach all.
    if (w && hn::AllTrue(Tag<T>{}, hn::Eq(get(w, j), hn::Zero(Tag<T>{})))) continue;
    if (!family.three_sides) {
      for (std::size_t k = first_k; k < t.end_k; ++k) {
        t.k[n] = static_cast<int>(k);
        n += w && hn::AllTrue(Tag<T>{}, hn::Eq(get(w, k), hn::Zero(Tag<T>{}))) ? 0 : 1;
      }
      continue;
    }
    const auto x = get(p.ux, j), y = get(p.uy, j), z = get(p.uz, j), r = get(p.r, j), s = hn::Mul(r, r);
    const auto minus_2r = hn::Mul(all<T>(-2), r);
    for (std::size_t k = first_k; k < t.end_k; ++k) {
      const auto r_k = get(p.r, k);
      const auto side2 = hn::Max(hn::MulAdd(r_k, hn::MulAdd(minus_2r, cosine<T>(p, x, y, z, k), r_k), s), shortest2);
      put(t.s, n - begin, side2);
      t.k[n] = static_cast<int>(k);
      // No branch: an entry that no lane needs is overwritten by the next.
      n += hn::AllFalse(Tag<T>{}, hn::Lt(side2, radius2)) ? 0 : 1;
    }
    evaluate_third_sides<T>(plan, family, t, begin, n - begin);
  }
  t.row[t.end_j - t.begin_j] = n;
}

// What a pass makes of cos θ. V_g(c) is a sum of `terms` basis functions for each of `legs` groups g.

// The monomials 1, c, … c^Z.
template <int Z, typename T>
struct MonomialBasis {
  static constexpr std::size_t terms = Z + 1;
  HWY_INLINE void values(Lanes<T> c, Lanes<T>* HWY_RESTRICT out) const {
    out[0] = all<T>(1);
    out[1] = c;
#pragma GCC unroll 8
    for (std::size_t i = 2; i < terms; ++i) out[i] = hn::Mul(out[i / 2], out[i - i / 2]);
  }
  // V and V′ for the coefficients q.
  HWY_INLINE void contract(Lanes<T> c, const Lanes<T>* HWY_RESTRICT q, Lanes<T>& value, Lanes<T>& slope) const {
    slope = q[Z];
    value = hn::MulAdd(q[Z], c, q[Z - 1]);
#pragma GCC unroll 8
    for (int i = Z - 2; i >= 0; --i) {
      slope = hn::MulAdd(slope, c, value);
      value = hn::MulAdd(value, c, q[i]);
    }
  }
};

// p^(ζ−1).
template <typename T>
struct FixedPower16 {
  HWY_INLINE Lanes<T> below(Lanes<T> p) const {
    const auto p2 = hn::Mul(p, p), p3 = hn::Mul(p2, p);
    const auto p6 = hn::Mul(p3, p3), p12 = hn::Mul(p6, p6);
    return hn::Mul(p12, p3);
  }
  HWY_INLINE Lanes<T> whole(Lanes<T> p) const {
    const auto p2 = hn::Mul(p, p), p4 = hn::Mul(p2, p2), p8 = hn::Mul(p4, p4);
    return hn::Mul(p8, p8);
  }
};
template <typename T>
struct WholePower {
  int zeta;
  HWY_INLINE Lanes<T> below(Lanes<T> p) const { return whole_power<T>(p, zeta - 1); }
  HWY_INLINE Lanes<T> whole(Lanes<T> p) const { return whole_power<T>(p, zeta); }
};
template <typename T>
struct RealPower {
  double zeta;
  HWY_INLINE Lanes<T> below(Lanes<T> p) const {
    // p ≥ 0 but for rounding; where it is 0, so is the power (ζ > 1).
    const auto positive = hn::Gt(p, hn::Zero(Tag<T>{}));
    const auto log = hn::Log(Tag<T>{}, hn::IfThenElse(positive, p, all<T>(1)));
    return hn::IfThenElseZero(positive, exp_of<T>(hn::Mul(all<T>(zeta - 1), log)));
  }
  HWY_INLINE Lanes<T> whole(Lanes<T> p) const { return hn::Mul(below(p), p); }
};

// (1 + λc)^ζ for `count` values of λ; the factor 2^{1−ζ} is in the coefficients.
template <typename Power, std::size_t count, typename T>
struct PowerBasis {
  static constexpr std::size_t terms = count;
  Power power;
  double zeta;
  double lambda[count];
  HWY_INLINE Lanes<T> base(Lanes<T> c, std::size_t i) const { return hn::MulAdd(all<T>(lambda[i]), c, all<T>(1)); }
  HWY_INLINE void values(Lanes<T> c, Lanes<T>* HWY_RESTRICT out) const {
#pragma GCC unroll 2
    for (std::size_t i = 0; i < count; ++i) {
      out[i] = power.whole(base(c, i));
    }
  }
  // q is spoilt for nothing else: slope takes ζλ with it.
  HWY_INLINE void contract(Lanes<T> c, const Lanes<T>* HWY_RESTRICT q, Lanes<T>& value, Lanes<T>& slope) const {
    value = slope = hn::Zero(Tag<T>{});
#pragma GCC unroll 2
    for (std::size_t i = 0; i < count; ++i) {
      const auto p = base(c, i);
      const auto part = hn::Mul(q[i], power.below(p));
      value = hn::MulAdd(part, p, value);
      slope = hn::MulAdd(part, all<T>(zeta * lambda[i]), slope);
    }
  }
};

// C(θ) for `count` pairs of angles.
template <std::size_t count, typename T>
struct BumpBasis {
  static constexpr std::size_t terms = count;
  descriptor::CompactShape shape;
  double middle[count], by_half[count];
  HWY_INLINE Lanes<T> angle(Lanes<T> c) const {
    const Tag<T> d;
    return hn::Acos(d, hn::Min(hn::Max(c, all<T>(-1)), all<T>(1)));
  }
  HWY_INLINE void values(Lanes<T> c, Lanes<T>* HWY_RESTRICT out) const {
    const auto theta = angle(c);
    for (std::size_t i = 0; i < count; ++i) {
      Lanes<T> unused;
      compact_lane<T>(shape, hn::Sub(theta, all<T>(middle[i])), all<T>(by_half[i]), out[i], unused);
    }
  }
  HWY_INLINE void contract(Lanes<T> c, const Lanes<T>* HWY_RESTRICT q, Lanes<T>& value, Lanes<T>& slope) const {
    const auto theta = angle(c);
    value = slope = hn::Zero(Tag<T>{});
    for (std::size_t i = 0; i < count; ++i) {
      Lanes<T> f, df;
      compact_lane<T>(shape, hn::Sub(theta, all<T>(middle[i])), all<T>(by_half[i]), f, df);
      value = hn::MulAdd(q[i], f, value);
      slope = hn::MulAdd(q[i], df, slope);
    }
    // dθ/dc = −1/sin θ. In line, what it multiplies is 0.
    const auto sine2 = hn::Max(hn::NegMulAdd(c, c, all<T>(1)), all<T>(sizeof(T) == 8 ? 1e-15 : 1e-6));
    slope = hn::Neg(hn::Div(slope, hn::Sqrt(sine2)));
  }
};

// One pass's groups: legs and where their sums and coefficients are.
template <std::size_t legs, typename T>
struct Pass {
  std::size_t leg[legs];  // in the plan
  std::size_t of_family[legs];
  T* sums[legs];     // Σ_{j<k} w_j w_k w_jk basis(c), one a basis function
  const T* q[legs];  // ∂E/∂sums
};

template <bool three_sides, typename Basis, std::size_t legs, typename T>
void triplet_sums(const Basis& basis, const Pass<legs, T>& pass, const Pairs<T>& p, const Triplets<T>& t) {
  Lanes<T> sums[legs][Basis::terms];
  for (auto& each : sums) {
    for (auto& sum : each) sum = hn::Zero(Tag<T>{});
  }
  const T* w[legs];
  const T* h[legs];
  for (std::size_t l = 0; l < legs; ++l) {
    w[l] = p.w + pass.leg[l] * p.stride;
    h[l] = three_sides ? t.h + pass.of_family[l] * t.stride : nullptr;
  }
  for (std::size_t j = t.begin_j; j < t.end_j; ++j) {
    const auto x = get(p.ux, j), y = get(p.uy, j), z = get(p.uz, j);
    Lanes<T> w_j[legs];
    for (std::size_t l = 0; l < legs; ++l) w_j[l] = get(w[l], j);
    const std::size_t end = t.row[j - t.begin_j + 1];
    for (std::size_t i = t.row[j - t.begin_j]; i < end; ++i) {
      const auto k = static_cast<std::size_t>(t.k[i]);
      Lanes<T> values[Basis::terms];
      basis.values(cosine<T>(p, x, y, z, k), values);
#pragma GCC unroll 2
      for (std::size_t l = 0; l < legs; ++l) {
        auto weight = hn::Mul(w_j[l], get(w[l], k));
        if constexpr (three_sides) weight = hn::Mul(weight, get(h[l], i));
#pragma GCC unroll 9
        for (std::size_t m = 0; m < Basis::terms; ++m) sums[l][m] = hn::MulAdd(weight, values[m], sums[l][m]);
      }
    }
  }
  for (std::size_t l = 0; l < legs; ++l) {
    for (std::size_t m = 0; m < Basis::terms; ++m) put(pass.sums[l], m, sums[l][m]);
  }
}

// With E = Σ w_j w_k w_jk V(c): ∂E/∂w_j, ∂E/∂û_j, and for G4 ∂E/∂r_j = 2D(r_j − r_k c), D = w_j w_k w_jk′ V, where
// c in r_jk² adds −2 r_j r_k D to ∂E/∂c.
template <bool three_sides, typename Basis, std::size_t legs, typename T>
void triplet_gradient(const Basis& basis, const Pass<legs, T>& pass, const Pairs<T>& p, const Triplets<T>& t) {
  Lanes<T> q[legs][Basis::terms];
  const T* w[legs];
  T* aw[legs];
  const T* h[legs];
  const T* dh[legs];
  for (std::size_t l = 0; l < legs; ++l) {
    for (std::size_t m = 0; m < Basis::terms; ++m) q[l][m] = get(pass.q[l], m);
    w[l] = p.w + pass.leg[l] * p.stride;
    aw[l] = p.aw + pass.leg[l] * p.stride;
    h[l] = three_sides ? t.h + pass.of_family[l] * t.stride : nullptr;
    dh[l] = three_sides ? t.dh + pass.of_family[l] * t.stride : nullptr;
  }
  const auto zero = hn::Zero(Tag<T>{});
  for (std::size_t j = t.begin_j; j < t.end_j; ++j) {
    const std::size_t begin = t.row[j - t.begin_j], end = t.row[j - t.begin_j + 1];
    if (begin == end) continue;
    const auto x = get(p.ux, j), y = get(p.uy, j), z = get(p.uz, j), r = get(p.r, j);
    auto ax = zero, ay = zero, az = zero, slope = zero;
    Lanes<T> w_j[legs], aw_j[legs];
    for (std::size_t l = 0; l < legs; ++l) {
      w_j[l] = get(w[l], j);
      aw_j[l] = zero;
    }
    for (std::size_t i = begin; i < end; ++i) {
      const auto k = static_cast<std::size_t>(t.k[i]);
      const auto xk = get(p.ux, k), yk = get(p.uy, k), zk = get(p.uz, k);
      const auto c = hn::MulAdd(x, xk, hn::MulAdd(y, yk, hn::Mul(z, zk)));
      auto by_c = zero, by_side = zero;
#pragma GCC unroll 2
      for (std::size_t l = 0; l < legs; ++l) {
        Lanes<T> value, derivative;
        basis.contract(c, q[l], value, derivative);
        const auto w_k = get(w[l], k);
        const auto weight = hn::Mul(w_j[l], w_k);
        if constexpr (three_sides) {
          by_side = hn::MulAdd(hn::Mul(weight, get(dh[l], i)), value, by_side);
          const auto h_i = get(h[l], i);
          value = hn::Mul(value, h_i);
          derivative = hn::Mul(derivative, h_i);
        }
        by_c = hn::MulAdd(weight, derivative, by_c);
        aw_j[l] = hn::MulAdd(w_k, value, aw_j[l]);
        put(aw[l], k, hn::MulAdd(w_j[l], value, get(aw[l], k)));
      }
      if constexpr (three_sides) {
        const auto r_k = get(p.r, k);
        const auto twice = hn::Add(by_side, by_side);
        slope = hn::MulAdd(twice, hn::NegMulAdd(r_k, c, r), slope);
        put(p.slope, k, hn::MulAdd(twice, hn::NegMulAdd(r, c, r_k), get(p.slope, k)));
        by_c = hn::NegMulAdd(hn::Mul(r, r_k), twice, by_c);
      }
      ax = hn::MulAdd(by_c, xk, ax);
      ay = hn::MulAdd(by_c, yk, ay);
      az = hn::MulAdd(by_c, zk, az);
      put(p.ax, k, hn::MulAdd(by_c, x, get(p.ax, k)));
      put(p.ay, k, hn::MulAdd(by_c, y, get(p.ay, k)));
      put(p.az, k, hn::MulAdd(by_c, z, get(p.az, k)));
    }
    add_to(p.ax, j, ax);
    add_to(p.ay, j, ay);
    add_to(p.az, j, az);
    if constexpr (three_sides) add_to(p.slope, j, slope);
    for (std::size_t l = 0; l < legs; ++l) add_to(aw[l], j, aw_j[l]);
  }
}

template <bool gradient, typename Basis, std::size_t legs, typename T>
void run_pass(bool three_sides, const Basis& basis, const Pass<legs, T>& pass, const Pairs<T>& p,
              const Triplets<T>& t) {
  if constexpr (gradient) {
    if (three_sides) return triplet_gradient<true, Basis, legs, T>(basis, pass, p, t);
    triplet_gradient<false, Basis, legs, T>(basis, pass, p, t);
  } else {
    if (three_sides) return triplet_sums<true, Basis, legs, T>(basis, pass, p, t);
    triplet_sums<false, Basis, legs, T>(basis, pass, p, t);
  }
}

// Polynomials of up to `degree`, rounded up to what is compiled: coefficients beyond are 0.
inline int compiled_degree(int degree) { return degree <= 2 ? 2 : degree <= 4 ? 4 : largest_polynomial; }

template <bool gradient, std::size_t legs, typename T>
void polynomial_pass(bool three_sides, int degree, const Pass<legs, T>& pass, const Pairs<T>& p, const Triplets<T>& t) {
  switch (compiled_degree(degree)) {
    case 2: return run_pass<gradient>(three_sides, MonomialBasis<2, T>{}, pass, p, t);
    case 4: return run_pass<gradient>(three_sides, MonomialBasis<4, T>{}, pass, p, t);
    default: return run_pass<gradient>(three_sides, MonomialBasis<largest_polynomial, T>{}, pass, p, t);
  }
}

template <bool gradient, std::size_t count, std::size_t legs, typename T>
void power_pass(const PowerGroup& group, const double (&lambda)[2], const Pass<legs, T>& pass, const Pairs<T>& p,
                const Triplets<T>& t) {
  const auto run = [&](auto basis) HWY_ATTR {
    for (std::size_t i = 0; i < count; ++i) basis.lambda[i] = lambda[i];
    run_pass<gradient>(group.three_sides, basis, pass, p, t);
  };
  if (group.whole == 16) return run(PowerBasis<FixedPower16<T>, count, T>{{}, group.zeta, {}});
  if (group.whole > 0) return run(PowerBasis<WholePower<T>, count, T>{{group.whole}, group.zeta, {}});
  run(PowerBasis<RealPower<T>, count, T>{{group.zeta}, group.zeta, {}});
}

}  // namespace
}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
