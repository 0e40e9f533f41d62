#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "network/triangle_product.cpp"
#include "base/simd_targets.hpp"
// Highway compiles this file once for each instruction set.
#include <hwy/aligned_allocator.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <new>
#include <utility>
#include <vector>

#include "base/simd.hpp"
#include "base/threads.hpp"
#include "network/gemm.hpp"
#include "network/triangle_product.hpp"

// What both the vector code and its caller see; the file is read once for each instruction set.
#ifndef NNPIPE_NETWORK_TRIANGLE_PRODUCT
#define NNPIPE_NETWORK_TRIANGLE_PRODUCT
namespace nnpipe::network {

inline constexpr std::size_t strip_columns = 8;    // as a vector has numbers
inline constexpr std::size_t depth = 384;          // rows that are packed at a time
inline constexpr std::size_t tile_strips = 3;      // a tile of 24 × 8 sums is in registers
inline constexpr std::size_t block_columns = 128;  // of h, that a thread computes at a time: they stay in its cache

}  // namespace nnpipe::network
#endif

HWY_BEFORE_NAMESPACE();
namespace nnpipe::network::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

bool has_wide_vectors() { return hn::Lanes(hn::CappedTag<double, strip_columns>{}) == strip_columns; }

// A strip of columns, zeros behind the last: all of them for one row, then for the next.
void pack(std::size_t columns, std::size_t rows, const double* x, std::size_t leading, double* to) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) to[r * strip_columns + c] = x[c * leading + r];
    for (std::size_t c = columns; c < strip_columns; ++c) to[r * strip_columns + c] = 0;
  }
}

// The same of columns that stand side by side, rows `leading` apart.
void pack_rows(std::size_t columns, std::size_t rows, const double* x, std::size_t leading, double* to) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) to[r * strip_columns + c] = x[r * leading + c];
    for (std::size_t c = columns; c < strip_columns; ++c) to[r * strip_columns + c] = 0;
  }
}

// h += aᵀ b: a of Strips strips one behind the other, b of one strip. The last strip and b may be narrower.
template <std::size_t Strips>
void add_tile(std::size_t rows, const double* a, const double* b, std::size_t last, std::size_t columns, double* h,
              std::size_t n) {
  if constexpr (hn::MaxLanes(hn::CappedTag<double, strip_columns>{}) == strip_columns) {
    const hn::CappedTag<double, strip_columns> d;
    hn::Vec<decltype(d)> sums[strip_columns][Strips];
    for (auto& column : sums) {
      for (auto& sum : column) sum = hn::Zero(d);
    }
    for (std::size_t r = 0; r < rows; ++r) {
      hn::Vec<decltype(d)> part[Strips];
      for (std::size_t s = 0; s < Strips; ++s) part[s] = hn::Load(d, a + (s * rows + r) * strip_columns);
      for (std::size_t c = 0; c < strip_columns; ++c) {
        const auto factor = hn::Set(d, b[r * strip_columns + c]);
        for (std::size_t s = 0; s < Strips; ++s) sums[c][s] = hn::MulAdd(factor, part[s], sums[c][s]);
      }
    }
    const auto of_last = hn::FirstN(d, last);
    for (std::size_t c = 0; c < columns; ++c) {
      for (std::size_t s = 0; s < Strips; ++s) {
        double* const at = h + c * n + s * strip_columns;
        if (s + 1 < Strips || last == strip_columns) {
          hn::StoreU(hn::Add(hn::LoadU(d, at), sums[c][s]), d, at);
        } else {
          hn::BlendedStore(hn::Add(hn::MaskedLoad(of_last, d, at), sums[c][s]), of_last, d, at);
        }
      }
    }
  } else {
    static_cast<void>(rows);
    static_cast<void>(a);
    static_cast<void>(b);
    static_cast<void>(last);
    static_cast<void>(columns);
    static_cast<void>(h);
    static_cast<void>(n);
  }
}

// Columns [first, last) of h, `leading` apart, of what is packed: n columns.
void add_columns(std::size_t n, std::size_t leading, std::size_t rows, const double* packed, std::size_t first,
                 std::size_t last, double* h) {
  constexpr std::size_t tile = tile_strips * strip_columns;
  for (std::size_t i = first; i < n; i += tile) {
    const std::size_t end = std::min(n, i + tile), strips = (end - i + strip_columns - 1) / strip_columns;
    const std::size_t of_last = end - i - (strips - 1) * strip_columns;
    const auto add = strips == 3 ? add_tile<3> : strips == 2 ? add_tile<2> : add_tile<1>;
    for (std::size_t j = first; j < std::min(last, end); j += strip_columns) {
      add(rows, packed + i * rows, packed + j * rows, of_last, std::min(strip_columns, last - j), h + j * leading + i,
          leading);
    }
  }
}

}  // namespace nnpipe::network::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nnpipe::network {

