#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "descriptor/jacobian.cpp"
#include "base/simd_targets.hpp"
// Highway compiles this file once for each instruction set.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// After highway.h.
#include <hwy/contrib/math/math-inl.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/simd.hpp"
#include "descriptor/jacobian_plan.hpp"
#include "descriptor/radial_form-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::descriptor {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<double, padding>;
using V = hn::Vec<D>;
using Impl = JacobianCalculator::Workspace::Impl;

// f_c and f_c′ of n distances, padded arrays; 0 from the radius on.
void cutoffs(const DistanceShape& cutoff, std::size_t n, const double* r, double* f, double* f1) {
  if (cutoff.compact || cutoff.function.kind != CutoffKind::cosine) {
    for (std::size_t i = 0; i < n; ++i) {
      const auto [value, derivative] = cutoff.compact ? evaluate(cutoff.shape, cutoff.low, cutoff.radius, r[i])
                                                      : evaluate(cutoff.function, cutoff.radius, r[i]);
      f[i] = value;
      f1[i] = derivative;
    }
    return;
  }
  const D d;
  const double inner = cutoff.function.inner * cutoff.radius;
  const double stretch = std::numbers::pi / (cutoff.radius - inner);
  const V zero = hn::Zero(d), half = hn::Set(d, 0.5), pi = hn::Set(d, std::numbers::pi);
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const V at = hn::Mul(hn::Sub(hn::LoadU(d, r + i), hn::Set(d, inner)), hn::Set(d, stretch));
    const V x = hn::Min(hn::Max(at, zero), pi);
    const auto inside = hn::Lt(x, pi);
    hn::StoreU(hn::IfThenElseZero(inside, hn::MulAdd(half, hn::Cos(d, x), half)), d, f + i);
    hn::StoreU(hn::IfThenElseZero(inside, hn::Mul(hn::Set(d, -0.5 * stretch), hn::Sin(d, x))), d, f1 + i);
  }
}

// exp[−η(r − R_s)²] f_c(r) and its derivative, of n padded distances.
void gaussians(double eta, double r_s, std::size_t n, const double* r, const double* f, const double* f1, double* w,
               double* w1) {
  const D d;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const V from = hn::Sub(hn::LoadU(d, r + i), hn::Set(d, r_s));
    const V slope = hn::Mul(hn::Set(d, -eta), from);
    const V e = hn::Exp(d, hn::Mul(slope, from));
    const V value = hn::Mul(e, hn::LoadU(d, f + i));
    hn::StoreU(value, d, w + i);
    hn::StoreU(hn::MulAdd(hn::Add(slope, slope), value, hn::Mul(e, hn::LoadU(d, f1 + i))), d, w1 + i);
  }
}

void radial(const JacobianCalculator::Plan& plan, const JacobianRadial& group, std::span<const Neighbour> neighbours,
            Impl& work, double* values, double* jacobian) {
  const D d;
  const std::size_t n = neighbours.size(), width = padded(n), terms = group.index.size();
  const double* f = work.f.data() + group.cutoff * width;
  const double* f1 = work.f1.data() + group.cutoff * width;
  double* g = work.sums.data();
  double* dg = g + padded(terms);
  for (std::size_t j = 0; j < n; ++j) {
    const double weight = plan.set.factor(group.species, neighbours[j].species);
    if (weight == 0 || work.r[j] >= plan.set.cutoffs[group.cutoff].radius) continue;
    const double r = work.r[j], f_j = weight * f[j], f1_j = weight * f1[j];
    for (std::size_t t = 0; t < terms; t += hn::Lanes(d)) {
      const V from = hn::Sub(hn::Set(d, r), hn::LoadU(d, group.r_s.data() + t));
      const V slope = hn::Neg(hn::Mul(hn::LoadU(d, group.eta.data() + t), from));
      const V e = hn::Exp(d, hn::Mul(slope, from));
      const V value = hn::Mul(e, hn::Set(d, f_j));
      hn::StoreU(value, d, g + t);
      hn::StoreU(hn::MulAdd(hn::Add(slope, slope), value, hn::Mul(e, hn::Set(d, f1_j))), d, dg + t);
    }
    for (std::size_t t = 0; t < terms; ++t) multiply(group.factors[t], r, g[t], dg[t]);
    for (std::size_t t = 0; t < terms; ++t) values[group.index[t]] += g[t];
    if (jacobian == nullptr) continue;
    double* row = jacobian + 3 * j * plan.set.size;
    for (std::size_t t = 0; t < terms; ++t) {
      row[group.index[t]] += dg[t] * work.x[j];
      row[group.index[t] + plan.set.size] += dg[t] * work.y[j];
      row[group.index[t] + 2 * plan.set.size] += dg[t] * work.z[j];
    }
  }
}

