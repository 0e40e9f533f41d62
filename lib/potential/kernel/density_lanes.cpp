// Functions of moments in lanes, for every target.
#include "base/simd_targets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "potential/kernel/density_lanes.cpp"
#include <hwy/foreach_target.h>
// After it, as Highway wants.
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "potential/kernel/density-inl.h"
#include "potential/kernel/density_room.hpp"
#include "potential/kernel/harmonics-inl.h"
#include "potential/kernel/invariants-inl.h"
#include "potential/kernel/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::potential::kernel::HWY_NAMESPACE {
namespace {

// ---- From a neighbour's distance to its radial functions

// Of one neighbour: a coefficient of its species, one a lane.
template <typename T>
class Coefficients {
 public:
  Coefficients(const DensityPlan& plan, const DensitySlots<T>& slots, std::size_t slot)
      : x_from{plan.numbers<T>().coefficients.data()}, x_species{plan.species} {
    if (x_species > 1) x_kind = hn::ConvertTo(Whole{}, get(slots.kind, slot));
  }
  HWY_INLINE Lanes<T> operator()(std::size_t at) const {
    const Tag<T> d;
    if (x_species == 1) return hn::Set(d, x_from[at]);
    if (x_species <= width<T>) return hn::TableLookupLanes(hn::LoadU(d, x_from + at), hn::IndicesFromVec(d, x_kind));
    return hn::GatherIndex(d, x_from + at, x_kind);
  }

