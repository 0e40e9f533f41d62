#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "network/narrow_product.cpp"
#include "base/simd_targets.hpp"
// Highway compiles this file once for each instruction set.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <vector>

#include "base/simd.hpp"
#include "network/narrow_product.hpp"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::network {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// A tile of the product in registers: Vectors of rows from `a` on, Columns of b and `to`.
template <std::size_t Vectors, std::size_t Columns, class Tag>
HWY_INLINE void add_tile(Tag d, std::size_t inner, const double* a, std::size_t panel, const double* b,
                         double* const* to, std::size_t k) {
  hn::Vec<Tag> sums[Columns][Vectors];
  for (std::size_t c = 0; c < Columns; ++c) {
    for (std::size_t v = 0; v < Vectors; ++v) sums[c][v] = hn::Zero(d);
  }
  for (std::size_t i = 0; i < inner; ++i) {
    hn::Vec<Tag> rows[Vectors];
    for (std::size_t v = 0; v < Vectors; ++v) rows[v] = hn::LoadU(d, a + i * panel + k + v * hn::Lanes(d));
    for (std::size_t c = 0; c < Columns; ++c) {
      const auto factor = hn::Set(d, b[c * inner + i]);
      for (std::size_t v = 0; v < Vectors; ++v) sums[c][v] = hn::MulAdd(factor, rows[v], sums[c][v]);
    }
  }
  for (std::size_t c = 0; c < Columns; ++c) {
    for (std::size_t v = 0; v < Vectors; ++v) {
      double* const at = to[c] + k + v * hn::Lanes(d);
      hn::StoreU(hn::Add(hn::LoadU(d, at), sums[c][v]), d, at);
    }
  }
}

template <std::size_t Vectors, class Tag>
HWY_INLINE void add_rows(Tag d, std::size_t inner, const double* a, std::size_t panel, const double* b,
                         std::size_t columns, double* const* to, std::size_t k) {
  // As many sums at a time as there are registers for, and enough to hide the latency of an addition.
  if constexpr (Vectors <= 3) {
    for (; columns >= 4; columns -= 4, b += 4 * inner, to += 4) add_tile<Vectors, 4>(d, inner, a, panel, b, to, k);
    if (columns == 3) add_tile<Vectors, 3>(d, inner, a, panel, b, to, k);
  }
  if (columns == 2) add_tile<Vectors, 2>(d, inner, a, panel, b, to, k);
  if (columns == 1) add_tile<Vectors, 1>(d, inner, a, panel, b, to, k);
}

// The rows that are left by vectors half as long, and so on: nothing beside them is read or written.
template <class Tag>
HWY_INLINE void add_rest(Tag d, std::size_t rows, std::size_t inner, const double* a, std::size_t panel,
                         const double* b, std::size_t columns, double* const* to, std::size_t k) {
  for (; k + hn::Lanes(d) <= rows; k += hn::Lanes(d)) add_rows<1>(d, inner, a, panel, b, columns, to, k);
  if constexpr (hn::MaxLanes(Tag{}) > 1) {
    if (k < rows) {
      add_rest(hn::CappedTag<double, hn::MaxLanes(Tag{}) / 2>{}, rows, inner, a, panel, b, columns, to, k);
    }
  }
}

// Of one panel.
void add(std::size_t rows, std::size_t inner, const double* a, std::size_t panel, const double* b, std::size_t columns,
         double* const* to) {
  const hn::CappedTag<double, 8> d;
  const std::size_t lanes = hn::Lanes(d), most = columns / 4 * 4 + (columns % 4 == 3 ? 3 : 0);
  std::size_t k = 0;
  for (; k + 6 * lanes <= rows; k += 6 * lanes) {
    add_rows<3>(d, inner, a, panel, b, most, to, k);
    add_rows<3>(d, inner, a, panel, b, most, to, k + 3 * lanes);
    add_rows<6>(d, inner, a, panel, b + most * inner, columns - most, to + most, k);
  }
  for (; k + 3 * lanes <= rows; k += 3 * lanes) add_rows<3>(d, inner, a, panel, b, columns, to, k);
  add_rest(d, rows, inner, a, panel, b, columns, to, k);
}

}  // namespace HWY_NAMESPACE
}  // namespace nnpipe::network
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nnpipe::network {

HWY_EXPORT(add);

void add_product(std::size_t rows, std::size_t inner, const double* a, std::size_t panel, const double* b,
                 std::span<double* const> to) {
  // Settles the instruction set, and meets a wrong NNPIPE_SIMD where a user expects it.
  static_cast<void>(simd_target());
  std::vector<double*> at{to.begin(), to.end()};
  for (std::size_t k = 0; k < rows; k += panel) {
    HWY_DYNAMIC_DISPATCH(add)(std::min(panel, rows - k), inner, a + k * inner, panel, b, at.size(), at.data());
    for (double*& column : at) column += panel;
  }
}

}  // namespace nnpipe::network
#endif