void select(const JacobianCalculator::Plan& plan, int species, std::size_t cutoff,
            std::span<const Neighbour> neighbours, const Impl& work, JacobianLegs& legs) {
  const double radius = plan.set.cutoffs[cutoff].radius;
  const std::size_t width = padded(neighbours.size());
  legs.neighbour.clear();
  for (auto* column : {&legs.x, &legs.y, &legs.z, &legs.r, &legs.f, &legs.f1}) {
    if (column->size() < width) column->resize(width);
  }
  for (std::size_t j = 0; j < neighbours.size(); ++j) {
    const double weight = plan.set.factor(species, neighbours[j].species);
    if (weight == 0 || work.r[j] >= radius) continue;
    const std::size_t at = legs.neighbour.size();
    legs.neighbour.push_back(j);
    legs.x[at] = work.x[j];
    legs.y[at] = work.y[j];
    legs.z[at] = work.z[j];
    legs.r[at] = work.r[j];
    legs.f[at] = weight * work.f[cutoff * width + j];
    legs.f1[at] = weight * work.f1[cutoff * width + j];
  }
  legs.count = legs.neighbour.size();
  for (std::size_t at = legs.count; at < padded(legs.count); ++at) {
    legs.r[at] = 1;
    legs.f[at] = legs.f1[at] = 0;
  }
}

// Which of the second legs form triplets with leg a of the first, and the triplets' geometry.
void triplets(const JacobianCalculator::Plan& plan, const JacobianFamily& family, const JacobianLegs& first,
              const JacobianLegs& second, bool alike, std::size_t a, Impl& work) {
  const std::size_t begin = alike ? a + 1 : 0;
  const double x = first.x[a], y = first.y[a], z = first.z[a], r = first.r[a];
  const double radius = plan.set.cutoffs[family.cutoff].radius;
  const double limit = family.three_sides ? radius * radius : std::numeric_limits<double>::infinity();
  std::size_t m = 0;
  for (std::size_t b = begin; b < second.count; ++b) {
    const double c = x * second.x[b] + y * second.y[b] + z * second.z[b];
    const double sx = second.r[b] * second.x[b] - r * x;
    const double sy = second.r[b] * second.y[b] - r * y;
    const double sz = second.r[b] * second.z[b] - r * z;
    const double s2 = sx * sx + sy * sy + sz * sz;
    // What is beyond the radius is overwritten by the next: no branch to mispredict.
    work.kept[m] = b;
    work.cosine[m] = c;
    work.side_x[m] = sx;
    work.side_y[m] = sy;
    work.side_z[m] = sz;
    work.side[m] = s2;
    m += s2 < limit ? 1U : 0U;
  }
  work.kept.resize(m);
  for (std::size_t at = m; at < padded(m); ++at) work.side[at] = limit;
  if (!family.three_sides) return;
  const D d;
  for (std::size_t i = 0; i < m; i += hn::Lanes(d)) {
    hn::StoreU(hn::Sqrt(hn::LoadU(d, work.side.data() + i)), d, work.side.data() + i);
  }
  cutoffs(plan.set.cutoffs[family.cutoff], m, work.side.data(), work.side_f.data(), work.side_f1.data());
}

// Row q of what multiplies V (and V′) in a triplet's derivatives: weight, then (V, V′) × (j, k) × (x, y, z).
constexpr std::size_t rows = 13;

// w and w′ of every group, one after the other.
void weigh(const JacobianFamily& family, JacobianLegs& legs) {
  const std::size_t width = padded(legs.count);
  legs.w.resize(family.groups.size() * width);
  legs.w1.resize(family.groups.size() * width);
  for (std::size_t g = 0; g < family.groups.size(); ++g) {
    gaussians(family.groups[g].eta, family.groups[g].r_s, legs.count, legs.r.data(), legs.f.data(), legs.f1.data(),
              legs.w.data() + g * width, legs.w1.data() + g * width);
  }
}