HWY_EXPORT(has_wide_vectors);
HWY_EXPORT(pack);
HWY_EXPORT(pack_rows);
HWY_EXPORT(add_columns);

namespace {

// Calls add(first, last) for all blocks of columns from `begin` to `end`. Of a triangle, the first cost most: each
// thread's share has of all, large ones first, so that they end together.
template <typename Add>
void for_columns(std::size_t begin, std::size_t end, Add&& add) {
  const std::size_t count = (end - begin + block_columns - 1) / block_columns, half = (count + 1) / 2;
  parallel_for({count, 1}, [&](std::size_t i, std::size_t, std::size_t) {
    const std::size_t first = begin + block_columns * (i < half ? 2 * i : 2 * (i - half) + 1);
    add(first, std::min(end, first + block_columns));
  });
}

void add_by_blas(std::size_t n, std::size_t rows, const double* x, std::size_t leading, double* h) {
  for_columns(0, n, [&](std::size_t first, std::size_t last) {
    gemm(Side::transposed, Side::plain, n - first, last - first, rows, 1, x + first * leading, leading,
         x + first * leading, leading, 1, h + first * n + first, n);
  });
}

void add_rows_by_blas(std::size_t n, std::size_t rows, const double* x, std::size_t leading, double* h,
                      std::size_t first, std::size_t last) {
  constexpr std::size_t tile = columns_together;
  std::vector<std::pair<std::size_t, std::size_t>> tiles;
  for (std::size_t j = first; j < last; j += tile) {
    for (std::size_t i = j; i < n; i += tile) tiles.emplace_back(i, j);
  }
  parallel_for({tiles.size(), 1}, [&](std::size_t t, std::size_t, std::size_t) {
    const auto [i, j] = tiles[t];
    double* const to = h + j * n + i;
    const std::size_t height = std::min(tile, n - i), width = std::min(tile, n - j);
    if (i == j) {
      syrk(height, rows, 1, x + i, leading, 1, to, n);
    } else {
      gemm(Side::plain, Side::transposed, height, width, rows, 1, x + i, leading, x + j, leading, 1, to, n);
    }
  });
}

// By vectors, columns [first, last) of h. pack(column, columns, row, rows, to): a strip.
template <typename Pack>
void add_by_lanes(std::size_t n, std::size_t rows, double* h, std::size_t first, std::size_t last, Pack&& pack) {
  const std::size_t width = (n - first + strip_columns - 1) / strip_columns * strip_columns;
  const auto packed = hwy::AllocateAligned<double>(width * std::min(rows, depth));
  if (!packed) throw std::bad_alloc{};
  for (std::size_t from = 0; from < rows; from += depth) {
    const std::size_t some = std::min(depth, rows - from);
    parallel_for({n - first, strip_columns}, [&](std::size_t, std::size_t begin, std::size_t end) {
      pack(first + begin, end - begin, from, some, packed.get() + begin * some);
    });
    // As if all of x were packed from the first of these columns on.
    for_columns(0, last - first, [&](std::size_t begin, std::size_t end) {
      HWY_DYNAMIC_DISPATCH(add_columns)(n - first, n, some, packed.get(), begin, end, h + first * (n + 1));
    });
  }
}

bool by_lanes() {
  require_single_threaded_blas();  // on every machine, so that none finds out late
  // Settles the instruction set, and meets a wrong NNPIPE_SIMD where a user expects it.
  static_cast<void>(simd_target());
  return HWY_DYNAMIC_DISPATCH(has_wide_vectors)();
}

}  // namespace

void add_triangle(std::size_t n, std::size_t rows, const double* x, std::size_t leading, double* h) {
  const bool lanes = by_lanes();
  if (n == 0 || rows == 0) return;
  if (!lanes) return add_by_blas(n, rows, x, leading, h);
  add_by_lanes(n, rows, h, 0, n,
               [&](std::size_t column, std::size_t columns, std::size_t row, std::size_t some, double* to) {
                 HWY_DYNAMIC_DISPATCH(pack)(columns, some, x + column * leading + row, leading, to);
               });
}

void add_triangle_of_rows(std::size_t n, std::size_t rows, const double* x, std::size_t leading, double* h,
                          std::size_t first, std::size_t last) {
  const bool lanes = by_lanes();
  if (first >= last || rows == 0) return;
  if (!lanes) return add_rows_by_blas(n, rows, x, leading, h, first, last);
  add_by_lanes(n, rows, h, first, last,
               [&](std::size_t column, std::size_t columns, std::size_t row, std::size_t some, double* to) {
                 HWY_DYNAMIC_DISPATCH(pack_rows)(columns, some, x + row * leading + column, leading, to);
               });
}

}  // namespace nnpipe::network
#endif
