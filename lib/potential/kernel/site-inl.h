// Site energies of `width` atoms of one element, and what their neighbours feel.
#if defined(NNPIPE_KERNEL_SITE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NNPIPE_KERNEL_SITE_INL_H_
#undef NNPIPE_KERNEL_SITE_INL_H_
#else
#define NNPIPE_KERNEL_SITE_INL_H_
#endif

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "potential/kernel/block.hpp"
#include "potential/kernel/density-inl.h"
#include "potential/kernel/moments-inl.h"
#include "potential/kernel/network-inl.h"
#include "potential/kernel/triplets-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::potential::kernel::HWY_NAMESPACE {
namespace {

template <typename T>
class Site {
 public:
  Site(const ElementPlan& plan, const Slots& slots, const Lists<T>& lists, Scratch& scratch)
      : x_plan{plan}, x_slots{slots}, x_lists{lists}, x_scratch{scratch} {
    carve_lanes();
    carve_pairs();
    int degree = 0;
    for (const auto& moments : plan.moments) degree = std::max(degree, moments.degree);
    x_by_moments = slots.size >= fewest_for_moments(degree);
  }

  // Symmetry functions; without `functions`, for a readout that needs none of them, the sums over neighbours alone.
  void values(bool functions) {
    if (functions) zero(x_values, x_plan.functions);
    for (std::size_t begin = 0; begin < x_slots.size; begin += chunk_size) {
      x_chunk.begin = begin;
      x_chunk.end = std::min(begin + chunk_size, x_slots.size);
      load_pairs<T>(x_lists, x_pairs, x_chunk, empty_slot * x_plan.cutoff);
      evaluate_functions_of_distance<T>(x_plan, x_pairs, x_chunk);
      radial_values<T>(x_plan, x_pairs, x_slots, x_chunk, x_values);
      evaluate_legs<T>(x_plan, x_pairs, x_slots, x_chunk);
    }
    angular_values();
    if (!x_plan.density) return;
    Density<T>::sums(*x_plan.density, density_slots(), density_lanes());
    if (functions) Density<T>::values(*x_plan.density, x_slots.size, density_lanes(), x_values);
  }
  const T* values() const { return x_values; }

  // The output of one of the networks. With `gradient` what it makes of values() is what gradient() goes by.
  Lanes<T> network(std::size_t member, bool gradient) {
    if (x_plan.readout) return read_out(gradient);
    const auto& network = x_plan.template networks<T>()[member];
    for (std::size_t f = 0; f < x_plan.functions; ++f) {
      put(x_scaled, f, hn::Sub(get(x_values, f), all<T>(network.subtract[f])));
    }
    return evaluate_network<T>(network, x_scaled, gradient, x_y, x_f1, x_delta, x_next, x_slopes);
  }
  // After network() of each member: then gradient() goes by the mean of all.
  void add_to_mean(std::size_t member) {
    const std::size_t members = x_plan.template networks<T>().size();
    const auto share = all<T>(1.0 / static_cast<double>(members));
    for (std::size_t f = 0; f < x_plan.functions; ++f) {
      const auto part = hn::Mul(share, get(x_slopes, f));
      put(x_mean, f, member == 0 ? part : hn::Add(get(x_mean, f), part));
      if (member + 1 == members) put(x_slopes, f, get(x_mean, f));
    }
  }

  // Takes ∂E_i/∂r_j of each slot off the forces of the window, four numbers an atom; gives their sum, and
  // Σ_j r_j ⊗ ∂E_i/∂r_j.
  void gradient(double* force, Lanes<T> (&sum)[3], Lanes<T> (&outer)[6]) {
    for (auto& each : sum) each = hn::Zero(Tag<T>{});
    for (auto& each : outer) each = hn::Zero(Tag<T>{});
    angular_slopes();
    const bool whole = x_plan.density || any_runs();
    const std::size_t step = whole ? std::max(x_slots.size, std::size_t{1}) : chunk_size;
    // Where nothing asks for all slots at once, a piece at a time goes all the way, in the nearest cache.
    for (std::size_t first = 0; first < x_slots.size; first += step) {
      const Piece piece{first, std::min(step, x_slots.size - first)};
      const Pairs<T> p = x_pairs.from(first);
      for (T* each : {p.ax, p.ay, p.az, p.slope}) zero(each, piece.size);
      radial_gradient<T>(x_plan, p, x_slots, piece, x_slopes);
      if (x_by_moments) moments_gradient_of(p, piece);
      if (whole) rest_of_gradient();
      finish_gradient(p, piece, force, sum, outer);
    }
  }