// For each triplet P = w_j w_k w_jk, and the vectors with ∂G/∂r_j = V a_j + V′ b_j, the same of k.
void coefficients(const JacobianFamily& family, std::size_t number, const JacobianLegs& first,
                  const JacobianLegs& second, std::size_t a, std::size_t stride, Impl& work) {
  const JacobianAngular& group = family.groups[number];
  const bool three_sides = family.three_sides;
  const std::size_t m = work.kept.size();
  double* const out = work.coefficients.data();
  double* const v = out + rows * stride;  // w_jk and its derivative
  double* const v1 = v + stride;
  if (three_sides) {
    gaussians(group.eta, group.r_s, m, work.side.data(), work.side_f.data(), work.side_f1.data(), v, v1);
  } else {
    std::fill_n(v, m, 1.0);
    std::fill_n(v1, m, 0.0);
  }
  const std::size_t at_j = number * padded(first.count) + a;
  const double* const w = second.w.data() + number * padded(second.count);
  const double* const w1 = second.w1.data() + number * padded(second.count);
  const double xj = first.x[a], yj = first.y[a], zj = first.z[a], wj = first.w[at_j], wj1 = first.w1[at_j];
  const double by_rj = 1 / first.r[a];
  for (std::size_t i = 0; i < m; ++i) {
    const std::size_t b = work.kept[i];
    const double xk = second.x[b], yk = second.y[b], zk = second.z[b], wk = w[b];
    const double c = work.cosine[i];
    const double p = wj * wk * v[i];
    const double along_j = wj1 * wk * v[i], along_k = wj * w1[b] * v[i];
    const double along_side = three_sides ? wj * wk * v1[i] / work.side[i] : 0;
    const double turn_j = p * by_rj, turn_k = p / second.r[b];
    double* o = out + i;
    o[0] = p;
    o[stride] = along_j * xj - along_side * work.side_x[i];
    o[2 * stride] = along_j * yj - along_side * work.side_y[i];
    o[3 * stride] = along_j * zj - along_side * work.side_z[i];
    o[4 * stride] = along_k * xk + along_side * work.side_x[i];
    o[5 * stride] = along_k * yk + along_side * work.side_y[i];
    o[6 * stride] = along_k * zk + along_side * work.side_z[i];
    o[7 * stride] = turn_j * (xk - c * xj);
    o[8 * stride] = turn_j * (yk - c * yj);
    o[9 * stride] = turn_j * (zk - c * zj);
    o[10 * stride] = turn_k * (xj - c * xk);
    o[11 * stride] = turn_k * (yj - c * yk);
    o[12 * stride] = turn_k * (zj - c * zk);
  }
}

// 2^{1−ζ}(1 + λc)^ζ and its derivative to c, for the functions of one vector: (A.18) with the factors it lost.
struct AngularVector {
  explicit AngularVector(const JacobianAngular& angular, std::size_t at)
      : group{angular},
        t{at},
        lambda{hn::LoadU(D{}, angular.lambda.data() + at)},
        scale{hn::LoadU(D{}, angular.scale.data() + at)},
        by_c{hn::Mul(hn::Mul(scale, lambda), hn::LoadU(D{}, angular.zeta.data() + at))} {}

  void operator()(double c, V& value, V& derivative) const {
    const D d;
    if (group.compact) return compact(c, value, derivative);
    const V one = hn::Set(d, 1.0);
    const V base = hn::Max(hn::MulAdd(lambda, hn::Set(d, c), one), hn::Zero(d));
    V below = one;
    if (group.fractional) {
      double powers[padding];
      hn::StoreU(base, d, powers);
      for (std::size_t i = 0; i < hn::Lanes(d); ++i) powers[i] = std::pow(powers[i], group.zeta[t + i] - 1);
      below = hn::LoadU(d, powers);
    } else {
      V power = base;
      for (std::size_t bit = 0; bit < group.bits.size(); ++bit) {
        if (bit > 0) power = hn::Mul(power, power);
        const auto has = hn::Gt(hn::LoadU(d, group.bits[bit].data() + t), hn::Zero(d));
        below = hn::IfThenElse(has, hn::Mul(below, power), below);
      }
    }
    value = hn::Mul(hn::Mul(scale, base), below);
    derivative = hn::Mul(by_c, below);
  }

