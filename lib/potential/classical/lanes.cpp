// The classical potentials' inner loops, for every target.
#include "base/simd_targets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "potential/classical/lanes.cpp"
#include <hwy/foreach_target.h>
// After it, as Highway wants.
#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

#include "base/simd.hpp"
#include "potential/classical/lanes.hpp"
#include "potential/kernel/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::potential::kernel::HWY_NAMESPACE {
namespace {

using lanes::Columns;
using D = Tag<double>;
using V = Lanes<double>;
using M = hn::Mask<D>;
constexpr std::size_t n_lanes = width<double>;

// r_ij of as many neighbours as there are lanes.
struct Distances {
  V dx, dy, dz, r2;
};

// Two doubles of each of as many atoms as there are lanes, parted: the first of all, the second of all. Vectors are put
// together from pairs, atoms 0 and 2 with 1 and 3: gathering costs a load for each number and more.
struct Parted {
  V first, second;
};

#if HWY_TARGET == HWY_SCALAR
HWY_INLINE Parted parted(const double* from, const int* index) {
  const double* const at = from + 3 * static_cast<std::ptrdiff_t>(*index);
  return {hn::Set(D{}, at[0]), hn::Set(D{}, at[1])};
}
#else

template <class Narrow>
HWY_INLINE hn::Vec<Narrow> pairs_at(Narrow d, const double* from, const int* index) {
  if constexpr (hn::MaxLanes(Narrow{}) == 2) {
    return hn::LoadU(d, from + 3 * static_cast<std::ptrdiff_t>(*index));
  } else {
    const hn::Half<Narrow> half;
    constexpr std::size_t atoms = hn::MaxLanes(half);
    return hn::Combine(d, pairs_at(half, from, index + atoms), pairs_at(half, from, index));
  }
}

HWY_INLINE Parted parted(const double* from, const int* index) {
  const D d;
  const V even = pairs_at(d, from, index), odd = pairs_at(d, from, index + 1);
  return {hn::InterleaveLower(d, even, odd), hn::InterleaveUpper(d, even, odd)};
}
#endif

// Entries k … of a list of n, as many as there are lanes; those beyond the last are `i`, in `rest`.
HWY_INLINE const int* whole_vector(const int* index, std::size_t k, std::size_t n, int i, int (&rest)[n_lanes]) {
  if (k + n_lanes <= n) return index + k;
  for (std::size_t lane = 0; lane < n_lanes; ++lane) rest[lane] = k + lane < n ? index[k + lane] : i;
  return rest;
}

// r_ij of the neighbours at `index`, as many as there are lanes.
HWY_INLINE Distances distances_of(const double* x, const int* index, V xi, V yi, V zi) {
  const Parted xy = parted(x, index), yz = parted(x + 1, index);
  Distances out;
  out.dx = hn::Sub(xy.first, xi);
  out.dy = hn::Sub(xy.second, yi);
  out.dz = hn::Sub(yz.second, zi);
  out.r2 = hn::MulAdd(out.dx, out.dx, hn::MulAdd(out.dy, out.dy, hn::Mul(out.dz, out.dz)));
  return out;
}

// Calls visit(r_ij, which of them are nearer than √cutoff2, their indices) of all neighbours of atom i, a vector each.
template <class Visit>
HWY_INLINE void for_distances(AtomsView atoms, NeighboursView neighbours, std::size_t i, V cutoff2, Visit&& visit) {
  const D d;
  const double* const x = &atoms.x[0].x;
  const Vec3 r = atoms.x[i];
  const V xi = hn::Set(d, r.x), yi = hn::Set(d, r.y), zi = hn::Set(d, r.z);
  const auto begin = static_cast<std::size_t>(neighbours.first[i]);
  const std::size_t n = static_cast<std::size_t>(neighbours.first[i + 1]) - begin;
  const int* const index = neighbours.index.data() + begin;
  for (std::size_t k = 0; k < n; k += n_lanes) {
    int rest[n_lanes];
    const int* const at = whole_vector(index, k, n, static_cast<int>(i), rest);
    const Distances near = distances_of(x, at, xi, yi, zi);
    M inside = hn::Lt(near.r2, cutoff2);
    if (k + n_lanes > n) inside = hn::And(inside, hn::FirstN(d, n - k));
    visit(near, inside, at);
  }
}

HWY_INLINE double sum_of(V v) {
  const D d;
  return hn::GetLane(hn::SumOfLanes(d, v));
}

// Sums over pairs of d ⊗ f.
struct VirialLanes {
  V xx, yy, zz, xy, xz, yz;
  // Written out: the compiler's own would not be compiled for the target.
  HWY_INLINE VirialLanes() {
    xx = hn::Zero(D{});
    yy = zz = xy = xz = yz = xx;
  }
  HWY_INLINE void add(const Distances& r, V fx, V fy, V fz) {
    xx = hn::MulAdd(r.dx, fx, xx);
    yy = hn::MulAdd(r.dy, fy, yy);
    zz = hn::MulAdd(r.dz, fz, zz);
    xy = hn::MulAdd(r.dx, fy, xy);
    xz = hn::MulAdd(r.dx, fz, xz);
    yz = hn::MulAdd(r.dy, fz, yz);
  }
  Virial total() const { return {sum_of(xx), sum_of(yy), sum_of(zz), sum_of(xy), sum_of(xz), sum_of(yz)}; }
};

template <bool with_virial>
void lennard_jones(const lanes::LennardJonesTerms& terms, AtomsView atoms, NeighboursView neighbours, std::size_t first,
                   std::size_t last, Want want, Result& result, BlockSum& sum) {
  const D d;
  const V cutoff2 = hn::Set(d, terms.cutoff2), sigma2 = hn::Set(d, terms.sigma2), shift = hn::Set(d, terms.shift);
  const V one = hn::Set(d, 1.0), four = hn::Set(d, 4 * terms.epsilon), minus24 = hn::Set(d, -24 * terms.epsilon);
  VirialLanes virial;
  for (std::size_t i = first; i < last; ++i) {
    V energy = hn::Zero(d), fx = energy, fy = energy, fz = energy;
    for_distances(atoms, neighbours, i, cutoff2, [&](const Distances& near, M inside, const int*) HWY_ATTR {
      const V inverse2 = hn::Div(one, hn::IfThenElse(inside, near.r2, cutoff2));
      const V s2 = hn::Mul(sigma2, inverse2);
      const V s6 = hn::Mul(hn::Mul(s2, s2), s2);
      const V v = hn::NegMulAdd(four, s6, hn::Mul(hn::Mul(four, s6), s6));
      energy = hn::Add(energy, hn::IfThenElseZero(inside, hn::Sub(v, shift)));
      const V slope =
          hn::IfThenElseZero(inside, hn::Mul(hn::Mul(minus24, hn::Mul(s6, inverse2)), hn::Sub(hn::Add(s6, s6), one)));
      const V gx = hn::Mul(slope, near.dx), gy = hn::Mul(slope, near.dy), gz = hn::Mul(slope, near.dz);
      fx = hn::Add(fx, gx);
      fy = hn::Add(fy, gy);
      fz = hn::Add(fz, gz);
      if constexpr (with_virial) virial.add(near, gx, gy, gz);
    });
    const double site = 0.5 * sum_of(energy);
    sum.energy += site;
    if (want.site_energies) result.site_energy[i] += site;
    if (want.forces) result.force[i] += Vec3{sum_of(fx), sum_of(fy), sum_of(fz)};
  }
  if constexpr (with_virial) sum.virial += -0.5 * virial.total();
}

}  // namespace