 private:
  using Carve = Carver<T, width<T>>;

  static void zero(T* to, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) put(to, i, hn::Zero(Tag<T>{}));
  }

  void carve_lanes() {
    std::size_t nodes = 0, widest = 0;
    for (const auto& network : x_plan.template networks<T>()) {
      nodes = std::max(nodes, network.nodes);
      widest = std::max(widest, network.widest);
    }
    const std::size_t moments = x_plan.moments.size();
    std::size_t coefficients = 0;
    for (const auto& each : x_plan.moments) coefficients += derivatives(each.degree);
    const std::size_t total = 4 * Carve::room(x_plan.functions) + 2 * Carve::room(nodes) + 2 * Carve::room(widest) +
                              2 * Carve::room(x_plan.polynomial_size) + 2 * Carve::room(x_plan.moment_size) +
                              2 * Carve::room(moments) + Carve::room(coefficients);
    Carve carve{x_scratch.lanes.template reserve<T>(total)};
    x_values = carve.take(x_plan.functions);
    x_scaled = carve.take(x_plan.functions);
    x_slopes = carve.take(x_plan.functions);
    x_y = carve.take(nodes);
    x_f1 = carve.take(nodes);
    x_delta = carve.take(widest);
    x_next = carve.take(widest);
    x_sums = carve.take(x_plan.polynomial_size);
    x_q = carve.take(x_plan.polynomial_size);
    x_moments = carve.take(x_plan.moment_size);
    x_adjoint = carve.take(x_plan.moment_size);
    x_squares = carve.take(moments);
    x_diagonal = carve.take(moments);
    x_derivatives = carve.take(coefficients);
    x_mean = carve.take(x_plan.functions);
  }

  void carve_pairs() {
    const std::size_t n = x_slots.size, legs = x_plan.legs.size();
    const std::size_t entries = x_plan.template program<T>().entries;
    const std::size_t cutoffs = x_plan.cutoffs.size();
    const std::size_t arrays = 10 + x_plan.rows + 3 * legs;
    x_pairs.stride = Carve::room(n);
    // What is used in every chunk stands first and together.
    const std::size_t in_chunk = (5 + 2 * cutoffs + entries) * x_chunk.stride;
    T* const from = x_scratch.pairs.template reserve<T>(in_chunk + arrays * x_pairs.stride);
    x_chunk.s = from;
    x_chunk.f = from + x_chunk.stride;
    x_chunk.df = x_chunk.f + cutoffs * x_chunk.stride;
    x_chunk.e = x_chunk.df + cutoffs * x_chunk.stride;
    x_chunk.rows = x_chunk.e + entries * x_chunk.stride;
    Carve carve{from + in_chunk};
    const auto take = [&](std::size_t count) {
      T* const first = carve.take(n);
      for (std::size_t i = 1; i < count; ++i) carve.take(n);
      return first;
    };
    for (T** each : {&x_pairs.ux, &x_pairs.uy, &x_pairs.uz, &x_pairs.r, &x_pairs.inverse, &x_pairs.ax, &x_pairs.ay,
                     &x_pairs.az, &x_pairs.slope}) {
      *each = take(1);
    }
    if (x_plan.density && x_plan.reach.size() > 1) x_pairs.kind = take(1);
    if (x_plan.rows > 0) x_pairs.dg = take(x_plan.rows);
    if (legs > 0) {
      x_pairs.w = take(legs);
      x_pairs.dw = take(legs);
      x_pairs.aw = take(legs);
    }
  }

