// Between memory and lanes: neighbours within reach, vectors to them, and forces on them.
#if defined(NNPIPE_KERNEL_ROWS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NNPIPE_KERNEL_ROWS_INL_H_
#undef NNPIPE_KERNEL_ROWS_INL_H_
#else
#define NNPIPE_KERNEL_ROWS_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "atoms/vec3.hpp"
#include "potential/kernel/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::potential::kernel::HWY_NAMESPACE {
namespace {

// ---- Which neighbours

using Doubles = Tag<double>;
inline constexpr std::size_t at_once = width<double>;

// r² of the next atoms of a list, in double. centre: x, y, z, 0.
HWY_INLINE hn::Vec<Doubles> squares_of(const Vec3* x, const int* atoms, const double* centre) {
  const Doubles d;
#if HWY_MAX_BYTES >= 32
  // Four vectors of one row x, y, z, 0 or two; then twice the sums of what stands side by side.
  const hn::CappedTag<double, 4> row;
  const auto three = hn::FirstN(row, 3);
  const auto from = hn::Load(row, centre);
  const auto square = [&](std::size_t k) HWY_ATTR {
    constexpr std::size_t rows = at_once / 4;
    const auto to = [&](std::size_t i) HWY_ATTR {
      return hn::MaskedLoad(three, row, &x[static_cast<std::size_t>(atoms[k * rows + i])].x);
    };
#if HWY_MAX_BYTES >= 64
    const auto r = hn::Sub(hn::Combine(d, to(1), to(0)), hn::Combine(d, from, from));
#else
    const auto r = hn::Sub(to(0), from);
#endif
    return hn::Mul(r, r);
  };
  const auto pairs = [&](auto a, auto b) HWY_ATTR { return hn::Add(hn::ConcatEven(d, b, a), hn::ConcatOdd(d, b, a)); };
  return pairs(pairs(square(0), square(1)), pairs(square(2), square(3)));
#else
  HWY_ALIGN double squares[at_once];
  for (std::size_t i = 0; i < at_once; ++i) {
    squares[i] = norm2(x[static_cast<std::size_t>(atoms[i])] - Vec3{centre[0], centre[1], centre[2]});
  }
  return hn::Load(d, squares);
#endif
}

// Copies the atoms that a mask takes to the beginning of `to`, where there is room for all; how many.
HWY_INLINE std::size_t keep_atoms(const int* atoms, hn::Mask<Doubles> mask, int* to) {
  std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(Doubles{}, mask, bytes);
#if HWY_TARGET == HWY_AVX3
  const hn::Rebind<std::int32_t, Doubles> whole;
  hn::StoreU(hn::Compress(hn::LoadU(whole, atoms), hn::LoadMaskBits(whole, bytes)), whole, to);
  return hn::CountTrue(Doubles{}, mask);
#else
  const unsigned bits = bytes[0];
  std::size_t n = 0;
#pragma GCC unroll 8
  for (std::size_t i = 0; i < at_once; ++i) {
    // No branch: which entries are in the skin cannot be predicted.
    to[n] = atoms[i];
    n += bits >> i & 1;
  }
  return n;
#endif
}

// ---- Vectors to them

// Where the neighbours of `width` atoms are, one list a lane: slot j of a lane is entry j of its lists.
template <typename T>
struct Lists {
  const Vec3* x;         // positions of all atoms
  const int* species;    // of all atoms
  const double* centre;  // of each lane: x, y, z, 0
  const int* atoms[width<T>];
  const int* places[width<T>];  // in the window; set where forces are asked for
  const std::uint64_t* empty;   // of each slot: bit l where lane l has no neighbour, whatever its lists say
};

// to − from and a fourth number of 0. The difference in double, whatever the kernel's precision.
template <typename T>
HWY_INLINE void put_row(const Vec3& to, const double* from, T* row) {
  const hn::CappedTag<double, 4> d;
  if constexpr (hn::MaxLanes(hn::CappedTag<double, 4>{}) == 4) {
    const auto r = hn::Sub(hn::MaskedLoad(hn::FirstN(d, 3), d, &to.x), hn::Load(d, from));
    if constexpr (sizeof(T) == sizeof(double)) {
      hn::Store(r, d, row);
    } else {
      const hn::Rebind<float, hn::CappedTag<double, 4>> f;
      hn::Store(hn::DemoteTo(f, r), f, row);
    }
  } else {
    row[0] = static_cast<T>(to.x - from[0]);
    row[1] = static_cast<T>(to.y - from[1]);
    row[2] = static_cast<T>(to.z - from[2]);
    row[3] = 0;
  }
}

// Vectors to the neighbours of `count` slots, lane by lane: x, y, z and, where someone asks, the species.
template <typename T>
HWY_INLINE void load_rows(const Lists<T>& lists, std::size_t first, std::size_t count, bool kinds, T* rows) {
  for (std::size_t lane = 0; lane < width<T>; ++lane) {
    const double* const centre = lists.centre + 4 * lane;
    const int* const atoms = lists.atoms[lane] + first;
    T* row = rows + 4 * lane;
    for (std::size_t j = 0; j < count; ++j, row += 4 * width<T>) {
      const auto atom = static_cast<std::size_t>(atoms[j]);
      put_row<T>(lists.x[atom], centre, row);
      if (kinds) row[3] = static_cast<T>(lists.species[atom]);
    }
  }
}

#if HWY_TARGET == HWY_AVX3
// The same for one slot, without memory in between.
HWY_INLINE void load_vectors(const Lists<double>& lists, std::size_t j, Lanes<double>& x, Lanes<double>& y,
                             Lanes<double>& z) {
  const Tag<double> d;
  const hn::CappedTag<double, 4> row;
  const auto three = hn::FirstN(row, 3);
  const auto of_lane = [&](std::size_t lane) HWY_ATTR {
    return hn::MaskedLoad(three, row, &lists.x[static_cast<std::size_t>(lists.atoms[lane][j])].x);
  };
  const auto two = [&](std::size_t lane) HWY_ATTR {
    return hn::Sub(hn::Combine(d, of_lane(lane + 1), of_lane(lane)), hn::Load(d, lists.centre + 4 * lane));
  };
  const auto a = two(0), b = two(2), c = two(4), e = two(6);
  const auto low_even = hn::ConcatEven(d, b, a), high_even = hn::ConcatEven(d, e, c);
  x = hn::ConcatEven(d, high_even, low_even);
  y = hn::ConcatEven(d, hn::ConcatOdd(d, e, c), hn::ConcatOdd(d, b, a));
  z = hn::ConcatOdd(d, high_even, low_even);
}
#endif

// ---- Forces on them

// force −= row, four numbers.
template <typename T>
HWY_INLINE void subtract_row(const T* row, double* force) {
  const hn::CappedTag<double, 4> d;
  constexpr std::size_t step = hn::MaxLanes(hn::CappedTag<double, 4>{});
  for (std::size_t i = 0; i < 4; i += step) {
    if constexpr (sizeof(T) == sizeof(double)) {
      hn::Store(hn::Sub(hn::Load(d, force + i), hn::Load(d, row + i)), d, force + i);
    } else {
      const hn::Rebind<float, hn::CappedTag<double, 4>> f;
      hn::Store(hn::Sub(hn::Load(d, force + i), hn::PromoteTo(d, hn::LoadU(f, row + i))), d, force + i);
    }
  }
}

// The vectors (x, y, z) of the lanes of one slot off the forces of its atoms, lane by lane.
template <typename T>
HWY_INLINE void subtract_rows(Lanes<T> x, Lanes<T> y, Lanes<T> z, const Lists<T>& lists, std::size_t slot,
                              double* force) {
  const Tag<T> d;
  const std::uint64_t empty = lists.empty[slot];
#if HWY_MAX_BYTES >= 32
  if constexpr (sizeof(T) == sizeof(double)) {
    if (empty == 0) {
      // Rows x, y, z, 0 of four lanes at a time, made of (x, y) and (z, 0) of each.
      const hn::CappedTag<double, 4> row;
      const auto zero = hn::Zero(d);
      const auto subtract = [&](std::size_t lane, auto v) HWY_ATTR {
        double* const to = force + 4 * lists.places[lane][slot];
        hn::Store(hn::Sub(hn::Load(row, to), v), row, to);
      };
      const auto four = [&](std::size_t lane, auto xy, auto xy_odd, auto z0, auto z0_odd) HWY_ATTR {
        subtract(lane, hn::ConcatLowerLower(row, z0, xy));
        subtract(lane + 1, hn::ConcatLowerLower(row, z0_odd, xy_odd));
        subtract(lane + 2, hn::ConcatUpperUpper(row, z0, xy));
        subtract(lane + 3, hn::ConcatUpperUpper(row, z0_odd, xy_odd));
      };
      const auto xy = hn::InterleaveLower(d, x, y), xy_odd = hn::InterleaveUpper(d, x, y);
      const auto z0 = hn::InterleaveLower(d, z, zero), z0_odd = hn::InterleaveUpper(d, z, zero);
#if HWY_MAX_BYTES >= 64
      four(0, hn::LowerHalf(row, xy), hn::LowerHalf(row, xy_odd), hn::LowerHalf(row, z0), hn::LowerHalf(row, z0_odd));
      four(4, hn::UpperHalf(row, xy), hn::UpperHalf(row, xy_odd), hn::UpperHalf(row, z0), hn::UpperHalf(row, z0_odd));
#else
      four(0, xy, xy_odd, z0, z0_odd);
#endif
      return;
    }
  }
#endif
  HWY_ALIGN T rows[4 * width<T>];
  hn::StoreInterleaved4(x, y, z, hn::Zero(d), d, rows);
  for (std::size_t lane = 0; lane < width<T>; ++lane) {
    if ((empty >> lane & 1) != 0) continue;
    subtract_row<T>(rows + 4 * lane, force + 4 * lists.places[lane][slot]);
  }
}

}  // namespace
}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
