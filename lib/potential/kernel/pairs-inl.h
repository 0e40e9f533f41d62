// What depends on one neighbour: distance, cutoff functions, exponentials, radial functions and the legs of triplets.
// Arrays hold one entry a neighbour, each entry one lane an atom.
#if defined(NNPIPE_KERNEL_PAIRS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NNPIPE_KERNEL_PAIRS_INL_H_
#undef NNPIPE_KERNEL_PAIRS_INL_H_
#else
#define NNPIPE_KERNEL_PAIRS_INL_H_
#endif

#include <algorithm>
#include <cstddef>
#include <vector>

#include "descriptor/radial_form-inl.h"
#include "potential/kernel/lanes-inl.h"
#include "potential/kernel/plan.hpp"
#include "potential/kernel/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::potential::kernel::HWY_NAMESPACE {
namespace {

// The neighbours of `width` atoms: those of each species in a row of slots, nearer shells first.
struct Slots {
  std::size_t size = 0;                // slots in all
  const std::size_t* begin = nullptr;  // of each species
  const std::size_t* count = nullptr;  // of each species (row) up to each shell (column)
  std::size_t shells = 0;
  std::size_t of(int species, std::size_t shell) const {
    return count[static_cast<std::size_t>(species) * shells + shell];
  }
  std::size_t first(int species) const { return begin[static_cast<std::size_t>(species)]; }
};

template <typename T>
struct Pairs {
  T *ux, *uy, *uz;  // unit vector to the neighbour
  T *r, *inverse;   // distance, 1/r
  T* dg;            // rows × slots: dG/dr of radial functions
  T *w, *dw;        // legs × slots: w and dw/dr
  T *ax, *ay, *az;  // ∂E/∂u of the neighbour
  T* slope;         // ∂E/∂r
  T* aw;            // legs × slots: ∂E/∂w from triplets
  T* kind;          // the species, as a number; null where nobody asks
  std::size_t stride;