  Lanes<T> read_out(bool gradient) const {
    HWY_ALIGN T y[width<T>];
    Density<T>::readout(*x_plan.density, *x_plan.readout, x_slots.size, density_lanes(), gradient, y);
    return get(y, 0);
  }

  DensitySlots<T> density_slots() const {
    return {x_slots.size, x_pairs.ux, x_pairs.uy, x_pairs.uz, x_pairs.r, x_pairs.kind};
  }
  // Kept between the calls: the room does not grow until the next site.
  T* density_lanes() const {
    return x_scratch.density.template reserve<T>(density_room(*x_plan.density, x_slots.size) * width<T>);
  }

  // Moments pay from a number of neighbours on that grows with their degree (measured).
  static std::size_t fewest_for_moments(int degree) { return degree <= 2 ? 3 : degree <= 4 ? 9 : 27; }

  // Slots of a species, or of all, that a leg's cutoff reaches; of all, those that it does not reach have w = 0.
  std::size_t begin_of(int species) const { return species == weighted_species ? 0 : x_slots.first(species); }
  std::size_t end_of(int species, std::size_t cutoff) const {
    if (species == weighted_species && x_plan.charges.size() > 1) return x_slots.size;
    species = std::max(species, 0);
    return begin_of(species) + x_slots.of(species, x_plan.cutoffs[cutoff].shell);
  }

  void angular_values() {
    zero(x_sums, x_plan.polynomial_size);
    if (x_by_moments) moment_sums();
    prepare_triplets();
    for (std::size_t f = 0; f < x_plan.families.size(); ++f) {
      if (!runs(x_plan.families[f])) continue;
      list_triplets<T>(x_plan, x_plan.families[f], x_pairs, x_triplets[f]);
      run_family<false>(x_plan.families[f], x_triplets[f]);
    }
    for (const auto& group : x_plan.polynomials) {
      const std::size_t terms = static_cast<std::size_t>(group.degree) + 1;
      for (std::size_t t = 0; t < group.terms.size(); ++t) {
        auto sum = hn::Zero(Tag<T>{});
        for (std::size_t m = 0; m < terms; ++m) {
          sum = hn::MulAdd(all<T>(group.coefficients[t * terms + m]), get(x_sums, group.offset + m), sum);
        }
        put(x_values, group.terms[t].function, sum);
      }
    }
  }

  void moment_sums() {
    for (std::size_t i = 0; i < x_plan.moments.size(); ++i) {
      const auto& moments = x_plan.moments[i];
      const std::size_t cutoff = x_plan.legs[moments.leg].cutoff;
      moments_of<T>(moments, x_pairs, begin_of(moments.species), end_of(moments.species, cutoff), moments_at(i),
                    x_squares + i * width<T>);
    }
    for (const auto& group : x_plan.polynomials) {
      if (group.three_sides) continue;
      const std::size_t a = moments_index(group.leg, group.first), b = moments_index(group.leg, group.second);
      moments_to_sums<T>(group.degree, a == b, moments_at(a), moments_at(b), x_squares + a * width<T>,
                         x_sums + group.offset * width<T>);
    }
  }

  void angular_slopes() {
    for (const auto& group : x_plan.polynomials) {
      const std::size_t terms = static_cast<std::size_t>(group.degree) + 1;
      for (std::size_t m = 0; m <= largest_polynomial; ++m) {
        auto sum = hn::Zero(Tag<T>{});
        for (std::size_t t = 0; m < terms && t < group.terms.size(); ++t) {
          sum = hn::MulAdd(all<T>(group.coefficients[t * terms + m]), get(x_slopes, group.terms[t].function), sum);
        }
        put(x_q, group.offset + m, sum);
      }
    }
    if (x_by_moments) moment_adjoints();
  }

