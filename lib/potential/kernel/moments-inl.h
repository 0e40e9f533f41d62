// G5 without loops over pairs of neighbours: (û_j · û_k)ᵐ factorises into moments M_abc = Σ_j w_j xᵃyᵇzᶜ, a + b + c =
// m, û = (x, y, z). Only m = Z and Z − 1 are summed over neighbours; lower ones are traces, since |û| = 1.
#if defined(NNPIPE_KERNEL_MOMENTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NNPIPE_KERNEL_MOMENTS_INL_H_
#undef NNPIPE_KERNEL_MOMENTS_INL_H_
#else
#define NNPIPE_KERNEL_MOMENTS_INL_H_
#endif

#include <array>
#include <cstddef>
#include <type_traits>

#include "potential/kernel/pairs-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::potential::kernel::HWY_NAMESPACE {
namespace {

// Where xᵃyᵇzᶜ stands among the monomials of degree m.
constexpr std::size_t monomial(int m, int a, int b) {
  return static_cast<std::size_t>(a * (m + 1) - a * (a - 1) / 2 + b);
}
// m!/(a! b! c!): how often the monomial occurs in (x + y + z)ᵐ.
constexpr double multiplicity(int m, int a, int b) {
  double result = 1;
  for (int i = 1; i <= m; ++i) result *= i;
  for (const int n : {a, b, m - a - b}) {
    for (int i = 2; i <= n; ++i) result /= i;
  }
  return result;
}

// In the order of the monomials, for every degree.
inline constexpr auto multiplicity_table = [] {
  std::array<std::array<double, monomials(largest_polynomial)>, largest_polynomial + 1> table{};
  for (int m = 0; m <= largest_polynomial; ++m) {
    for (int a = 0; a <= m; ++a) {
      for (int b = 0; b <= m - a; ++b) table[static_cast<std::size_t>(m)][monomial(m, a, b)] = multiplicity(m, a, b);
    }
  }
  return table;
}();

// next = monomials of degree m + 1, from those of degree m times x, y or z.
template <int m, typename T>
HWY_INLINE void raise_degree(const Lanes<T>* HWY_RESTRICT from, Lanes<T> x, Lanes<T> y, Lanes<T> z,
                             Lanes<T>* HWY_RESTRICT next) {
#pragma GCC unroll 10
  for (int a = 0; a <= m + 1; ++a) {
#pragma GCC unroll 10
    for (int b = 0; b <= m + 1 - a; ++b) {
      next[monomial(m + 1, a, b)] = a > 0   ? hn::Mul(from[monomial(m, a - 1, b)], x)
                                    : b > 0 ? hn::Mul(from[monomial(m, a, b - 1)], y)
                                            : hn::Mul(from[monomial(m, a, b)], z);
    }
  }
}

// Monomials of degree m times `factor` (those of degree 0).
template <int m, typename T>
HWY_INLINE void all_monomials(Lanes<T> factor, Lanes<T> x, Lanes<T> y, Lanes<T> z, Lanes<T>* HWY_RESTRICT out) {
  if constexpr (m == 0) {
    out[0] = factor;
  } else if constexpr (m == 1) {
    out[monomial(1, 1, 0)] = hn::Mul(factor, x);
    out[monomial(1, 0, 1)] = hn::Mul(factor, y);
    out[monomial(1, 0, 0)] = hn::Mul(factor, z);
  } else {
    Lanes<T> lower[monomials(m - 1)];
    all_monomials<m - 1, T>(factor, x, y, z, lower);
    raise_degree<m - 1, T>(lower, x, y, z, out);
  }
}
// The same with factor 1, at no cost for degrees 0 and 1.
template <int m, typename T>
HWY_INLINE void plain_monomials(Lanes<T> x, Lanes<T> y, Lanes<T> z, Lanes<T>* HWY_RESTRICT out) {
  if constexpr (m == 0) {
    out[0] = all<T>(1);
  } else if constexpr (m == 1) {
    out[monomial(1, 1, 0)] = x;
    out[monomial(1, 0, 1)] = y;
    out[monomial(1, 0, 0)] = z;
  } else {
    Lanes<T> lower[monomials(m - 1)];
    plain_monomials<m - 1, T>(x, y, z, lower);
    raise_degree<m - 1, T>(lower, x, y, z, out);
  }
}

// sums += left × right: each monomial of degree p + q once, as a product of one of degree p and one of degree q.
template <int p, int q, typename T>
HWY_INLINE void add_products(const Lanes<T>* HWY_RESTRICT left, const Lanes<T>* HWY_RESTRICT right,
                             Lanes<T>* HWY_RESTRICT sums) {
#pragma GCC unroll 10
  for (int a = 0; a <= p + q; ++a) {
#pragma GCC unroll 10
    for (int b = 0; b <= p + q - a; ++b) {
      const int a1 = a < p ? a : p;
      const int b1 = b < p - a1 ? b : p - a1;
      auto& sum = sums[monomial(p + q, a, b)];
      if constexpr (q == 0) {
        sum = hn::Add(left[monomial(p, a1, b1)], sum);
      } else {
        sum = hn::MulAdd(left[monomial(p, a1, b1)], right[monomial(q, a - a1, b - b1)], sum);
      }
    }
  }
}

// Moments of degree Z and Z − 1 of the slots [begin, end), and Σ w².
template <int Z, typename T>
void sum_moments(const Pairs<T>& p, const T* w, std::size_t begin, std::size_t end, T* top, T* below, T* squares) {
  const Tag<T> d;
  constexpr int half = Z / 2, rest = Z - half;
  Lanes<T> high[monomials(Z)], low[monomials(Z - 1)];
  for (auto& sum : high) sum = hn::Zero(d);
  for (auto& sum : low) sum = hn::Zero(d);
  auto square = hn::Zero(d);
  for (std::size_t j = begin; j < end; ++j) {
    const auto x = get(p.ux, j), y = get(p.uy, j), z = get(p.uz, j), w_j = get(w, j);
    square = hn::MulAdd(w_j, w_j, square);
    if constexpr (Z == 1) {
      low[0] = hn::Add(low[0], w_j);
      const Lanes<T> u[3] = {z, y, x};
      add_products<0, 1, T>(&w_j, u, high);
    } else {
      Lanes<T> weighted[monomials(rest)], plain[monomials(half)], plain_below[monomials(half - 1)];
      all_monomials<rest, T>(w_j, x, y, z, weighted);
      plain_monomials<half, T>(x, y, z, plain);
      plain_monomials<half - 1, T>(x, y, z, plain_below);
      add_products<rest, half, T>(weighted, plain, high);
      add_products<rest, half - 1, T>(weighted, plain_below, low);
    }
  }
  for (std::size_t i = 0; i < monomials(Z); ++i) put(top, i, high[i]);
  for (std::size_t i = 0; i < monomials(Z - 1); ++i) put(below, i, low[i]);
  put(squares, 0, square);
}

// All lower moments by M_abc = M_{a+2,b,c} + M_{a,b+2,c} + M_{a,b,c+2}. Here and below, degrees are known when this is
// compiled: loops of a few turns each would cost more than what is in them.
template <int m, typename T>
HWY_INLINE void trace_moments(T* moments) {
  if constexpr (m >= 0) {
    T* const to = moments + monomials_up_to(m - 1) * width<T>;
    const T* const from = moments + monomials_up_to(m + 1) * width<T>;
#pragma GCC unroll 10
    for (int a = 0; a <= m; ++a) {
#pragma GCC unroll 10
      for (int b = 0; b <= m - a; ++b) {
        put(to, monomial(m, a, b),
            hn::Add(get(from, monomial(m + 2, a + 2, b)),
                    hn::Add(get(from, monomial(m + 2, a, b + 2)), get(from, monomial(m + 2, a, b)))));
      }
    }
    trace_moments<m - 1, T>(moments);
  }
}
// Its adjoint: what multiplies a lower moment multiplies the three it is the sum of.
template <int Z, int m, typename T>
HWY_INLINE void trace_adjoint(T* adjoint) {
  if constexpr (m <= Z) {
    const T* const from = adjoint + monomials_up_to(m - 3) * width<T>;
    T* const to = adjoint + monomials_up_to(m - 1) * width<T>;
#pragma GCC unroll 10
    for (int a = 0; a <= m; ++a) {
#pragma GCC unroll 10
      for (int b = 0; b <= m - a; ++b) {
        auto sum = get(to, monomial(m, a, b));
        if (a >= 2) sum = hn::Add(sum, get(from, monomial(m - 2, a - 2, b)));
        if (b >= 2) sum = hn::Add(sum, get(from, monomial(m - 2, a, b - 2)));
        if (m - a - b >= 2) sum = hn::Add(sum, get(from, monomial(m - 2, a, b)));
        put(to, monomial(m, a, b), sum);
      }
    }
    trace_adjoint<Z, m + 1, T>(adjoint);
  }
}

// call(degree) with a constant.
template <typename Call>
HWY_INLINE void with_polynomial(int degree, Call&& call) {
  switch (degree) {
    case 1: return call(std::integral_constant<int, 1>{});
    case 2: return call(std::integral_constant<int, 2>{});
    case 3: return call(std::integral_constant<int, 3>{});
    case 4: return call(std::integral_constant<int, 4>{});
    case 5: return call(std::integral_constant<int, 5>{});
    case 6: return call(std::integral_constant<int, 6>{});
    case 7: return call(std::integral_constant<int, 7>{});
    default: return call(std::integral_constant<int, 8>{});
  }
}

template <typename T>
void moments_of(const Moments& moments, const Pairs<T>& p, std::size_t begin, std::size_t end, T* out, T* squares) {
  const T* const w = p.w + moments.leg * p.stride;
  with_polynomial(moments.degree, [&](auto degree) HWY_ATTR {
    constexpr int Z = degree();
    sum_moments<Z, T>(p, w, begin, end, out + monomials_up_to(Z - 1) * width<T>,
                      out + monomials_up_to(Z - 2) * width<T>, squares);
    trace_moments<Z - 2, T>(out);
  });
}

// Adds up in two, or one sum would wait for itself.
template <int m, typename T>
HWY_INLINE Lanes<T> sum_of_degree(const T* first, const T* second) {
  constexpr std::size_t from = monomials_up_to(m - 1), count = monomials(m);
  constexpr const auto& multiplicities = multiplicity_table[static_cast<std::size_t>(m)];
  Lanes<T> sums[2] = {hn::Zero(Tag<T>{}), hn::Zero(Tag<T>{})};
#pragma GCC unroll 45
  for (std::size_t k = 0; k < count; ++k) {
    const auto product = hn::Mul(all<T>(multiplicities[k]), get(first, from + k));
    sums[k % 2] = hn::MulAdd(product, get(second, from + k), sums[k % 2]);
  }
  return hn::Add(sums[0], sums[1]);
}

template <int m, typename T>
HWY_INLINE void sums_up_to(bool alike, const T* first, const T* second, Lanes<T> squares, T* sums) {
  const auto sum = sum_of_degree<m, T>(first, second);
  put(sums, static_cast<std::size_t>(m), alike ? hn::Mul(all<T>(0.5), hn::Sub(sum, squares)) : sum);
  if constexpr (m > 0) sums_up_to<m - 1, T>(alike, first, second, squares, sums);
}

// N_m = Σ_abc (m!/a!b!c!) M^A_abc M^B_abc; for like species half of it, without the pairs j = k.
template <typename T>
void moments_to_sums(int degree, bool alike, const T* first, const T* second, const T* squares, T* sums) {
  with_polynomial(degree, [&](auto m) HWY_ATTR { sums_up_to<m(), T>(alike, first, second, get(squares, 0), sums); });
}

template <int m, typename T>
HWY_INLINE void adjoint_up_to(const T* q, const T* other, T* adjoint) {
  constexpr std::size_t from = monomials_up_to(m - 1), count = monomials(m);
  constexpr const auto& multiplicities = multiplicity_table[static_cast<std::size_t>(m)];
  const auto q_m = get(q, static_cast<std::size_t>(m));
#pragma GCC unroll 45
  for (std::size_t k = 0; k < count; ++k) {
    const auto factor = hn::Mul(all<T>(multiplicities[k]), q_m);
    put(adjoint, from + k, hn::MulAdd(factor, get(other, from + k), get(adjoint, from + k)));
  }
  if constexpr (m > 0) adjoint_up_to<m - 1, T>(q, other, adjoint);
}

// adjoint += ∂E/∂M of one species in a group: q_m (m!/a!b!c!) M of the other (the factor 2 of like species meets the
// ½).
template <typename T>
void sums_to_adjoint(int degree, const T* q, const T* other, T* adjoint) {
  with_polynomial(degree, [&](auto m) HWY_ATTR { adjoint_up_to<m(), T>(q, other, adjoint); });
}

// Coefficients of the three partial derivatives of a polynomial of degree m, three lists of those of degree m − 1.
template <int m, typename T>
HWY_INLINE void differentiate(const T* adjoint, T* out) {
  const T* const from = adjoint + monomials_up_to(m - 1) * width<T>;
#pragma GCC unroll 10
  for (int a = 0; a < m; ++a) {
#pragma GCC unroll 10
    for (int b = 0; b < m - a; ++b) {
      const std::size_t i = monomial(m - 1, a, b);
      const int c = m - 1 - a - b;
      put(out, i, hn::Mul(all<T>(a + 1), get(from, monomial(m, a + 1, b))));
      put(out, monomials(m - 1) + i, hn::Mul(all<T>(b + 1), get(from, monomial(m, a, b + 1))));
      put(out, 2 * monomials(m - 1) + i, hn::Mul(all<T>(c + 1), get(from, monomial(m, a, b))));
    }
  }
}

// sum += c m, the first of its terms (number 0) being the whole sum so far; of a constant, m = 1.
template <bool constant, typename T>
HWY_INLINE void add_term(std::size_t number, Lanes<T> c, Lanes<T> m, Lanes<T>& sum) {
  if (number > 0) {
    sum = hn::MulAdd(c, m, sum);
  } else {
    sum = constant ? c : hn::Mul(c, m);
  }
}

// How many coefficients of derivatives a leg has: of those of degree Z, then of those of degree Z − 1.
constexpr std::size_t derivatives(int Z) { return 3 * (monomials(Z - 1) + (Z > 1 ? monomials(Z - 2) : 1)); }

template <int Z, typename T>
void differentiate_moments(const T* adjoint, T* to) {
  differentiate<Z, T>(adjoint, to);
  if constexpr (Z > 1) differentiate<Z - 1, T>(adjoint, to + 3 * monomials(Z - 1) * width<T>);
}

// Adds to ∂E/∂û_j and ∂E/∂r_j what the moments of `legs` legs, one species, bring. P(û) = Σ adjoint · monomials of
// degree Z and Z − 1; both parts are homogeneous, so that their values follow from their gradients: P_Z = û·∇P_Z/Z.
// derivative: see differentiate_moments, one leg after the other.
template <int Z, std::size_t legs, typename T>
void moments_gradient(const Pairs<T>& p, const T* const (&w)[legs], const T* const (&dw)[legs], std::size_t begin,
                      std::size_t end, const T* const (&adjoint)[legs], const Lanes<T> (&diagonal)[legs],
                      const T* derivative) {
  constexpr std::size_t upper = monomials(Z - 1), lower = Z > 1 ? monomials(Z - 2) : 1;
  for (std::size_t j = begin; j < end; ++j) {
    const auto x = get(p.ux, j), y = get(p.uy, j), z = get(p.uz, j);
    Lanes<T> of_upper[upper], of_lower[lower];
    plain_monomials<Z - 1, T>(x, y, z, of_upper);
    if constexpr (Z > 1) plain_monomials<Z - 2, T>(x, y, z, of_lower);
    // Twelve sums for two legs: fewer would wait for themselves.
    Lanes<T> of_z[legs][3], below[legs][3];
#pragma GCC unroll 36
    for (std::size_t i = 0; i < upper; ++i) {
#pragma GCC unroll 2
      for (std::size_t l = 0; l < legs; ++l) {
        const T* const c = derivative + l * derivatives(Z) * width<T>;
#pragma GCC unroll 3
        for (std::size_t k = 0; k < 3; ++k) {
          add_term<Z == 1, T>(i, get(c, k * upper + i), of_upper[i], of_z[l][k]);
          if (Z > 1 && i < lower) {
            add_term<Z == 2, T>(i, get(c, 3 * upper + k * lower + i), of_lower[i], below[l][k]);
          }
        }
      }
    }
    auto ax = get(p.ax, j), ay = get(p.ay, j), az = get(p.az, j), slope = get(p.slope, j);
#pragma GCC unroll 2
    for (std::size_t l = 0; l < legs; ++l) {
      auto [gx, gy, gz] = of_z[l];
      auto value = hn::MulAdd(x, gx, hn::MulAdd(y, gy, hn::Mul(z, gz)));
      if constexpr (Z > 1) {
        const auto [hx, hy, hz] = below[l];
        const auto part = hn::MulAdd(x, hx, hn::MulAdd(y, hy, hn::Mul(z, hz)));
        constexpr double share = Z > 1 ? 1.0 / (Z - 1) : 0;
        value = hn::MulAdd(all<T>(share), part, hn::Mul(all<T>(1.0 / Z), value));
        gx = hn::Add(gx, hx);
        gy = hn::Add(gy, hy);
        gz = hn::Add(gz, hz);
      } else {
        value = hn::Add(value, get(adjoint[l], 0));
      }
      const auto w_j = get(w[l], j);
      slope = hn::MulAdd(hn::NegMulAdd(w_j, diagonal[l], value), get(dw[l], j), slope);
      ax = hn::MulAdd(w_j, gx, ax);
      ay = hn::MulAdd(w_j, gy, ay);
      az = hn::MulAdd(w_j, gz, az);
    }
    put(p.ax, j, ax);
    put(p.ay, j, ay);
    put(p.az, j, az);
    put(p.slope, j, slope);
  }
}

}  // namespace
}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