  // C(θ) of one function after the other.
  void compact(double c, V& value, V& derivative) const {
    const D d;
    double values[padding] = {}, derivatives[padding] = {};
    const double cosine = std::clamp(c, -1.0, 1.0), angle = std::acos(cosine);
    // dθ/dc = −1/sin θ. In line, what it multiplies is 0.
    constexpr double least = 1e-15;
    const double by_cosine = -1 / std::sqrt(std::max(1 - cosine * cosine, least));
    for (std::size_t i = 0; i < hn::Lanes(d) && t + i < group.index.size(); ++i) {
      const auto at = evaluate(group.shape[t + i], group.low[t + i], group.high[t + i], angle);
      values[i] = at.value;
      derivatives[i] = by_cosine * at.derivative;
    }
    value = hn::LoadU(d, values);
    derivative = hn::LoadU(d, derivatives);
  }

  const JacobianAngular& group;
  std::size_t t;
  V lambda, scale, by_c;
};

// Adds the triplets of leg a: values to work.sums, derivatives to work.gradient.
template <bool want_gradient>
void add_triplets(const JacobianAngular& group, std::size_t width, const JacobianLegs& first,
                  const JacobianLegs& second, std::size_t a, std::size_t stride, Impl& work) {
  const D d;
  const std::size_t m = work.kept.size();
  const double* const q = work.coefficients.data();
  for (std::size_t t = 0; t < group.index.size(); t += hn::Lanes(d)) {
    const AngularVector angular{group, t};
    double* const sums = work.sums.data() + group.offset + t;
    V sum = hn::LoadU(d, sums);
    double* const mine = work.gradient.data() + 3 * first.neighbour[a] * width + group.offset + t;
    V jx = hn::Zero(d), jy = jx, jz = jx;
    for (std::size_t i = 0; i < m; ++i) {
      V v, v1;
      angular(work.cosine[i], v, v1);
      const double* o = q + i;
      const auto at = [&](std::size_t row) { return hn::Set(d, o[row * stride]); };
      sum = hn::MulAdd(v, at(0), sum);
      if constexpr (want_gradient) {
        jx = hn::MulAdd(v, at(1), hn::MulAdd(v1, at(7), jx));
        jy = hn::MulAdd(v, at(2), hn::MulAdd(v1, at(8), jy));
        jz = hn::MulAdd(v, at(3), hn::MulAdd(v1, at(9), jz));
        double* theirs = work.gradient.data() + 3 * second.neighbour[work.kept[i]] * width + group.offset + t;
        const auto add = [&](double* to, std::size_t row) {
          hn::StoreU(hn::MulAdd(v, at(row), hn::MulAdd(v1, at(row + 6), hn::LoadU(d, to))), d, to);
        };
        add(theirs, 4);
        add(theirs + width, 5);
        add(theirs + 2 * width, 6);
      }
    }
    hn::StoreU(sum, d, sums);
    if constexpr (want_gradient) {
      const auto add = [&](double* to, V by) { hn::StoreU(hn::Add(by, hn::LoadU(d, to)), d, to); };
      add(mine, jx);
      add(mine + width, jy);
      add(mine + 2 * width, jz);
    }
  }
}

void put_down(const JacobianCalculator::Plan& plan, const JacobianAngular& group, std::size_t width,
              std::size_t neighbours, const Impl& work, double* values, double* jacobian) {
  const std::size_t terms = group.index.size();
  for (std::size_t t = 0; t < terms; ++t) values[group.index[t]] += work.sums[group.offset + t];
  if (jacobian == nullptr) return;
  for (std::size_t row = 0; row < 3 * neighbours; ++row) {
    const double* from = work.gradient.data() + row * width + group.offset;
    double* to = jacobian + row * plan.set.size;
    for (std::size_t t = 0; t < terms; ++t) to[group.index[t]] += from[t];
  }
}