  // The slots from one on. What is ∂E/∂u and ∂E/∂r of them stands at the beginning: see Site::gradient.
  Pairs from(std::size_t slot) const {
    Pairs piece = *this;
    for (T** each : {&piece.ux, &piece.uy, &piece.uz, &piece.r, &piece.inverse, &piece.dg, &piece.w, &piece.dw}) {
      if (*each) *each += slot * width<T>;
    }
    return piece;
  }
};

// Slots [begin, end), counted from the first of a piece.
struct Piece {
  std::size_t first, size;
  std::size_t begin(std::size_t slot) const { return std::max(slot, first) - first; }
  std::size_t end(std::size_t slot) const { return std::clamp(slot, first, first + size) - first; }
};

// Slots go through the functions of distance a few at a time, so that what only these need stays in the nearest cache.
inline constexpr std::size_t chunk_size = 24;

template <typename T>
struct Chunk {
  std::size_t begin, end;  // slots
  T* s;                    // r²
  T *f, *df;               // cutoffs × chunk: f_c, f_c′
  T* e;                    // entries of the program × chunk
  T* rows;                 // 4 × chunk: vectors to neighbours, lane by lane
  static constexpr std::size_t stride = (chunk_size + 1) * width<T>;
  std::size_t size() const { return end - begin; }
};

template <typename T>
void load_pairs(const Lists<T>& lists, const Pairs<T>& p, const Chunk<T>& chunk, double nowhere) {
  const Tag<T> d;
  const bool by_rows = HWY_TARGET != HWY_AVX3 || sizeof(T) != sizeof(double) || p.kind != nullptr;
  if (by_rows) load_rows<T>(lists, chunk.begin, chunk.size(), p.kind != nullptr, chunk.rows);
  for (std::size_t j = chunk.begin; j < chunk.end; ++j) {
    Lanes<T> x, y, z, kind = hn::Zero(d);
#if HWY_TARGET == HWY_AVX3
    if constexpr (sizeof(T) == sizeof(double)) {
      if (!by_rows) load_vectors(lists, j, x, y, z);
    }
#endif
    if (by_rows) hn::LoadInterleaved4(d, chunk.rows + 4 * (j - chunk.begin) * width<T>, x, y, z, kind);
    if (lists.empty[j] != 0) {
      const auto empty = hn::LoadMaskBits(d, reinterpret_cast<const std::uint8_t*>(lists.empty + j));
      x = hn::IfThenElse(empty, all<T>(nowhere), x);
      y = hn::IfThenZeroElse(empty, y);
      z = hn::IfThenZeroElse(empty, z);
      kind = hn::IfThenZeroElse(empty, kind);
    }
    const auto s = hn::MulAdd(x, x, hn::MulAdd(y, y, hn::Mul(z, z)));
    const auto r = hn::Sqrt(s);
    const auto inverse = hn::Div(all<T>(1), r);
    put(p.ux, j, hn::Mul(x, inverse));
    put(p.uy, j, hn::Mul(y, inverse));
    put(p.uz, j, hn::Mul(z, inverse));
    put(p.r, j, r);
    put(p.inverse, j, inverse);
    put(chunk.s, j - chunk.begin, s);
    if (p.kind) put(p.kind, j, kind);
  }
}

template <typename T>
void evaluate_functions_of_distance(const ElementPlan& plan, const Pairs<T>& p, const Chunk<T>& chunk) {
  const T* const r = p.r + chunk.begin * width<T>;
  const std::size_t n = chunk.size();
  for (std::size_t c = 0; c < plan.cutoffs.size(); ++c) {
    T* const df = chunk.df + c * chunk.stride;
    cutoff_lanes<T>(plan.cutoffs[c], n, chunk.s, r, chunk.f + c * chunk.stride, df);
    for (std::size_t j = 0; j < n; ++j) put(df, j, hn::Mul(hn::Add(get(r, j), get(r, j)), get(df, j)));
  }
  for (const auto& step : plan.template program<T>().steps) {
    T* const e = chunk.e + step.entry * chunk.stride;
    switch (step.way) {
      case ExponentialStep::Way::gaussian: gaussian_lanes<T>(step.eta, step.r_s, n, chunk.s, r, e); break;
      case ExponentialStep::Way::linear: linear_lanes<T>(step.slope, step.r_s, n, r, e); break;
      case ExponentialStep::Way::product:
        product_lanes<T>(step.scale, n, chunk.e + step.a * chunk.stride, chunk.e + step.b * chunk.stride, e);
        break;
    }
  }
}

// dw/dr = e[f_c′ − 2η(r − R_s)f_c], thesis (A.9) with the f_c it lost.
template <typename T>
HWY_INLINE Lanes<T> gaussian_slope(Lanes<T> e, Lanes<T> r, Lanes<T> f, Lanes<T> df, Lanes<T> two_eta,
                                   Lanes<T> minus_centre) {
  return hn::Mul(e, hn::NegMulAdd(hn::MulAdd(two_eta, r, minus_centre), f, df));
}

// As radial_value, of a function with a factor.
template <typename T, typename Form>
Lanes<T> multiplied(const Radial& radial, const Form& form, const Pairs<T>& p, const Chunk<T>& chunk, std::size_t begin,
                    std::size_t end) {
  const T* const f = chunk.f + radial.cutoff * chunk.stride;
  const T* const df = chunk.df + radial.cutoff * chunk.stride;
  const bool gaussian = radial.exponential != no_exponential;
  const T* const e = chunk.e + (gaussian ? radial.exponential * chunk.stride : 0);
  const auto two_eta = all<T>(2 * radial.eta), minus_centre = all<T>(-2 * radial.eta * radial.r_s);
  T* const dg = p.dg + radial.row * p.stride;
  auto sum = hn::Zero(Tag<T>{});
  for (std::size_t j = begin; j < end; ++j) {
    const std::size_t i = j - chunk.begin;
    const auto r = get(p.r, j);
    auto w = get(f, i), dw = get(df, i);
    if (gaussian) {
      dw = gaussian_slope<T>(get(e, i), r, w, dw, two_eta, minus_centre);
      w = hn::Mul(get(e, i), w);
    }
    const auto g = form(r);
    sum = hn::MulAdd(g.value, w, sum);
    put(dg, j, hn::MulAdd(g.derivative, w, hn::Mul(g.value, dw)));
  }
  return sum;
}

// The chunk's part of one function's value, without its weight; its derivatives.
template <typename T>
Lanes<T> radial_value(const Radial& radial, const Pairs<T>& p, const Chunk<T>& chunk, std::size_t begin,
                      std::size_t end) {
  const Tag<T> d;
  const T* const f = chunk.f + radial.cutoff * chunk.stride;
  const T* const df = chunk.df + radial.cutoff * chunk.stride;
  T* const dg = p.dg + radial.row * p.stride;
  auto sum = hn::Zero(d);
  if (radial.factor.form != descriptor::RadialForm::none) {
    descriptor::HWY_NAMESPACE::with_form<LaneMath<T>>(
        radial.factor, [&](const auto& form) { sum = multiplied<T>(radial, form, p, chunk, begin, end); });
  } else if (radial.exponential != no_exponential) {
    const T* const e = chunk.e + radial.exponential * chunk.stride;
    const auto two_eta = all<T>(2 * radial.eta), minus_centre = all<T>(-2 * radial.eta * radial.r_s);
    for (std::size_t j = begin; j < end; ++j) {
      const std::size_t i = j - chunk.begin;
      const auto e_j = get(e, i), f_j = get(f, i);
      sum = hn::MulAdd(e_j, f_j, sum);
      put(dg, j, gaussian_slope<T>(e_j, get(p.r, j), f_j, get(df, i), two_eta, minus_centre));
    }
  } else {
    for (std::size_t j = begin; j < end; ++j) {
      sum = hn::Add(sum, get(f, j - chunk.begin));
      put(dg, j, get(df, j - chunk.begin));
    }
  }
  return sum;
}

// The same for `count` Gaussians of one species and cutoff function, which read that and the distances once.
template <std::size_t count, typename T>
void gaussian_values(const Radial* radials, const Pairs<T>& p, const Chunk<T>& chunk, std::size_t begin,
                     std::size_t end, Lanes<T> (&sum)[count]) {
  const T* const f = chunk.f + radials[0].cutoff * chunk.stride;
  const T* const df = chunk.df + radials[0].cutoff * chunk.stride;
  const T* e[count];
  T* dg[count];
  Lanes<T> two_eta[count], minus_centre[count];
#pragma GCC unroll 4
  for (std::size_t i = 0; i < count; ++i) {
    e[i] = chunk.e + radials[i].exponential * chunk.stride;
    dg[i] = p.dg + radials[i].row * p.stride + chunk.begin * width<T>;
    two_eta[i] = all<T>(2 * radials[i].eta);
    minus_centre[i] = all<T>(-2 * radials[i].eta * radials[i].r_s);
    sum[i] = hn::Zero(Tag<T>{});
  }
  const T* const r = p.r + chunk.begin * width<T>;
  for (std::size_t j = begin - chunk.begin; j < end - chunk.begin; ++j) {
    const auto r_j = get(r, j), f_j = get(f, j), df_j = get(df, j);
#pragma GCC unroll 4
    for (std::size_t i = 0; i < count; ++i) {
      const auto e_j = get(e[i], j);
      sum[i] = hn::MulAdd(e_j, f_j, sum[i]);
      put(dg[i], j, gaussian_slope<T>(e_j, r_j, f_j, df_j, two_eta[i], minus_centre[i]));
    }
  }
}

inline bool plain_gaussian(const Radial& radial) {
  return radial.factor.form == descriptor::RadialForm::none && radial.exponential != no_exponential;
}
// How many Gaussians go together from one on, up to four.
inline std::size_t together_from(const std::vector<Radial>& radials, std::size_t first) {
  std::size_t n = 1;
  while (n < 4 && first + n < radials.size() && plain_gaussian(radials[first + n]) &&
         radials[first + n].species == radials[first].species && radials[first + n].cutoff == radials[first].cutoff) {
    ++n;
  }
  return plain_gaussian(radials[first]) ? n : 1;
}

template <typename T>
void radial_values(const ElementPlan& plan, const Pairs<T>& p, const Slots& slots, const Chunk<T>& chunk, T* values) {
  for (std::size_t i = 0, n = 0; i < plan.radials.size(); i += n) {
    const Radial* const radials = plan.radials.data() + i;
    n = together_from(plan.radials, i);
    const std::size_t first = slots.first(radials->species);
    const std::size_t begin = std::max(first, chunk.begin);
    const std::size_t end =
        std::min(first + slots.of(radials->species, plan.cutoffs[radials->cutoff].shell), chunk.end);
    if (begin >= end) continue;
    Lanes<T> sum[4];
    if (n == 4) {
      gaussian_values<4, T>(radials, p, chunk, begin, end, sum);
    } else {
      for (std::size_t k = 0; k < n; ++k) sum[k] = radial_value<T>(radials[k], p, chunk, begin, end);
    }
    for (std::size_t k = 0; k < n; ++k) {
      const double weight = radials[k].weight;
      add_to(values, radials[k].function, weight == 1 ? sum[k] : hn::Mul(all<T>(weight), sum[k]));
    }
  }
}

// Multiplies a chunk's legs by the atomic numbers of the neighbours.
template <typename T>
void weigh(const ElementPlan& plan, const Slots& slots, const Chunk<T>& chunk, T* w, T* dw) {
  for (std::size_t s = 0; s < plan.charges.size(); ++s) {
    const std::size_t first = slots.begin[s], count = slots.of(static_cast<int>(s), slots.shells - 1);
    const auto charge = all<T>(plan.charges[s]);
    const std::size_t end = std::min(first + count, chunk.end);
    for (std::size_t j = std::max(first, chunk.begin); j < end; ++j) {
      put(w, j, hn::Mul(charge, get(w, j)));
      put(dw, j, hn::Mul(charge, get(dw, j)));
    }
  }
}

template <typename T>
void evaluate_legs(const ElementPlan& plan, const Pairs<T>& p, const Slots& slots, const Chunk<T>& chunk) {
  for (std::size_t l = 0; l < plan.legs.size(); ++l) {
    const auto& leg = plan.legs[l];
    const T* const f = chunk.f + leg.cutoff * chunk.stride;
    const T* const df = chunk.df + leg.cutoff * chunk.stride;
    T* const w = p.w + l * p.stride;
    T* const dw = p.dw + l * p.stride;
    if (leg.exponential == no_exponential) {
      for (std::size_t j = chunk.begin; j < chunk.end; ++j) {
        put(w, j, get(f, j - chunk.begin));
        put(dw, j, get(df, j - chunk.begin));
      }
      if (leg.weighted) weigh<T>(plan, slots, chunk, w, dw);
      continue;
    }
    const T* const e = chunk.e + leg.exponential * chunk.stride;
    const auto two_eta = all<T>(2 * leg.eta), minus_centre = all<T>(-2 * leg.eta * leg.r_s);
    for (std::size_t j = chunk.begin; j < chunk.end; ++j) {
      const std::size_t i = j - chunk.begin;
      const auto e_j = get(e, i), f_j = get(f, i);
      put(w, j, hn::Mul(e_j, f_j));
      put(dw, j, gaussian_slope<T>(e_j, get(p.r, j), f_j, get(df, i), two_eta, minus_centre));
    }
    if (leg.weighted) weigh<T>(plan, slots, chunk, w, dw);
  }
}

// slope += Σ_s (∂E/∂G_s) dG_s/dr over up to `count` radial functions of one species and range of slots.
template <std::size_t count, typename T>
void add_radial_slopes(const Radial* radials, const Pairs<T>& p, std::size_t begin, std::size_t end, const T* slopes) {
  Lanes<T> q[count];
  const T* dg[count];
  for (std::size_t i = 0; i < count; ++i) {
    q[i] = hn::Mul(all<T>(radials[i].weight), get(slopes, radials[i].function));
    dg[i] = p.dg + radials[i].row * p.stride;
  }
  for (std::size_t j = begin; j < end; ++j) {
    auto sum = get(p.slope, j);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < count; ++i) sum = hn::MulAdd(q[i], get(dg[i], j), sum);
    put(p.slope, j, sum);
  }
}