void run_lennard_jones(const lanes::LennardJonesTerms& terms, AtomsView atoms, NeighboursView neighbours,
                       std::size_t first, std::size_t last, Want want, Result& result, BlockSum& sum) {
  if (want.virial) {
    lennard_jones<true>(terms, atoms, neighbours, first, last, want, result, sum);
  } else {
    lennard_jones<false>(terms, atoms, neighbours, first, last, want, result, sum);
  }
}

void run_vashishta(const lanes::VashishtaTerms& terms, Columns& columns, lanes::PairSum& sum) {
  const D d;
  const V one = hn::Set(d, 1.0), cutoff2 = hn::Set(d, terms.cutoff2);
  const V h = hn::Set(d, terms.h), w = hn::Set(d, terms.w), charges = hn::Set(d, terms.charges),
          dipoles = hn::Set(d, terms.d), eta = hn::Set(d, terms.eta);
  const V minus1 = hn::Set(d, -terms.inverse_lambda1), minus4 = hn::Set(d, -terms.inverse_lambda4);
  const V slope_end = hn::Set(d, terms.slope_end), offset = hn::Set(d, terms.offset);
  const bool whole = terms.eta >= 0 && terms.eta < 64 && terms.eta == std::floor(terms.eta);
  const auto exponent = whole ? static_cast<unsigned>(terms.eta) : 0U;
  // Lanes beyond the last are at the cutoff, where nothing acts.
  for (std::size_t lane = 0; lane < n_lanes; ++lane) columns.r2[columns.count + lane] = terms.cutoff2;
  V energy = hn::Zero(d), fx = energy, fy = energy, fz = energy;
  VirialLanes virial;
  for (std::size_t k = 0; k < columns.count; k += n_lanes) {
    const Distances near{hn::LoadU(d, columns.dx.data() + k), hn::LoadU(d, columns.dy.data() + k),
                         hn::LoadU(d, columns.dz.data() + k), hn::LoadU(d, columns.r2.data() + k)};
    const M inside = hn::Lt(near.r2, cutoff2);
    const V r = hn::Sqrt(near.r2), inverse = hn::Div(one, r);
    const V inverse2 = hn::Mul(inverse, inverse), inverse4 = hn::Mul(inverse2, inverse2);
    V power = one;
    if (whole) {
      V square = inverse;
      for (unsigned bits = exponent; bits != 0; bits >>= 1U) {
        if (bits & 1U) power = hn::Mul(power, square);
        square = hn::Mul(square, square);
      }
    } else {
      power = exp_of<double>(hn::Mul(hn::Neg(eta), hn::Log(d, r)));
    }
    const V steric = hn::Mul(h, power);
    const V dispersion = hn::Mul(w, hn::Mul(inverse4, inverse2));
    const V coulomb = hn::Mul(hn::Mul(charges, inverse), exp_of<double>(hn::Mul(r, minus1)));
    const V dipole = hn::Mul(hn::Mul(dipoles, inverse4), exp_of<double>(hn::Mul(r, minus4)));
    const V v = hn::Add(hn::Sub(steric, dispersion), hn::Sub(coulomb, dipole));
    V slope = hn::MulSub(hn::Set(d, 6.0), dispersion, hn::MulAdd(eta, steric, coulomb));
    slope = hn::Mul(inverse, hn::MulAdd(hn::Set(d, 4.0), dipole, slope));
    slope = hn::MulAdd(coulomb, minus1, hn::NegMulAdd(dipole, minus4, slope));
    const V cut = hn::Add(hn::NegMulAdd(r, slope_end, v), offset);
    energy = hn::Add(energy, hn::IfThenElseZero(inside, cut));
    const V over_r = hn::IfThenElseZero(inside, hn::Mul(hn::Sub(slope, slope_end), inverse));
    const V gx = hn::Mul(over_r, near.dx), gy = hn::Mul(over_r, near.dy), gz = hn::Mul(over_r, near.dz);
    fx = hn::Add(fx, gx);
    fy = hn::Add(fy, gy);
    fz = hn::Add(fz, gz);
    virial.add(near, gx, gy, gz);
  }
  sum.energy += sum_of(energy);
  sum.force += Vec3{sum_of(fx), sum_of(fy), sum_of(fz)};
  sum.virial += virial.total();
}