void angular(const JacobianCalculator::Plan& plan, const JacobianFamily& family, std::span<const Neighbour> neighbours,
             Impl& work, double* values, double* jacobian) {
  const bool alike = family.first == family.second;
  select(plan, family.first, family.cutoff, neighbours, work, work.first);
  if (!alike) select(plan, family.second, family.cutoff, neighbours, work, work.second);
  JacobianLegs& first = work.first;
  JacobianLegs& second = alike ? work.first : work.second;
  const std::size_t stride = padded(second.count);
  work.coefficients.resize((rows + 2) * stride);
  for (auto* column :
       {&work.cosine, &work.side_x, &work.side_y, &work.side_z, &work.side, &work.side_f, &work.side_f1}) {
    if (column->size() < stride + 1) column->resize(stride + 1);
  }
  weigh(family, first);
  if (!alike) weigh(family, second);
  work.sums.assign(family.width, 0.0);
  if (jacobian != nullptr) work.gradient.assign(3 * neighbours.size() * family.width, 0.0);
  for (std::size_t a = 0; a < first.count; ++a) {
    work.kept.resize(stride + 1);
    triplets(plan, family, first, second, alike, a, work);
    for (std::size_t g = 0; g < family.groups.size(); ++g) {
      coefficients(family, g, first, second, a, stride, work);
      if (jacobian != nullptr) {
        add_triplets<true>(family.groups[g], family.width, first, second, a, stride, work);
      } else {
        add_triplets<false>(family.groups[g], family.width, first, second, a, stride, work);
      }
    }
  }
  for (const auto& group : family.groups) {
    put_down(plan, group, family.width, neighbours.size(), work, values, jacobian);
  }
}