 private:
  using Whole = hn::RebindToSigned<Tag<T>>;
  const T* x_from;
  std::size_t x_species;
  hn::Vec<Whole> x_kind = hn::Zero(Whole{});
};

// The argument x of the polynomials and dx/dr.
template <typename T>
HWY_INLINE void map_distance(const descriptor::MomentBasis& basis, Lanes<T> r, Lanes<T>& x, Lanes<T>& dx) {
  if (basis.map == descriptor::RadialMap::linear) {
    dx = all<T>(2 / basis.cutoff);
    x = hn::MulSub(r, dx, all<T>(1));
    return;
  }
  const double rate = basis.steepness / basis.cutoff, by_width = -2 / std::expm1(-basis.steepness);
  const auto e = hn::Mul(all<T>(by_width), exp_of<T>(hn::Mul(all<T>(-rate), r)));
  x = hn::Sub(all<T>(1 + by_width * std::exp(-basis.steepness)), e);
  dx = hn::Mul(all<T>(rate), e);
}

// f_c (r_0/r)^p and its derivative in place of f_c and f_c′.
template <typename T>
HWY_INLINE void weigh(const descriptor::MomentBasis& basis, Lanes<T> r, Lanes<T>& f, Lanes<T>& df) {
  const Tag<T> d;
  const auto exponent = hn::Mul(all<T>(basis.power), hn::Log(d, hn::Div(all<T>(basis.reference), r)));
  // What would not fit into the precision is that of atoms on top of each other.
  const auto w = exp_of<T>(hn::Min(exponent, all<T>(sizeof(T) == sizeof(double) ? 300 : 60)));
  df = hn::Mul(w, hn::NegMulAdd(hn::Div(all<T>(basis.power), r), f, df));
  f = hn::Mul(w, f);
}

// f_c of a chunk of slots, and f_c′.
template <typename T>
void chunk_cutoffs(const DensityPlan& plan, const DensitySlots<T>& slots, const DensityRoom<T>& room, std::size_t begin,
                   std::size_t count) {
  const T* const r = slots.r + begin * width<T>;
  for (std::size_t j = 0; j < count; ++j) put(room.square, j, hn::Mul(get(r, j), get(r, j)));
  cutoff_lanes<T>(plan.cutoff, count, room.square, r, room.cutoff, room.cutoff_slope);
  for (std::size_t j = 0; j < count; ++j) {
    auto f = get(room.cutoff, j), df = hn::Mul(hn::Add(get(r, j), get(r, j)), get(room.cutoff_slope, j));
    if (plan.moments.basis.power != 0) weigh<T>(plan.moments.basis, get(r, j), f, df);
    put(room.cutoff, j, f);
    put(room.cutoff_slope, j, df);
  }
}

// Adds φ_n to the sums of the neighbour's species.
template <typename T>
HWY_INLINE void add_phi(const DensityPlan& plan, const DensityRoom<T>& room, std::size_t n, Lanes<T> kind,
                        Lanes<T> value) {
  if (plan.species == 1) return add_to(room.phi, n, value);
  for (std::size_t s = 0; s < plan.species; ++s) {
    const auto same = hn::Eq(kind, all<T>(static_cast<double>(s)));
    add_to(room.phi, s * plan.pair_terms + n, hn::IfThenElseZero(same, value));
  }
}

// R_k and R_k′ of one slot; its part of the pair sums. T_n by recurrence, T_n′ = n U_{n−1}.
template <typename T>
void slot_radial(const DensityPlan& plan, const DensitySlots<T>& slots, const DensityRoom<T>& room, std::size_t slot,
                 Lanes<T> f, Lanes<T> df) {
  const auto one = all<T>(1);
  Lanes<T> x, dx;
  map_distance<T>(plan.moments.basis, get(slots.r, slot), x, dx);
  const auto two_x = hn::Add(x, x), f_dx = hn::Mul(f, dx);
  T* const arguments = room.arguments + 4 * slot * width<T>;
  put(arguments, 0, x);
  put(arguments, 1, f);
  put(arguments, 2, df);
  put(arguments, 3, f_dx);
  HWY_ALIGN T value[descriptor::most_radial * width<T>], slope[descriptor::most_radial * width<T>];
  const auto kind = plan.species > 1 ? get(slots.kind, slot) : one;
  auto t = one, t_next = x, u = hn::Zero(Tag<T>{}), u_next = one, order = u;  // T_n, U_{n−1}, n
  std::size_t n = 0;
  for (; n < plan.channel_terms; ++n) {
    const auto phi = hn::Mul(f, t);
    put(value, n, phi);
    put(slope, n, hn::MulAdd(df, t, hn::Mul(f_dx, hn::Mul(order, u))));
    if (n < plan.pair_terms) add_phi<T>(plan, room, n, kind, phi);
    const auto t_after = hn::MulSub(two_x, t_next, t), u_after = hn::MulSub(two_x, u_next, u);
    t = t_next;
    u = u_next;
    t_next = t_after;
    u_next = u_after;
    order = hn::Add(order, one);
  }
  for (; n < plan.pair_terms; ++n) {
    add_phi<T>(plan, room, n, kind, hn::Mul(f, t));
    const auto t_after = hn::MulSub(two_x, t_next, t);
    t = t_next;
    t_next = t_after;
  }
  const Coefficients<T> coefficient{plan, slots, slot};
  T* const radial = room.radial + slot * 2 * plan.channels.size() * width<T>;
  for (std::size_t k = 0; k < plan.channels.size(); ++k) {
    auto sum = hn::Zero(Tag<T>{}), dsum = sum;
    for (const auto& term : plan.channels[k]) {
      const auto c = coefficient(term.coefficient);
      sum = hn::MulAdd(c, get(value, term.n), sum);
      dsum = hn::MulAdd(c, get(slope, term.n), dsum);
    }
    put(radial, 2 * k, sum);
    put(radial, 2 * k + 1, dsum);
  }
}

// ---- Sums over neighbours

// Adds a block of neighbours to the sums of up to four channels.
template <std::size_t channels, std::size_t block, typename T>
void gather_group(const ChannelGroup& group, std::size_t stride, const T* radial, std::size_t radial_stride,
                  const T* harmonics, T* sums) {
  Lanes<T> value[channels][block];
#pragma GCC unroll 4
  for (std::size_t k = 0; k < channels; ++k) {
#pragma GCC unroll 4
    for (std::size_t j = 0; j < block; ++j)
      value[k][j] = get(radial + j * radial_stride * width<T>, 2 * (group.first + k));
  }
  T* const to = sums + group.offset * width<T>;
  for (std::size_t lm = 0; lm < group.harmonics; ++lm) {
    Lanes<T> c[block];
#pragma GCC unroll 4
    for (std::size_t j = 0; j < block; ++j) c[j] = get(harmonics, j * stride + lm);
#pragma GCC unroll 4
    for (std::size_t k = 0; k < channels; ++k) {
      auto sum = get(to, k * group.harmonics + lm);
#pragma GCC unroll 4
      for (std::size_t j = 0; j < block; ++j) sum = hn::MulAdd(value[k][j], c[j], sum);
      put(to, k * group.harmonics + lm, sum);
    }
  }
}

// As many neighbours together as the registers allow.
template <typename T>
inline constexpr std::size_t together = HWY_TARGET == HWY_AVX3 ? 4 : 2;

template <std::size_t block, typename T>
void gather_block(const DensityPlan& plan, std::size_t stride, const T* radial, const T* harmonics, T* sums) {
  const std::size_t radial_stride = 2 * plan.channels.size();
  for (const auto& group : plan.groups) {
    switch (group.count) {
      case 4: gather_group<4, block, T>(group, stride, radial, radial_stride, harmonics, sums); break;
      case 3: gather_group<3, block, T>(group, stride, radial, radial_stride, harmonics, sums); break;
      case 2: gather_group<2, block, T>(group, stride, radial, radial_stride, harmonics, sums); break;
      default: gather_group<1, block, T>(group, stride, radial, radial_stride, harmonics, sums); break;
    }
  }
}

template <int degree, typename T>
void gather_slots(const DensityPlan& plan, const DensitySlots<T>& slots, const DensityRoom<T>& room) {
  constexpr std::size_t stride = descriptor::harmonics_up_to(degree);
  const std::size_t channels = 2 * plan.channels.size();
  for (std::size_t begin = 0; begin < slots.size; begin += together<T>) {
    const std::size_t count = std::min(together<T>, slots.size - begin);
    for (std::size_t j = 0; j < count; ++j) {
      legendre_of<degree, T>(plan.numbers<T>(), get(slots.uz, begin + j), room.legendre);
      harmonics_of<degree, T>(room.legendre, get(slots.ux, begin + j), get(slots.uy, begin + j),
                              room.harmonics + j * stride * width<T>);
    }
    const T* const radial = room.radial + begin * channels * width<T>;
    if (count == together<T>) {
      gather_block<together<T>, T>(plan, stride, radial, room.harmonics, room.sums);
      continue;
    }
    for (std::size_t j = 0; j < count; ++j) {
      gather_block<1, T>(plan, stride, radial + j * channels * width<T>, room.harmonics + j * stride * width<T>,
                         room.sums);
    }
  }
}

// ---- Back to the neighbours

// field_lm (+)= Σ_k R_k B_klm; what the channels' slopes make of the energy is returned, B = ∂E/∂A.
template <std::size_t channels, bool add, typename T>
HWY_INLINE Lanes<T> spread_group(const ChannelGroup& group, const T* radial, const T* harmonics, const T* adjoint,
                                 T* field) {
  const T* const from = adjoint + group.offset * width<T>;
  Lanes<T> value[channels], sum[channels];
#pragma GCC unroll 4
  for (std::size_t k = 0; k < channels; ++k) {
    value[k] = get(radial, 2 * (group.first + k));
    sum[k] = hn::Zero(Tag<T>{});
  }
  for (std::size_t lm = 0; lm < group.harmonics; ++lm) {
    const auto c = get(harmonics, lm);
    auto f = add ? get(field, lm) : hn::Zero(Tag<T>{});
#pragma GCC unroll 4
    for (std::size_t k = 0; k < channels; ++k) {
      const auto b = get(from, k * group.harmonics + lm);
      f = hn::MulAdd(value[k], b, f);
      sum[k] = hn::MulAdd(c, b, sum[k]);
    }
    put(field, lm, f);
  }
  auto slope = hn::Zero(Tag<T>{});
#pragma GCC unroll 4
  for (std::size_t k = 0; k < channels; ++k) {
    slope = hn::MulAdd(get(radial, 2 * (group.first + k) + 1), sum[k], slope);
  }
  return slope;
}

template <bool add, typename T>
Lanes<T> spread(const ChannelGroup& group, const T* radial, const T* harmonics, const T* adjoint, T* field) {
  switch (group.count) {
    case 4: return spread_group<4, add, T>(group, radial, harmonics, adjoint, field);
    case 3: return spread_group<3, add, T>(group, radial, harmonics, adjoint, field);
    case 2: return spread_group<2, add, T>(group, radial, harmonics, adjoint, field);
    default: return spread_group<1, add, T>(group, radial, harmonics, adjoint, field);
  }
}

// Σ_n q_n φ_n′ = f_c′ Σ q_n T_n + f_c dx/dr Σ n q_n U_{n−1}, both by Clenshaw's recurrence.
template <typename T>
HWY_INLINE Lanes<T> clenshaw(std::size_t terms, const T* q, const T* arguments) {
  const Tag<T> d;
  const auto x = get(arguments, 0), two_x = hn::Add(x, x), one = all<T>(1);
  auto b = hn::Zero(d), b_after = b, c = b, c_after = b, order = all<T>(static_cast<double>(terms) - 1);
  for (std::size_t n = terms; n-- > 1;) {
    const auto q_n = get(q, n);
    const auto b_n = hn::MulAdd(two_x, b, hn::Sub(q_n, b_after));
    const auto c_n = hn::MulAdd(two_x, c, hn::MulSub(order, q_n, c_after));
    b_after = b;
    b = b_n;
    c_after = c;
    c = c_n;
    order = hn::Sub(order, one);
  }
  const auto sum = hn::MulAdd(x, b, hn::Sub(get(q, 0), b_after));
  return hn::MulAdd(get(arguments, 2), sum, hn::Mul(get(arguments, 3), c));
}

// What the pair sums make of the energy.
template <typename T>
HWY_INLINE Lanes<T> pair_slope(const DensityPlan& plan, const DensitySlots<T>& slots, const DensityRoom<T>& room,
                               std::size_t slot) {
  const std::size_t terms = plan.pair_terms;
  const T* const arguments = room.arguments + 4 * slot * width<T>;
  if (terms == 0) return hn::Zero(Tag<T>{});
  if (plan.species == 1) return clenshaw<T>(terms, room.phi_adjoint, arguments);
  const auto kind = get(slots.kind, slot);
  HWY_ALIGN T own[descriptor::most_radial * width<T>];
  for (std::size_t n = 0; n < terms; ++n) put(own, n, get(room.phi_adjoint, n));
  for (std::size_t s = 1; s < plan.species; ++s) {
    const auto same = hn::Eq(kind, all<T>(static_cast<double>(s)));
    for (std::size_t n = 0; n < terms; ++n) {
      put(own, n, hn::IfThenElse(same, get(room.phi_adjoint, s * terms + n), get(own, n)));
    }
  }
  return clenshaw<T>(terms, own, arguments);
}

template <int degree, typename T>
void spread_slots(const DensityPlan& plan, const DensitySlots<T>& slots, const DensityRoom<T>& room,
                  const DensityGradient<T>& gradient) {
  const std::size_t channels = 2 * plan.channels.size();
  for (std::size_t j = 0; j < slots.size; ++j) {
    auto slope = pair_slope<T>(plan, slots, room, j);
    if (!plan.groups.empty()) {
      const auto x = get(slots.ux, j), y = get(slots.uy, j);
      legendre_of<degree, T>(plan.numbers<T>(), get(slots.uz, j), room.legendre);
      harmonics_of<degree, T>(room.legendre, x, y, room.harmonics);
      const T* const radial = room.radial + j * channels * width<T>;
      // The first group is of the largest degree.
      slope = hn::Add(slope, spread<false, T>(plan.groups[0], radial, room.harmonics, room.adjoint, room.field));
      for (std::size_t g = 1; g < plan.groups.size(); ++g) {
        slope = hn::Add(slope, spread<true, T>(plan.groups[g], radial, room.harmonics, room.adjoint, room.field));
      }
      Lanes<T> gx, gy, gz;
      field_gradient<degree, T>(plan.numbers<T>(), room.legendre, room.field, x, y, gx, gy, gz);
      add_to(gradient.ax, j, gx);
      add_to(gradient.ay, j, gy);
      add_to(gradient.az, j, gz);
    }
    add_to(gradient.slope, j, slope);
  }
}

template <typename T>
void sums_of(const DensityPlan& plan, const DensitySlots<T>& slots, const DensityRoom<T>& room) {
  clear(room.sums, plan.moments.sums());
  clear(room.phi, plan.species * plan.pair_terms);
  for (std::size_t begin = 0; begin < slots.size; begin += density_chunk) {
    const std::size_t count = std::min(density_chunk, slots.size - begin);
    chunk_cutoffs<T>(plan, slots, room, begin, count);
    for (std::size_t j = 0; j < count; ++j) {
      slot_radial<T>(plan, slots, room, begin + j, get(room.cutoff, j), get(room.cutoff_slope, j));
    }
  }
  if (!plan.groups.empty()) {
    with_degree(plan.moments.degree, [&](auto degree) { gather_slots<degree(), T>(plan, slots, room); });
  }
  pair_sums<T>(plan, room);
}

template <typename T>
void values_of(const DensityPlan& plan, const DensityRoom<T>& room, T* values) {
  node_values<T>(plan, room, plan.moments.nodes.size());
  for (const auto& output : plan.moments.outputs) put(values, output.function, get(room.nodes, output.node));
}

template <typename T>
void adjoint_of(const DensityPlan& plan, const DensityRoom<T>& room, const T* q) {
  clear(room.node_adjoint, plan.moments.nodes.size());
  for (const auto& output : plan.moments.outputs) put(room.node_adjoint, output.node, get(q, output.function));
  node_adjoints<T>(plan, room, plan.moments.nodes.size());
}

template <typename T>
void readout_of(const DensityPlan& plan, const LinearNumbers<T>& numbers, const DensityRoom<T>& room, bool gradient,
                T* y) {
  node_values<T>(plan, room, plan.kept);
  put(y, 0, read_out<T>(plan, numbers, room));
  if (gradient) node_adjoints<T>(plan, room, plan.kept);
}

template <typename T>
void spread_of(const DensityPlan& plan, const DensitySlots<T>& slots, const DensityRoom<T>& room,
               const DensityGradient<T>& gradient) {
  with_degree(plan.moments.degree, [&](auto degree) { spread_slots<degree(), T>(plan, slots, room, gradient); });
}

}  // namespace

template <typename T>
void Density<T>::sums(const DensityPlan& plan, const DensitySlots<T>& slots, T* room) {
  sums_of<T>(plan, slots, {plan, slots.size, width<T>, room});
}
template <typename T>
void Density<T>::values(const DensityPlan& plan, std::size_t slots, T* room, T* values) {
  values_of<T>(plan, {plan, slots, width<T>, room}, values);
}
template <typename T>
void Density<T>::adjoint(const DensityPlan& plan, std::size_t slots, T* room, const T* q) {
  adjoint_of<T>(plan, {plan, slots, width<T>, room}, q);
}
template <typename T>
void Density<T>::readout(const DensityPlan& plan, const LinearReadout& readout, std::size_t slots, T* room,
                         bool gradient, T* y) {
  readout_of<T>(plan, readout.numbers<T>(), {plan, slots, width<T>, room}, gradient, y);
}
template <typename T>
void Density<T>::spread(const DensityPlan& plan, const DensitySlots<T>& slots, T* room,
                        const DensityGradient<T>& gradient) {
  spread_of<T>(plan, slots, {plan, slots.size, width<T>, room}, gradient);
}

template struct Density<double>;
template struct Density<float>;

}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