void run_find_bonds(AtomsView atoms, NeighboursView neighbours, std::size_t i, double reach2,
                    std::vector<lanes::BondColumns>& by_species) {
  const D d;
  for_distances(atoms, neighbours, i, hn::Set(d, reach2), [&](const Distances& near, M inside, const int* at) HWY_ATTR {
    if (hn::AllFalse(d, inside)) return;
    std::uint8_t mask[8] = {};
    hn::StoreMaskBits(d, inside, mask);
    HWY_ALIGN double dx[n_lanes], dy[n_lanes], dz[n_lanes], r2[n_lanes];
    hn::Store(near.dx, d, dx);
    hn::Store(near.dy, d, dy);
    hn::Store(near.dz, d, dz);
    hn::Store(near.r2, d, r2);
    for (unsigned left = mask[0]; left != 0; left &= left - 1) {
      const auto lane = static_cast<std::size_t>(std::countr_zero(left));
      lanes::BondColumns& bonds =
          by_species[static_cast<std::size_t>(atoms.species[static_cast<std::size_t>(at[lane])])];
      const std::size_t b = bonds.count++;
      bonds.atom[b] = at[lane];
      bonds.dx[b] = dx[lane];
      bonds.dy[b] = dy[lane];
      bonds.dz[b] = dz[lane];
      bonds.r2[b] = r2[lane];
    }
  });
}