// Radial functions stand sorted by species and shell: those of equal range go four at a time. `p` is the piece's.
template <typename T>
void radial_gradient(const ElementPlan& plan, const Pairs<T>& p, const Slots& slots, const Piece& piece,
                     const T* slopes) {
  const auto& all_radials = plan.radials;
  for (std::size_t i = 0; i < all_radials.size();) {
    const auto& radial = all_radials[i];
    const std::size_t shell = plan.cutoffs[radial.cutoff].shell;
    std::size_t run = 1;
    while (run < 8 && i + run < all_radials.size() && all_radials[i + run].species == radial.species &&
           plan.cutoffs[all_radials[i + run].cutoff].shell == shell) {
      ++run;
    }
    const std::size_t from = slots.first(radial.species);
    const std::size_t begin = piece.begin(from), end = piece.end(from + slots.of(radial.species, shell));
    const Radial* const first = &radial;
    if (run == 8) {
      add_radial_slopes<8, T>(first, p, begin, end, slopes);
    } else if (run >= 4) {
      run = 4;
      add_radial_slopes<4, T>(first, p, begin, end, slopes);
    } else if (run >= 2) {
      run = 2;
      add_radial_slopes<2, T>(first, p, begin, end, slopes);
    } else {
      add_radial_slopes<1, T>(first, p, begin, end, slopes);
    }
    i += run;
  }
}

}  // namespace
}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