void compute(const JacobianCalculator::Plan& plan, std::span<const Neighbour> neighbours, Impl& work, double* values,
             double* jacobian) {
  const std::size_t n = neighbours.size(), width = padded(n);
  for (auto* column : {&work.x, &work.y, &work.z, &work.r}) column->assign(width, 1.0);
  for (auto* column : {&work.f, &work.f1}) column->resize(plan.set.cutoffs.size() * width);
  for (std::size_t j = 0; j < n; ++j) {
    const double r = norm(neighbours[j].r);
    work.r[j] = r;
    work.x[j] = neighbours[j].r.x / r;
    work.y[j] = neighbours[j].r.y / r;
    work.z[j] = neighbours[j].r.z / r;
  }
  for (std::size_t c = 0; c < plan.set.cutoffs.size(); ++c) {
    cutoffs(plan.set.cutoffs[c], n, work.r.data(), work.f.data() + c * width, work.f1.data() + c * width);
  }
  for (const auto& group : plan.radials) {
    work.sums.resize(2 * padded(group.index.size()));
    radial(plan, group, neighbours, work, values, jacobian);
  }
  for (const auto& family : plan.families) angular(plan, family, neighbours, work, values, jacobian);
}

}  // namespace HWY_NAMESPACE
}  // namespace nnpipe::descriptor
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nnpipe::descriptor {

namespace {

HWY_EXPORT(compute);

// Radial functions of one species and one f_c go together.
void add_radial(JacobianCalculator::Plan& plan, const RadialFunction& radial) {
  auto group = std::find_if(plan.radials.begin(), plan.radials.end(), [&](const auto& each) {
    return each.species == radial.species && each.cutoff == radial.cutoff;
  });
  if (group == plan.radials.end()) group = plan.radials.insert(group, {radial.species, radial.cutoff, {}, {}, {}, {}});
  group->index.push_back(radial.index);
  group->eta.push_back(radial.eta);
  group->r_s.push_back(radial.r_s);
  group->factors.push_back(radial.factor);
}

// Groups whose triplets are the same go together.
void add_angular(JacobianCalculator::Plan& plan, const AngularGroup& from) {
  auto family = std::find_if(plan.families.begin(), plan.families.end(), [&](const auto& each) {
    return each.three_sides == from.three_sides && each.first == from.first && each.second == from.second &&
           each.cutoff == from.cutoff;
  });
  if (family == plan.families.end()) {
    family = plan.families.insert(family, {from.three_sides, from.first, from.second, from.cutoff, {}});
  }
  auto& group = family->groups.emplace_back();
  group.compact = from.compact;
  group.eta = from.eta;
  group.r_s = from.r_s;
  for (const auto& function : from.functions) {
    group.index.push_back(function.index);
    group.zeta.push_back(function.zeta);
    group.lambda.push_back(function.lambda);
    group.scale.push_back(function.scale);
    group.fractional = group.fractional || function.whole_zeta == 0;
    if (!from.compact) continue;
    group.shape.push_back(function.shape);
    group.low.push_back(function.low);
    group.high.push_back(function.high);
  }
}

// From a row a function to a column a function.
void add_moments(const JacobianCalculator::Plan& plan, std::span<const Neighbour> neighbours,
                 JacobianCalculator::Workspace::Impl& work, std::span<double> values, std::span<double> jacobian) {
  const std::size_t stride = MomentJacobian::stride(neighbours.size()), n = 3 * neighbours.size();
  work.moment_rows.resize(jacobian.empty() ? 0 : plan.set.size * stride);
  plan.moments->compute(neighbours, work.moments, values, work.moment_rows);
  if (jacobian.empty()) return;
  const auto& outputs = plan.moments->plan().outputs;
  constexpr std::size_t tile = 8;
  for (std::size_t begin = 0; begin < outputs.size(); begin += tile) {
    const auto some = std::span{outputs}.subspan(begin, std::min(tile, outputs.size() - begin));
    for (std::size_t x = 0; x < n; ++x) {
      for (const auto& output : some) {
        jacobian[x * plan.set.size + output.function] = work.moment_rows[output.function * stride + x];
      }
    }
  }
}

void pad(JacobianAngular& group) {
  const std::size_t width = padded(group.index.size());
  group.zeta.resize(width, 1.0);
  group.lambda.resize(width, 0.0);
  group.scale.resize(width, 0.0);
  const double most = *std::max_element(group.zeta.begin(), group.zeta.end());
  for (unsigned bit = 0; !group.fractional && (1U << bit) <= static_cast<unsigned>(most) - 1; ++bit) {
    auto& bits = group.bits.emplace_back();
    for (const double zeta : group.zeta) bits.push_back((static_cast<unsigned>(zeta) - 1) >> bit & 1U);
  }
}

}  // namespace

JacobianCalculator::Workspace::Workspace() : x_impl{std::make_unique<Impl>()} {}
JacobianCalculator::Workspace::~Workspace() = default;
JacobianCalculator::Workspace::Workspace(Workspace&&) noexcept = default;

JacobianCalculator::~JacobianCalculator() = default;
JacobianCalculator::JacobianCalculator(JacobianCalculator&&) noexcept = default;

JacobianCalculator::JacobianCalculator(const Set& set, std::span<const Element> species) {
  // Settles the instruction set, and meets a wrong NNPIPE_SIMD where a user expects it.
  static_cast<void>(simd_target());
  auto plan = std::make_unique<Plan>();
  plan->set = make_plan(set, species);
  for (const auto& radial : plan->set.radials) add_radial(*plan, radial);
  for (const auto& angular : plan->set.angulars) add_angular(*plan, angular);
  if (!plan->set.moments.empty()) plan->moments.emplace(plan->set.moments);
  for (auto& group : plan->radials) {
    for (auto* column : {&group.eta, &group.r_s}) column->resize(padded(group.index.size()), 0.0);
  }
  for (auto& family : plan->families) {
    for (auto& group : family.groups) {
      pad(group);
      group.offset = family.width;
      family.width += padded(group.index.size());
    }
  }
  x_plan = std::move(plan);
}

std::size_t JacobianCalculator::size() const { return x_plan->set.size; }
double JacobianCalculator::cutoff() const { return x_plan->set.cutoff; }

void JacobianCalculator::compute(std::span<const Neighbour> neighbours, Workspace& workspace, std::span<double> values,
                                 std::span<double> jacobian) const {
  std::fill(values.begin(), values.end(), 0.0);
  std::fill(jacobian.begin(), jacobian.end(), 0.0);
  HWY_DYNAMIC_DISPATCH(compute)
  (*x_plan, neighbours, *workspace.x_impl, values.data(), jacobian.empty() ? nullptr : jacobian.data());
  if (x_plan->moments) add_moments(*x_plan, neighbours, *workspace.x_impl, values, jacobian);
}

}  // namespace nnpipe::descriptor
#endif