  // Of triplets, and of the density.
  void rest_of_gradient() {
    if (any_runs()) triplets_gradient();
    if (!x_plan.density) return;
    if (!x_plan.readout) Density<T>::adjoint(*x_plan.density, x_slots.size, density_lanes(), x_slopes);
    Density<T>::spread(*x_plan.density, density_slots(), density_lanes(),
                       {x_pairs.ax, x_pairs.ay, x_pairs.az, x_pairs.slope});
  }

  void triplets_gradient() {
    for (std::size_t l = 0; l < x_plan.legs.size(); ++l) zero(x_pairs.aw + l * x_pairs.stride, x_slots.size);
    for (std::size_t f = 0; f < x_plan.families.size(); ++f) {
      if (runs(x_plan.families[f])) run_family<true>(x_plan.families[f], x_triplets[f]);
    }
    for (std::size_t l = 0; l < x_plan.legs.size(); ++l) {
      const T* const aw = x_pairs.aw + l * x_pairs.stride;
      const T* const dw = x_pairs.dw + l * x_pairs.stride;
      for (std::size_t j = 0; j < x_slots.size; ++j) {
        put(x_pairs.slope, j, hn::MulAdd(get(aw, j), get(dw, j), get(x_pairs.slope, j)));
      }
    }
  }

  // ---- G5 by moments

  T* moments_at(std::size_t i) const { return x_moments + x_plan.moments[i].offset * width<T>; }
  T* adjoint_at(std::size_t i) const { return x_adjoint + x_plan.moments[i].offset * width<T>; }
  std::size_t moments_index(std::size_t leg, int species) const {
    std::size_t i = 0;
    while (x_plan.moments[i].leg != leg || x_plan.moments[i].species != species) ++i;
    return i;
  }

  void moment_adjoints() {
    zero(x_adjoint, x_plan.moment_size);
    zero(x_diagonal, x_plan.moments.size());
    for (const auto& group : x_plan.polynomials) {
      if (group.three_sides) continue;
      const std::size_t a = moments_index(group.leg, group.first), b = moments_index(group.leg, group.second);
      const T* const q = x_q + group.offset * width<T>;
      sums_to_adjoint<T>(group.degree, q, moments_at(b), adjoint_at(a));
      if (a != b) {
        sums_to_adjoint<T>(group.degree, q, moments_at(a), adjoint_at(b));
        continue;
      }
      for (int m = 0; m <= group.degree; ++m) add_to(x_diagonal, a, get(q, static_cast<std::size_t>(m)));
    }
    T* derivative = x_derivatives;
    for (std::size_t i = 0; i < x_plan.moments.size(); ++i) {
      with_polynomial(x_plan.moments[i].degree, [&](auto Z) HWY_ATTR {
        trace_adjoint<Z(), 2, T>(adjoint_at(i));
        differentiate_moments<Z(), T>(adjoint_at(i), derivative);
      });
      derivative += derivatives(x_plan.moments[i].degree) * width<T>;
    }
  }

  // Two legs at a time where they run over the same slots: they share the monomials.
  void moments_gradient_of(const Pairs<T>& p, const Piece& piece) const {
    const T* derivative = x_derivatives;
    for (std::size_t i = 0; i < x_plan.moments.size();) {
      const auto& one = x_plan.moments[i];
      const std::size_t cutoff = x_plan.legs[one.leg].cutoff;
      const std::size_t begin = piece.begin(begin_of(one.species)), end = piece.end(end_of(one.species, cutoff));
      const bool both = i + 1 < x_plan.moments.size() && x_plan.moments[i + 1].species == one.species &&
                        x_plan.moments[i + 1].degree == one.degree &&
                        x_plan.legs[x_plan.moments[i + 1].leg].cutoff == cutoff;
      if (begin < end) {
        with_polynomial(one.degree, [&](auto Z) HWY_ATTR {
          if (both) {
            gradient_of_moments<Z(), 2>(i, p, begin, end, derivative);
          } else {
            gradient_of_moments<Z(), 1>(i, p, begin, end, derivative);
          }
        });
      }
      const std::size_t legs = both ? 2 : 1;
      derivative += legs * derivatives(one.degree) * width<T>;
      i += legs;
    }
  }