// x to a power, by multiplication where it is whole.
HWY_INLINE V power_of(V x, double exponent) {
  const D d;
  if (!(exponent >= 0 && exponent < 64 && exponent == std::floor(exponent))) {
    return exp_of<double>(hn::Mul(hn::Set(d, exponent), hn::Log(d, x)));
  }
  V power = hn::Set(d, 1.0), square = x;
  for (auto bits = static_cast<unsigned>(exponent); bits != 0; bits >>= 1U) {
    if (bits & 1U) power = hn::Mul(power, square);
    square = hn::Mul(square, square);
  }
  return power;
}

void run_stillinger_weber(const lanes::StillingerWeberTerms& terms, lanes::BondColumns& bonds, lanes::PairSum& sum) {
  const D d;
  const V one = hn::Set(d, 1.0), cutoff = hn::Set(d, terms.cutoff), cutoff2 = hn::Set(d, terms.cutoff2);
  const V midst2 = hn::Set(d, 0.25 * terms.cutoff2), sigma = hn::Set(d, terms.sigma), gamma = hn::Set(d, terms.gamma);
  const V b = hn::Set(d, terms.b), p = hn::Set(d, terms.p), q = hn::Set(d, terms.q);
  const V strength = hn::Set(d, terms.strength);
  // Lanes beyond the last are at the cutoff, where nothing acts.
  for (std::size_t lane = 0; lane < n_lanes; ++lane) bonds.r2[bonds.count + lane] = terms.cutoff2;
  V energy = hn::Zero(d), fx = energy, fy = energy, fz = energy;
  VirialLanes virial;
  for (std::size_t k = 0; k < bonds.count; k += n_lanes) {
    const Distances near{hn::LoadU(d, bonds.dx.data() + k), hn::LoadU(d, bonds.dy.data() + k),
                         hn::LoadU(d, bonds.dz.data() + k), hn::LoadU(d, bonds.r2.data() + k)};
    M inside = hn::Lt(near.r2, cutoff2);
    // Somewhere in the midst nothing is infinite; what comes of it is left out.
    V r = hn::Sqrt(hn::IfThenElse(inside, near.r2, midst2));
    inside = hn::And(inside, hn::Lt(r, cutoff));
    r = hn::IfThenElse(inside, r, hn::Sqrt(midst2));
    const V inverse = hn::Div(one, r), to_end = hn::Div(one, hn::Sub(r, cutoff));
    const V exponent = hn::Mul(sigma, to_end), s = hn::Mul(sigma, inverse);
    const V repulsion = hn::Mul(b, power_of(s, terms.p)), attraction = power_of(s, terms.q);
    const V difference = hn::Sub(repulsion, attraction);
    const V scale = hn::Mul(strength, exp_of<double>(exponent));
    energy = hn::Add(energy, hn::IfThenElseZero(inside, hn::Mul(scale, difference)));
    const V falls = hn::Mul(hn::MulSub(q, attraction, hn::Mul(p, repulsion)), inverse);
    const V slope = hn::Mul(scale, hn::NegMulAdd(difference, hn::Mul(exponent, to_end), falls));
    const V over_r = hn::IfThenElseZero(inside, hn::Mul(slope, inverse));
    const V gx = hn::Mul(over_r, near.dx), gy = hn::Mul(over_r, near.dy), gz = hn::Mul(over_r, near.dz);
    fx = hn::Add(fx, gx);
    fy = hn::Add(fy, gy);
    fz = hn::Add(fz, gz);
    virial.add(near, gx, gy, gz);
    const V angular = hn::Mul(gamma, exponent);
    hn::StoreU(inverse, d, bonds.inverse_r.data() + k);
    hn::StoreU(hn::IfThenElseZero(inside, exp_of<double>(angular)), d, bonds.g.data() + k);
    hn::StoreU(hn::IfThenElseZero(inside, hn::Neg(hn::Mul(angular, to_end))), d, bonds.slope.data() + k);
  }
  sum.energy += sum_of(energy);
  sum.force += Vec3{sum_of(fx), sum_of(fy), sum_of(fz)};
  sum.virial += virial.total();
}

