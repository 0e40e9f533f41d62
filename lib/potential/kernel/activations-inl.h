// Activation functions on lanes: f(u) and f′(u) by the formulas of network/activation.cpp.
#if defined(NNPIPE_KERNEL_ACTIVATIONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NNPIPE_KERNEL_ACTIVATIONS_INL_H_
#undef NNPIPE_KERNEL_ACTIVATIONS_INL_H_
#else
#define NNPIPE_KERNEL_ACTIVATIONS_INL_H_
#endif

#include <cmath>
#include <cstddef>
#include <numbers>

#include "potential/kernel/lanes-inl.h"
#include "potential/kernel/plan.hpp"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::potential::kernel::HWY_NAMESPACE {
namespace {

// e^{−|u|}, the logistic function of |u| and its derivative; nothing overflows.
template <typename T>
struct Logistic {
  Lanes<T> e, f, f1;
  HWY_INLINE explicit Logistic(Lanes<T> u) : e{exp_of<T>(hn::Neg(hn::Abs(u)))} {
    const auto one = all<T>(1);
    f = hn::Div(one, hn::Add(one, e));
    f1 = hn::Mul(e, hn::Mul(f, f));
  }
  // At u itself, by the sign of u.
  HWY_INLINE Lanes<T> at(Lanes<T> u) const { return hn::IfThenElse(hn::Lt(u, hn::Zero(Tag<T>{})), hn::Mul(e, f), f); }
};

template <typename T>
HWY_INLINE void sigmoid_of(Lanes<T> u, Lanes<T>& f, Lanes<T>& f1) {
  const Logistic<T> s{u};
  f = s.at(u);
  f1 = s.f1;
}

template <typename T>
HWY_INLINE void swish_of(Lanes<T> u, Lanes<T>& f, Lanes<T>& f1) {
  const Logistic<T> s{u};
  const auto at = s.at(u);
  f = hn::Mul(u, at);
  f1 = hn::MulAdd(u, s.f1, at);
}

template <typename T>
HWY_INLINE void softplus_of(Lanes<T> u, Lanes<T>& f, Lanes<T>& f1) {
  const Logistic<T> s{u};
  f = hn::Add(hn::Max(u, hn::Zero(Tag<T>{})), hn::Log1p(Tag<T>{}, s.e));
  f1 = s.at(u);
}

// tanh ln(1 + e^u) is a fraction n/d of polynomials in e = e^{−|u|}, other ones for each sign of u; its derivative is
// 4(1 + e) e/d², and e² for e where u > 0.
template <typename T>
HWY_INLINE void mish_of(Lanes<T> u, Lanes<T>& f, Lanes<T>& f1) {
  const auto one = all<T>(1), two = all<T>(2);
  const auto negative = hn::Lt(u, hn::Zero(Tag<T>{}));
  const auto e = exp_of<T>(hn::Neg(hn::Abs(u)));
  const auto n = hn::IfThenElse(negative, hn::Mul(e, hn::Add(e, two)), hn::MulAdd(two, e, one));
  const auto d = hn::Add(n, hn::IfThenElse(negative, two, hn::Mul(two, hn::Mul(e, e))));
  const auto by = hn::Div(one, d);
  const auto t = hn::Mul(n, by);
  const auto factor = hn::IfThenElse(negative, e, hn::Mul(e, e));
  const auto slope = hn::Mul(hn::Mul(all<T>(4), hn::Mul(hn::Add(one, e), factor)), hn::Mul(by, by));
  f = hn::Mul(u, t);
  f1 = hn::MulAdd(u, slope, t);
}

// u Φ(u). With x = |u|/√2 and t = 2/(2 + x), erfc(x) = t e^{−x²} p(2t − 1): a polynomial by Chebyshev interpolation,
// errors 5e-16 and 3e-8 of erfc.
template <typename T>
HWY_INLINE void gelu_of(Lanes<T> u, Lanes<T>& f, Lanes<T>& f1) {
  const auto one = all<T>(1), two = all<T>(2);
  const auto x = hn::Mul(hn::Abs(u), all<T>(1 / std::numbers::sqrt2));
  const auto t = hn::Div(two, hn::Add(two, x));
  const auto y = hn::MulAdd(two, t, all<T>(-1));
  Lanes<T> p;
  if constexpr (sizeof(T) == 8) {
    p = horner<T>(y, {0.51079135262101149,     0.34358034220690658,    0.13973604627802543,    0.018221115753306546,
                      -0.010755330944543401,   -0.0032395925298231443, 0.0015453060235237141,  0.00041864797455344941,
                      -0.00033153666721070904, -1.7185277049450311e-5, 7.2234701529903957e-5,  -1.7076546276815567e-5,
                      -1.0844830477861351e-5,  8.0668689514632457e-6,  -5.7327470541300724e-7, -1.8346763756664533e-6,
                      1.0236717635267886e-6,   1.5275606514190857e-8,  -3.1904881262269722e-7, 1.5002372783954006e-7,
                      3.1237903395295158e-8,   -5.157901373048424e-8,  8.3313966035033572e-9,  6.6185474147864643e-9,
                      -2.2124650550364404e-9});
  } else {
    p = horner<T>(y, {0.51079135262101149, 0.3435803125493544, 0.13973594579655535, 0.018221749114581441,
                      -0.010753310882746259, -0.0032437330677979462, 0.0015338470443377151, 0.00043104002164228327,
                      -0.00030471908641228665, -3.6764361635711953e-5, 4.4288414671455175e-5});
  }
  const auto gaussian = exp_of<T>(hn::Neg(hn::Mul(x, x)));
  const auto tail = hn::Mul(all<T>(0.5), hn::Mul(t, hn::Mul(gaussian, p)));  // Φ(−|u|)
  const auto integral = hn::IfThenElse(hn::Lt(u, hn::Zero(Tag<T>{})), tail, hn::Sub(one, tail));
  const auto density = hn::Mul(gaussian, all<T>(std::numbers::inv_sqrtpi / std::numbers::sqrt2));
  f = hn::Mul(u, integral);
  f1 = hn::MulAdd(u, density, integral);
}

// scale · u, below 0 scale · alpha (e^u − 1).
template <typename T>
HWY_INLINE void exponential_unit_of(double alpha, double scale, Lanes<T> u, Lanes<T>& f, Lanes<T>& f1) {
  const auto positive = hn::Gt(u, hn::Zero(Tag<T>{}));
  const auto e = exp_of<T>(hn::Neg(hn::Abs(u)));
  const auto factor = all<T>(scale * alpha);
  f = hn::IfThenElse(positive, hn::Mul(all<T>(scale), u), hn::Mul(factor, hn::Sub(e, all<T>(1))));
  f1 = hn::IfThenElse(positive, all<T>(scale), hn::Mul(factor, e));
}

template <typename T>
HWY_INLINE void leaky_of(double slope, Lanes<T> u, Lanes<T>& f, Lanes<T>& f1) {
  f1 = hn::IfThenElse(hn::Gt(u, hn::Zero(Tag<T>{})), all<T>(1), all<T>(slope));
  f = hn::Mul(u, f1);
}

template <typename T>
HWY_INLINE void softsign_of(Lanes<T> u, Lanes<T>& f, Lanes<T>& f1) {
  const auto by = hn::Div(all<T>(1), hn::Add(all<T>(1), hn::Abs(u)));
  f = hn::Mul(u, by);
  f1 = hn::Mul(by, by);
}

// Straight between −reach and reach, flat beyond.
template <typename T>
HWY_INLINE void ramp_of(double reach, double slope, double middle, Lanes<T> u, Lanes<T>& f, Lanes<T>& f1) {
  const auto inside = hn::Min(hn::Max(u, all<T>(-reach)), all<T>(reach));
  f = hn::MulAdd(all<T>(slope), inside, all<T>(middle));
  f1 = hn::IfThenElseZero(hn::Lt(hn::Abs(u), all<T>(reach)), all<T>(slope));
}

template <typename T>
HWY_INLINE void hard_swish_of(Lanes<T> u, Lanes<T>& f, Lanes<T>& f1) {
  Lanes<T> ramp, slope;
  ramp_of<T>(3, 1.0 / 6, 0.5, u, ramp, slope);
  f = hn::Mul(u, ramp);
  f1 = hn::MulAdd(u, slope, ramp);
}

template <typename T>
HWY_INLINE void tanh_shrink_of(Lanes<T> u, Lanes<T>& f, Lanes<T>& f1) {
  const auto t = tanh_of<T>(u);
  f = hn::Sub(u, t);
  f1 = hn::Mul(t, t);
}

// 0 up to ½; beyond it u less `taken` of its sign.
template <typename T>
HWY_INLINE void shrink_of(double taken, Lanes<T> u, Lanes<T>& f, Lanes<T>& f1) {
  const auto beyond = hn::Gt(hn::Abs(u), all<T>(0.5));
  f = hn::IfThenElseZero(beyond, hn::Sub(u, hn::CopySignToAbs(all<T>(taken), u)));
  f1 = hn::IfThenElseZero(beyond, all<T>(1));
}

template <typename T>
HWY_INLINE void gaussian_of(Lanes<T> u, Lanes<T>& f, Lanes<T>& f1) {
  f = exp_of<T>(hn::Mul(all<T>(-0.5), hn::Mul(u, u)));
  f1 = hn::Neg(hn::Mul(u, f));
}

// Whole turns are taken off first: Highway's functions hold for 39000 only.
template <typename T>
HWY_INLINE void cosine_of(Lanes<T> u, Lanes<T>& f, Lanes<T>& f1) {
  const Tag<T> d;
  const auto turns = hn::Round(hn::Mul(u, all<T>(0.5 * std::numbers::inv_pi)));
  constexpr double turn = 2 * std::numbers::pi, high = static_cast<T>(turn);
  auto t = hn::NegMulAdd(turns, all<T>(high), u);
  t = hn::NegMulAdd(turns, all<T>(sizeof(T) == 8 ? 2.4492935982947064e-16 : turn - high), t);
  f = hn::Cos(d, t);
  f1 = hn::Neg(hn::Sin(d, t));
}

// It grows as far as the precision's numbers go.
template <typename T>
HWY_INLINE void exponential_of(Lanes<T> u, Lanes<T>& f, Lanes<T>& f1) {
  f = exp_of<T>(hn::Min(hn::Neg(u), all<T>(sizeof(T) == 8 ? 700 : 80)));
  f1 = hn::Neg(f);
}

template <typename T>
HWY_INLINE void square_of(Lanes<T> u, Lanes<T>& f, Lanes<T>& f1) {
  f = hn::Mul(u, u);
  f1 = hn::Add(u, u);
}

// y = f(u) in place and f′ beside it.
template <typename T, typename Function>
HWY_INLINE void activate_each(std::size_t n, T* y, T* slope, Function&& function) {
  for (std::size_t i = 0; i < n; ++i) {
    Lanes<T> f, f1;
    function(get(y, i), f, f1);
    put(y, i, f);
    put(slope, i, f1);
  }
}

// tanh of four at the price of one division, the slowest of operations.
template <typename T>
HWY_INLINE void tanh_of_four(T* y, T* slope) {
  const auto one = all<T>(1);
  Lanes<T> u[4], e[4], below[4];
#pragma GCC unroll 4
  for (std::size_t i = 0; i < 4; ++i) {
    u[i] = get(y, i);
    e[i] = exp_of<T>(hn::Mul(all<T>(-2), hn::Abs(u[i])));
    below[i] = hn::Add(one, e[i]);
  }
  const auto first = hn::Mul(below[0], below[1]), second = hn::Mul(below[2], below[3]);
  const auto inverse = hn::Div(one, hn::Mul(first, second));
  const auto of_first = hn::Mul(inverse, second), of_second = hn::Mul(inverse, first);
  const Lanes<T> inverses[4] = {hn::Mul(of_first, below[1]), hn::Mul(of_first, below[0]), hn::Mul(of_second, below[3]),
                                hn::Mul(of_second, below[2])};
#pragma GCC unroll 4
  for (std::size_t i = 0; i < 4; ++i) {
    const auto f = hn::CopySignToAbs(hn::Mul(hn::Sub(one, e[i]), inverses[i]), u[i]);
    put(y, i, f);
    put(slope, i, hn::NegMulAdd(f, f, one));
  }
}

template <typename T>
void activate(ActivationKind kind, const network::Activation& activation, std::size_t n, T* y, T* slope) {
  using Kind = ActivationKind;
  using V = Lanes<T>;
  const auto each = [&](auto&& function) HWY_ATTR { activate_each<T>(n, y, slope, function); };
  switch (kind) {
    case Kind::tanh:
      for (; n >= 4; n -= 4, y += 4 * width<T>, slope += 4 * width<T>) tanh_of_four<T>(y, slope);
      return each([](V u, V& f, V& f1) HWY_ATTR {
        f = tanh_of<T>(u);
        f1 = hn::NegMulAdd(f, f, all<T>(1));
      });
    case Kind::identity:
      return each([](V u, V& f, V& f1) HWY_ATTR {
        f = u;
        f1 = all<T>(1);
      });
    case Kind::relu: return each([](V u, V& f, V& f1) HWY_ATTR { leaky_of<T>(0, u, f, f1); });
    case Kind::prelu: return each([](V u, V& f, V& f1) HWY_ATTR { leaky_of<T>(0.25, u, f, f1); });
    case Kind::rrelu: return each([](V u, V& f, V& f1) HWY_ATTR { leaky_of<T>(11.0 / 48, u, f, f1); });
    case Kind::sigmoid: return each([](V u, V& f, V& f1) HWY_ATTR { sigmoid_of<T>(u, f, f1); });
    case Kind::swish: return each([](V u, V& f, V& f1) HWY_ATTR { swish_of<T>(u, f, f1); });
    case Kind::mish: return each([](V u, V& f, V& f1) HWY_ATTR { mish_of<T>(u, f, f1); });
    case Kind::softplus: return each([](V u, V& f, V& f1) HWY_ATTR { softplus_of<T>(u, f, f1); });
    case Kind::gelu: return each([](V u, V& f, V& f1) HWY_ATTR { gelu_of<T>(u, f, f1); });
    case Kind::elu: return each([](V u, V& f, V& f1) HWY_ATTR { exponential_unit_of<T>(1, 1, u, f, f1); });
    case Kind::selu:
      return each([](V u, V& f, V& f1)
                      HWY_ATTR { exponential_unit_of<T>(1.6732632423543772, 1.0507009873554805, u, f, f1); });
    case Kind::softsign: return each([](V u, V& f, V& f1) HWY_ATTR { softsign_of<T>(u, f, f1); });
    case Kind::hard_tanh: return each([](V u, V& f, V& f1) HWY_ATTR { ramp_of<T>(1, 1, 0, u, f, f1); });
    case Kind::hard_sigmoid: return each([](V u, V& f, V& f1) HWY_ATTR { ramp_of<T>(3, 1.0 / 6, 0.5, u, f, f1); });
    case Kind::hard_swish: return each([](V u, V& f, V& f1) HWY_ATTR { hard_swish_of<T>(u, f, f1); });
    case Kind::tanh_shrink: return each([](V u, V& f, V& f1) HWY_ATTR { tanh_shrink_of<T>(u, f, f1); });
    case Kind::soft_shrink: return each([](V u, V& f, V& f1) HWY_ATTR { shrink_of<T>(0.5, u, f, f1); });
    case Kind::hard_shrink: return each([](V u, V& f, V& f1) HWY_ATTR { shrink_of<T>(0, u, f, f1); });
    case Kind::gaussian: return each([](V u, V& f, V& f1) HWY_ATTR { gaussian_of<T>(u, f, f1); });
    case Kind::cosine: return each([](V u, V& f, V& f1) HWY_ATTR { cosine_of<T>(u, f, f1); });
    case Kind::exponential: return each([](V u, V& f, V& f1) HWY_ATTR { exponential_of<T>(u, f, f1); });
    case Kind::square: return each([](V u, V& f, V& f1) HWY_ATTR { square_of<T>(u, f, f1); });
    case Kind::other: break;
  }
  for (std::size_t i = 0; i < n * width<T>; ++i) {
    const network::ActivationValue value = activation(static_cast<double>(y[i]));
    y[i] = static_cast<T>(value.f);
    slope[i] = static_cast<T>(value.f1);
  }
}

}  // namespace
}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