  template <int Z, std::size_t legs>
  void gradient_of_moments(std::size_t i, const Pairs<T>& p, std::size_t begin, std::size_t end,
                           const T* derivative) const {
    const T *w[legs], *dw[legs], *adjoint[legs];
    Lanes<T> diagonal[legs];
    for (std::size_t l = 0; l < legs; ++l) {
      w[l] = p.w + x_plan.moments[i + l].leg * p.stride;
      dw[l] = p.dw + x_plan.moments[i + l].leg * p.stride;
      adjoint[l] = adjoint_at(i + l);
      diagonal[l] = get(x_diagonal, i + l);
    }
    moments_gradient<Z, legs, T>(p, w, dw, begin, end, adjoint, diagonal, derivative);
  }

  // ---- G4, and powers

  // What moments have not done.
  bool polynomials_run(const TripletFamily& family) const { return family.three_sides || !x_by_moments; }
  bool runs(const TripletFamily& family) const {
    return polynomials_run(family) || !family.powers.empty() || !family.bumps.empty();
  }

  bool any_runs() const {
    return std::any_of(x_plan.families.begin(), x_plan.families.end(),
                       [&](const TripletFamily& family) { return runs(family); });
  }

  void prepare_triplets() {
    const std::size_t n = x_slots.size;
    x_triplets = x_scratch.families.template reserve<Triplets<T>>(x_plan.families.size());
    std::size_t lists = 0, rows = 0, lanes = 4 * Carve::room(n + 1);
    for (std::size_t f = 0; f < x_plan.families.size(); ++f) {
      const auto& family = x_plan.families[f];
      if (!runs(family)) continue;
      auto& t = x_triplets[f];
      t.alike = family.first == family.second;
      t.begin_j = begin_of(family.first);
      t.end_j = end_of(family.first, family.cutoff);
      t.begin_k = begin_of(family.second);
      t.end_k = end_of(family.second, family.cutoff);
      t.capacity = (t.end_j - t.begin_j) * (t.end_k - t.begin_k) / (t.alike ? 2 : 1) + 1;
      t.stride = family.three_sides ? Carve::room(t.capacity) : 0;
      lists += t.capacity;
      rows += t.end_j - t.begin_j + 1;
      lanes += 2 * family.legs.size() * t.stride;
    }
    if (rows == 0) return;
    int* list = x_scratch.lists.template reserve<int>(lists);
    std::size_t* row = x_scratch.rows.template reserve<std::size_t>(rows);
    Carve carve{x_scratch.triplets.template reserve<T>(lanes)};
    T* const side[] = {carve.take(n + 1), carve.take(n + 1), carve.take(n + 1), carve.take(n + 1)};
    for (std::size_t f = 0; f < x_plan.families.size(); ++f) {
      const auto& family = x_plan.families[f];
      if (!runs(family)) continue;
      auto& t = x_triplets[f];
      t.k = list;
      list += t.capacity;
      t.row = row;
      row += t.end_j - t.begin_j + 1;
      t.s = side[0];
      t.r = side[1];
      t.f = side[2];
      t.df = side[3];
      if (!family.three_sides) continue;
      t.h = carve.take(t.capacity);
      for (std::size_t l = 1; l < family.legs.size(); ++l) carve.take(t.capacity);
      t.dh = carve.take(t.capacity);
      for (std::size_t l = 1; l < family.legs.size(); ++l) carve.take(t.capacity);
    }
  }

  static std::size_t place_in(const TripletFamily& family, std::size_t leg) {
    std::size_t i = 0;
    while (family.legs[i] != leg) ++i;
    return i;
  }