// Σ over bonds of g, g u, g u ⊗ u (xx, yy, zz, xy, xz, yz) and g².
HWY_INLINE void sum_bonds(const lanes::BondColumns& bonds, double (&m)[11]) {
  const D d;
  const auto column = [&](const auto& values, std::size_t k) { return hn::LoadU(d, values.data() + k); };
  V sums[11];
  for (V& s : sums) s = hn::Zero(d);
  for (std::size_t k = 0; k < bonds.count; k += n_lanes) {
    const V g = column(bonds.g, k), inverse = column(bonds.inverse_r, k);
    const V ux = hn::Mul(column(bonds.dx, k), inverse), uy = hn::Mul(column(bonds.dy, k), inverse),
            uz = hn::Mul(column(bonds.dz, k), inverse);
    const V gx = hn::Mul(g, ux), gy = hn::Mul(g, uy), gz = hn::Mul(g, uz);
    const V added[11] = {g,
                         gx,
                         gy,
                         gz,
                         hn::Mul(gx, ux),
                         hn::Mul(gy, uy),
                         hn::Mul(gz, uz),
                         hn::Mul(gx, uy),
                         hn::Mul(gx, uz),
                         hn::Mul(gy, uz),
                         hn::Mul(g, g)};
    for (std::size_t i = 0; i < 11; ++i) sums[i] = hn::Add(sums[i], added[i]);
  }
  for (std::size_t i = 0; i < 11; ++i) m[i] = sum_of(sums[i]);
}

