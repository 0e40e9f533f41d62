#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "network/sample_lanes.cpp"
#include "base/simd_targets.hpp"
// Highway compiles this file once for each instruction set.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// After highway.h.
#include <hwy/contrib/math/math-inl.h>

#include "base/simd.hpp"
#include "network/sample_lanes.hpp"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::network {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<double, 8>;
using V = hn::Vec<D>;

// Calls at(tag, i) for each vector of n values, the last ones shorter ones: nothing beside them is read or written.
template <class Tag, typename At>
HWY_INLINE void each_vector(Tag d, std::size_t n, At&& at, std::size_t i = 0) {
  for (; i + hn::Lanes(d) <= n; i += hn::Lanes(d)) at(d, i);
  if constexpr (hn::MaxLanes(Tag{}) > 1) {
    if (i < n) each_vector(hn::CappedTag<double, hn::MaxLanes(Tag{}) / 2>{}, n, at, i);
  }
}

// Columns side by side: y is loaded and stored once for all of them.
template <std::size_t Columns>
HWY_INLINE void add_columns(std::size_t rows, const double* w, const double* x, double* y) {
  each_vector(D{}, rows, [=](auto d, std::size_t i) HWY_ATTR {
    auto sum = hn::LoadU(d, y + i);
    for (std::size_t c = 0; c < Columns; ++c) sum = hn::MulAdd(hn::LoadU(d, w + c * rows + i), hn::Set(d, x[c]), sum);
    hn::StoreU(sum, d, y + i);
  });
}

void dot(std::size_t rows, std::size_t columns, const double* w, const double* x, double* y);

void add(std::size_t rows, std::size_t columns, const double* w, const double* x, double* y) {
  if (rows == 1) {  // one output: the weights are one vector
    double sum = 0;
    dot(columns, 1, w, x, &sum);
    *y += sum;
    return;
  }
  std::size_t j = 0;
  for (; j + 8 <= columns; j += 8) add_columns<8>(rows, w + j * rows, x + j, y);
  for (; j + 2 <= columns; j += 2) add_columns<2>(rows, w + j * rows, x + j, y);
  for (; j < columns; ++j) add_columns<1>(rows, w + j * rows, x + j, y);
}

template <std::size_t Columns>
HWY_INLINE void dot_columns(std::size_t rows, const double* w, const double* x, double* y) {
  const D d;
  V sums[Columns];
  for (std::size_t c = 0; c < Columns; ++c) sums[c] = hn::Zero(d);
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= rows; i += hn::Lanes(d)) {
    const V factor = hn::LoadU(d, x + i);
    for (std::size_t c = 0; c < Columns; ++c) sums[c] = hn::MulAdd(hn::LoadU(d, w + c * rows + i), factor, sums[c]);
  }
  for (std::size_t c = 0; c < Columns; ++c) {
    y[c] = hn::GetLane(hn::SumOfLanes(d, sums[c]));
    for (std::size_t k = i; k < rows; ++k) y[c] += w[c * rows + k] * x[k];
  }
}

void dot(std::size_t rows, std::size_t columns, const double* w, const double* x, double* y) {
  if (rows == 1) {
    for (std::size_t j = 0; j < columns; ++j) y[j] = w[j] * x[0];
    return;
  }
  std::size_t j = 0;
  for (; j + 8 <= columns; j += 8) dot_columns<8>(rows, w + j * rows, x, y + j);
  for (; j < columns; ++j) dot_columns<1>(rows, w + j * rows, x, y + j);
}

// What Highway's exponential makes of NaN is a number: NaN is put back.
template <class Vector>
HWY_INLINE Vector nan_kept(Vector u, Vector f) {
  return hn::IfThenElse(hn::IsNaN(u), u, f);
}

// With e = e^{−|u|}: 1/(1 + e), below 0 times e; the slope e/(1 + e)².
void sigmoid(std::size_t n, double* y, double* slope) {
  each_vector(D{}, n, [=](auto d, std::size_t i) HWY_ATTR {
    const auto one = hn::Set(d, 1.0);
    const auto u = hn::LoadU(d, y + i);
    const auto e = hn::Exp(d, hn::Neg(hn::Abs(u)));
    const auto s = hn::Div(one, hn::Add(one, e));
    hn::StoreU(nan_kept(u, hn::IfThenElse(hn::Lt(u, hn::Zero(d)), hn::Mul(e, s), s)), d, y + i);
    if (slope) hn::StoreU(nan_kept(u, hn::Mul(e, hn::Mul(s, s))), d, slope + i);
  });
}

// With m = e^{−2|u|} − 1: −m/(2 + m) by the sign of u, accurate near 0, where e^{−2|u|} is not; the slope 4e/(1 + e)².
void hyperbolic_tangent(std::size_t n, double* y, double* slope) {
  each_vector(D{}, n, [=](auto d, std::size_t i) HWY_ATTR {
    const auto u = hn::LoadU(d, y + i);
    const auto twice = hn::Mul(hn::Set(d, -2.0), hn::Abs(u));
    const auto m = hn::Expm1(d, twice);
    const auto inverse = hn::Div(hn::Set(d, 1.0), hn::Add(hn::Set(d, 2.0), m));
    hn::StoreU(nan_kept(u, hn::CopySignToAbs(hn::Mul(hn::Neg(m), inverse), u)), d, y + i);
    if (!slope) return;
    const auto e = hn::Exp(d, twice);
    hn::StoreU(nan_kept(u, hn::Mul(hn::Set(d, 4.0), hn::Mul(e, hn::Mul(inverse, inverse)))), d, slope + i);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace nnpipe::network
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nnpipe::network {

namespace {

HWY_EXPORT(add);
HWY_EXPORT(dot);
HWY_EXPORT(sigmoid);
HWY_EXPORT(hyperbolic_tangent);

}  // namespace

void add_product(std::size_t rows, std::size_t columns, const double* w, const double* x, double* y) {
  HWY_DYNAMIC_DISPATCH(add)(rows, columns, w, x, y);
}

void transposed_product(std::size_t rows, std::size_t columns, const double* w, const double* x, double* y) {
  HWY_DYNAMIC_DISPATCH(dot)(rows, columns, w, x, y);
}

void activate(Activation activation, std::size_t n, double* y, double* slope) {
  static const Activation logistic{"sigmoid"}, tangent{"tanh"};
  if (activation == logistic) return HWY_DYNAMIC_DISPATCH(sigmoid)(n, y, slope);
  if (activation == tangent) return HWY_DYNAMIC_DISPATCH(hyperbolic_tangent)(n, y, slope);
  if (slope) {
    activation.first(n, y, y, slope);
  } else {
    activation.values(n, y, y);
  }
}

}  // namespace nnpipe::network
#endif