  template <bool backward>
  void run_family(const TripletFamily& family, const Triplets<T>& t) {
    if (polynomials_run(family)) {
      for (std::size_t i = 0; i < family.polynomials.size();) {
        const auto& group = x_plan.polynomials[family.polynomials[i]];
        const bool two =
            i + 1 < family.polynomials.size() &&
            compiled_degree(x_plan.polynomials[family.polynomials[i + 1]].degree) == compiled_degree(group.degree);
        if (two) {
          run_polynomials<backward, 2>(family, i, t);
        } else {
          run_polynomials<backward, 1>(family, i, t);
        }
        i += two ? 2 : 1;
      }
    }
    for (std::size_t i = 0; i < family.powers.size();) {
      const auto& group = x_plan.powers[family.powers[i]];
      const bool two = i + 1 < family.powers.size() && same_basis(group, x_plan.powers[family.powers[i + 1]]);
      for (std::size_t term = 0; term < group.terms.size(); term += 2) {
        const bool both = term + 1 < group.terms.size();
        if (two && both) run_powers<backward, 2, 2>(family, i, term, t);
        if (two && !both) run_powers<backward, 2, 1>(family, i, term, t);
        if (!two && both) run_powers<backward, 1, 2>(family, i, term, t);
        if (!two && !both) run_powers<backward, 1, 1>(family, i, term, t);
      }
      i += two ? 2 : 1;
    }
    for (const std::size_t b : family.bumps) {
      const std::size_t terms = x_plan.bumps[b].terms.size();
      for (std::size_t term = 0; term < terms; term += 4) {
        switch (terms - term) {
          case 1: run_bumps<backward, 1>(family, x_plan.bumps[b], term, t); break;
          case 2: run_bumps<backward, 2>(family, x_plan.bumps[b], term, t); break;
          case 3: run_bumps<backward, 3>(family, x_plan.bumps[b], term, t); break;
          default: run_bumps<backward, 4>(family, x_plan.bumps[b], term, t); break;
        }
      }
    }
  }

  static bool same_basis(const PowerGroup& a, const PowerGroup& b) {
    if (a.zeta != b.zeta || a.terms.size() != b.terms.size()) return false;
    for (std::size_t i = 0; i < a.terms.size(); ++i) {
      if (a.terms[i].lambda != b.terms[i].lambda) return false;
    }
    return true;
  }

  template <bool backward, std::size_t legs>
  void run_polynomials(const TripletFamily& family, std::size_t first, const Triplets<T>& t) {
    Pass<legs, T> pass;
    int degree = 0;
    for (std::size_t l = 0; l < legs; ++l) {
      const auto& group = x_plan.polynomials[family.polynomials[first + l]];
      degree = std::max(degree, group.degree);
      pass.leg[l] = group.leg;
      pass.of_family[l] = place_in(family, group.leg);
      pass.sums[l] = x_sums + group.offset * width<T>;
      pass.q[l] = x_q + group.offset * width<T>;
    }
    polynomial_pass<backward, legs, T>(family.three_sides, degree, pass, x_pairs, t);
  }

  template <bool backward, std::size_t legs, std::size_t count>
  void run_powers(const TripletFamily& family, std::size_t first, std::size_t term, const Triplets<T>& t) {
    const auto& group = x_plan.powers[family.powers[first]];
    const auto scale = all<T>(std::exp2(1 - group.zeta));
    HWY_ALIGN T buffer[legs * count * width<T>];
    Pass<legs, T> pass;
    double lambda[2] = {0, 0};
    for (std::size_t l = 0; l < legs; ++l) {
      const auto& each = x_plan.powers[family.powers[first + l]];
      pass.leg[l] = each.leg;
      pass.of_family[l] = place_in(family, each.leg);
      pass.sums[l] = buffer + l * count * width<T>;
      pass.q[l] = pass.sums[l];
      for (std::size_t i = 0; i < count; ++i) {
        lambda[i] = each.terms[term + i].lambda;
        if (backward) put(pass.sums[l], i, hn::Mul(scale, get(x_slopes, each.terms[term + i].function)));
      }
    }
    power_pass<backward, count, legs, T>(group, lambda, pass, x_pairs, t);
    if (backward) return;
    for (std::size_t l = 0; l < legs; ++l) {
      const auto& each = x_plan.powers[family.powers[first + l]];
      for (std::size_t i = 0; i < count; ++i) {
        put(x_values, each.terms[term + i].function, hn::Mul(scale, get(pass.sums[l], i)));
      }
    }
  }