// With M = Σ g, **M** = Σ g u and the tensor M₂ = Σ g u ⊗ u over all bonds, u the unit vectors, a sum over their pairs
// is ½[|M₂|² − 2 cosθ₀ |**M**|² + cos²θ₀ M² − (1 − cosθ₀)² Σ g²]: linear in the number of bonds.
void run_triplets(double strength, double cos0, lanes::BondColumns& bonds, lanes::TripletSum& sum) {
  const D d;
  const V zero = hn::Zero(d), two = hn::Set(d, 2.0);
  const auto column = [&](const auto& values, std::size_t k) { return hn::LoadU(d, values.data() + k); };
  double m[11];
  sum_bonds(bonds, m);
  const double own = (1 - cos0) * (1 - cos0);
  const double tensor = m[4] * m[4] + m[5] * m[5] + m[6] * m[6] + 2 * (m[7] * m[7] + m[8] * m[8] + m[9] * m[9]);
  const double vector = m[1] * m[1] + m[2] * m[2] + m[3] * m[3];
  sum.energy += 0.5 * strength * (tensor - 2 * cos0 * vector + cos0 * cos0 * m[0] * m[0] - own * m[10]);

  const V xx = hn::Set(d, m[4]), yy = hn::Set(d, m[5]), zz = hn::Set(d, m[6]), xy = hn::Set(d, m[7]),
          xz = hn::Set(d, m[8]), yz = hn::Set(d, m[9]);
  const V cx = hn::Set(d, cos0 * m[1]), cy = hn::Set(d, cos0 * m[2]), cz = hn::Set(d, cos0 * m[3]);
  const V flat = hn::Set(d, cos0 * cos0 * m[0]), self = hn::Set(d, own), minus = hn::Set(d, -strength);
  VirialLanes virial;
  for (std::size_t k = 0; k < bonds.count; k += n_lanes) {
    const Distances near{column(bonds.dx, k), column(bonds.dy, k), column(bonds.dz, k), zero};
    const V g = column(bonds.g, k), inverse = column(bonds.inverse_r, k);
    const V ux = hn::Mul(near.dx, inverse), uy = hn::Mul(near.dy, inverse), uz = hn::Mul(near.dz, inverse);
    // M₂ u, and half of ∂E/∂u without λε g.
    const V tx = hn::MulAdd(xx, ux, hn::MulAdd(xy, uy, hn::Mul(xz, uz)));
    const V ty = hn::MulAdd(xy, ux, hn::MulAdd(yy, uy, hn::Mul(yz, uz)));
    const V tz = hn::MulAdd(xz, ux, hn::MulAdd(yz, uy, hn::Mul(zz, uz)));
    const V ax = hn::Sub(tx, cx), ay = hn::Sub(ty, cy), az = hn::Sub(tz, cz);
    const V along = hn::MulAdd(ax, ux, hn::MulAdd(ay, uy, hn::Mul(az, uz)));
    const V level = hn::MulAdd(cx, ux, hn::MulAdd(cy, uy, hn::Mul(cz, uz)));
    // ∂E/∂g without λε; then the force is −λε g [(∂E/∂g d ln g/dr) u + 2 (a − (a·u) u)/r].
    const V by_g = hn::Add(hn::Sub(along, level), hn::NegMulAdd(g, self, flat));
    const V turn = hn::Mul(two, inverse), size = hn::Mul(minus, g);
    const V radial = hn::NegMulAdd(turn, along, hn::Mul(by_g, column(bonds.slope, k)));
    const V fx = hn::Mul(size, hn::MulAdd(radial, ux, hn::Mul(turn, ax)));
    const V fy = hn::Mul(size, hn::MulAdd(radial, uy, hn::Mul(turn, ay)));
    const V fz = hn::Mul(size, hn::MulAdd(radial, uz, hn::Mul(turn, az)));
    virial.add(near, fx, fy, fz);
    hn::StoreU(fx, d, bonds.fx.data() + k);
    hn::StoreU(fy, d, bonds.fy.data() + k);
    hn::StoreU(fz, d, bonds.fz.data() + k);
  }
  sum.virial += virial.total();
}

}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nnpipe::potential {
namespace kernel {

HWY_EXPORT(run_lennard_jones);
HWY_EXPORT(run_vashishta);
HWY_EXPORT(run_find_bonds);
HWY_EXPORT(run_stillinger_weber);
HWY_EXPORT(run_triplets);

}  // namespace kernel

void lanes::lennard_jones_sites(const LennardJonesTerms& terms, AtomsView atoms, NeighboursView neighbours,
                                std::size_t first, std::size_t last, Want want, Result& result, BlockSum& sum) {
  using namespace kernel;
  HWY_DYNAMIC_DISPATCH(run_lennard_jones)(terms, atoms, neighbours, first, last, want, result, sum);
}

// Not on lanes: compressing vectors costs more than writing numbers one by one.
void lanes::sort_neighbours(AtomsView atoms, NeighboursView neighbours, std::size_t i, double reach2,
                            double bond_reach2, std::vector<Columns>& by_species, std::vector<int>& bonded) {
  const auto begin = static_cast<std::size_t>(neighbours.first[i]);
  const auto end = static_cast<std::size_t>(neighbours.first[i + 1]);
  constexpr std::size_t widest = 16;  // lanes
  for (Columns& columns : by_species) {
    columns.count = 0;
    if (columns.r2.size() >= end - begin + widest) continue;
    for (auto* column : {&columns.dx, &columns.dy, &columns.dz, &columns.r2}) {
      column->resize(end - begin + (end - begin) / 2 + widest);
    }
  }
  bonded.clear();
  const Vec3 r = atoms.x[i];
  const Vec3* const x = atoms.x.data();
  for (std::size_t e = begin; e < end; ++e) {
    const int j = neighbours.index[e];
    const Vec3 d = x[j] - r;
    const double r2 = norm2(d);
    Columns& columns = by_species[static_cast<std::size_t>(atoms.species[static_cast<std::size_t>(j)])];
    const std::size_t n = columns.count;
    // Entries beyond the cutoff are overwritten by the next one: no branch to mispredict.
    columns.dx[n] = d.x;
    columns.dy[n] = d.y;
    columns.dz[n] = d.z;
    columns.r2[n] = r2;
    columns.count = n + (r2 < reach2 ? 1U : 0U);
    if (r2 < bond_reach2) bonded.push_back(j);
  }
}

void lanes::find_bonds(AtomsView atoms, NeighboursView neighbours, std::size_t i, double reach2,
                       std::vector<BondColumns>& by_species) {
  using namespace kernel;
  const auto n = static_cast<std::size_t>(neighbours.first[i + 1] - neighbours.first[i]);
  constexpr std::size_t widest = 16;  // lanes
  for (BondColumns& bonds : by_species) {
    bonds.count = 0;
    if (bonds.r2.size() >= n + widest) continue;
    const std::size_t room = n + n / 2 + widest;
    for (auto* column : {&bonds.dx, &bonds.dy, &bonds.dz, &bonds.r2, &bonds.inverse_r, &bonds.g, &bonds.slope,
                         &bonds.fx, &bonds.fy, &bonds.fz}) {
      column->resize(room);
    }
    bonds.atom.resize(room);
  }
  HWY_DYNAMIC_DISPATCH(run_find_bonds)(atoms, neighbours, i, reach2, by_species);
}

void lanes::add_stillinger_weber_pairs(const StillingerWeberTerms& terms, BondColumns& bonds, PairSum& sum) {
  using namespace kernel;
  if (bonds.count > 0) HWY_DYNAMIC_DISPATCH(run_stillinger_weber)(terms, bonds, sum);
}

void lanes::add_triplets(double strength, double cos0, BondColumns& bonds, TripletSum& sum) {
  using namespace kernel;
  if (bonds.count > 1) {
    HWY_DYNAMIC_DISPATCH(run_triplets)(strength, cos0, bonds, sum);
  } else {
    for (auto* column : {&bonds.fx, &bonds.fy, &bonds.fz}) (*column)[0] = 0;
  }
}

void lanes::add_vashishta_pairs(const VashishtaTerms& terms, Columns& columns, PairSum& sum) {
  using namespace kernel;
  if (columns.count > 0) HWY_DYNAMIC_DISPATCH(run_vashishta)(terms, columns, sum);
}

}  // namespace nnpipe::potential
#endif