  template <bool backward, std::size_t count>
  void run_bumps(const TripletFamily& family, const BumpGroup& group, std::size_t first, const Triplets<T>& t) {
    HWY_ALIGN T buffer[count * width<T>];
    BumpBasis<count, T> basis{group.shape, {}, {}};
    for (std::size_t i = 0; i < count; ++i) {
      const auto& term = group.terms[first + i];
      basis.middle[i] = term.middle;
      basis.by_half[i] = 1 / term.half;
      if (backward) put(buffer, i, get(x_slopes, term.function));
    }
    Pass<1, T> pass{{group.leg}, {place_in(family, group.leg)}, {buffer}, {buffer}};
    run_pass<backward>(group.three_sides, basis, pass, x_pairs, t);
    if (backward) return;
    for (std::size_t i = 0; i < count; ++i) put(x_values, group.terms[first + i].function, get(buffer, i));
  }

  // g_j = û_j[S_j − (a_j·û_j)/r_j] + a_j/r_j with a_j = ∂E/∂û_j and S_j = ∂E/∂r_j.
  void finish_gradient(const Pairs<T>& p, const Piece& piece, double* force, Lanes<T> (&sum)[3],
                       Lanes<T> (&outer)[6]) const {
    // Sums of their own, which nothing that is written can change: they stay in registers.
    Lanes<T> of[3], by[6];
    for (std::size_t i = 0; i < 3; ++i) of[i] = sum[i];
    for (std::size_t i = 0; i < 6; ++i) by[i] = outer[i];
    for (std::size_t j = 0; j < piece.size; ++j) {
      const auto x = get(p.ux, j), y = get(p.uy, j), z = get(p.uz, j), r = get(p.r, j);
      const auto ax = get(p.ax, j), ay = get(p.ay, j), az = get(p.az, j);
      const auto inverse = get(p.inverse, j);
      const auto along = hn::MulAdd(ax, x, hn::MulAdd(ay, y, hn::Mul(az, z)));
      const auto radial = hn::NegMulAdd(along, inverse, get(p.slope, j));
      const auto gx = hn::MulAdd(x, radial, hn::Mul(ax, inverse));
      const auto gy = hn::MulAdd(y, radial, hn::Mul(ay, inverse));
      const auto gz = hn::MulAdd(z, radial, hn::Mul(az, inverse));
      subtract_rows<T>(gx, gy, gz, x_lists, piece.first + j, force);
      of[0] = hn::Add(of[0], gx);
      of[1] = hn::Add(of[1], gy);
      of[2] = hn::Add(of[2], gz);
      const auto rx = hn::Mul(r, x), ry = hn::Mul(r, y), rz = hn::Mul(r, z);
      by[0] = hn::MulAdd(rx, gx, by[0]);
      by[1] = hn::MulAdd(ry, gy, by[1]);
      by[2] = hn::MulAdd(rz, gz, by[2]);
      by[3] = hn::MulAdd(rx, gy, by[3]);
      by[4] = hn::MulAdd(rx, gz, by[4]);
      by[5] = hn::MulAdd(ry, gz, by[5]);
    }
    for (std::size_t i = 0; i < 3; ++i) sum[i] = of[i];
    for (std::size_t i = 0; i < 6; ++i) outer[i] = by[i];
  }

  const ElementPlan& x_plan;
  const Slots& x_slots;
  const Lists<T>& x_lists;
  Scratch& x_scratch;
  bool x_by_moments;
  Pairs<T> x_pairs{};
  Chunk<T> x_chunk{};
  Triplets<T>* x_triplets = nullptr;
  T *x_values, *x_scaled, *x_slopes, *x_y, *x_f1, *x_delta, *x_next, *x_sums, *x_q, *x_moments, *x_adjoint, *x_squares,
      *x_diagonal, *x_derivatives, *x_mean;
};

}  // namespace
}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
