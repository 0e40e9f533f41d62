#include "atoms/neighbours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <tuple>

#include "atoms/bounds.hpp"
#include "base/error.hpp"
#include "base/threads.hpp"

namespace nnpipe {

namespace {

constexpr std::size_t most_images = 20'000'000;
constexpr double coincident = 1e-6;      // Å: atoms closer than this are one atom given twice
constexpr std::size_t block_size = 256;  // atoms
// The largest value(i) of i < n, at least 0; NaN if any is.
template <typename Value>
double largest_of(std::size_t n, Value&& value) {
  const Blocks blocks{n, light_block};
  std::vector<double> parts(blocks.count(), 0);
  parallel_for(blocks, [&](std::size_t block, std::size_t first, std::size_t last) {
    double most = 0;
    for (std::size_t i = first; i < last; ++i) {
      const double v = value(i);
      most = v > most || std::isnan(v) ? v : most;
      if (std::isnan(v)) break;
    }
    parts[block] = most;
  });
  for (const double part : parts) {
    if (std::isnan(part)) return part;
  }
  return parts.empty() ? 0 : *std::max_element(parts.begin(), parts.end());
}

bool finite(Vec3 r) { return std::isfinite(r.x) && std::isfinite(r.y) && std::isfinite(r.z); }

Vec3 shifted(const Cell& cell, Vec3 s) { return s.x * cell.vectors[0] + s.y * cell.vectors[1] + s.z * cell.vectors[2]; }

}  // namespace

void NeighbourList::build(const Cell& cell, std::span<const Vec3> positions) {
  cell.check();
  check_cutoff("cutoff", x_cutoff);
  if (!(x_skin >= 0 && x_skin <= largest_cutoff)) {
    fail("skin: expected a number from 0 to {}, got {}", largest_cutoff, x_skin);
  }
  for (std::size_t i = 0; i < positions.size(); ++i) {
    if (!finite(positions[i])) fail("atom {}: position is not finite", i + 1);
    with_place([&] { return fmt::format("atom {}", i + 1); }, [&] { check_position(positions[i]); });
  }
  if (positions.size() > most_images) fail("{} atoms, expected at most {}", positions.size(), most_images);
  x_cell = x_built_cell = cell;
  x_local = static_cast<int>(positions.size());
  x_built.clear();  // until all is well: after an error nothing is taken to hold
  x_positions.resize(positions.size());
  x_owner.resize(positions.size());
  parallel_each(positions.size(), [&](std::size_t i) {
    x_positions[i] = positions[i];
    x_owner[i] = static_cast<int>(i);
  });
  x_shift.clear();
  x_first.assign(1, 0);
  if (positions.empty()) {
    x_index.clear();
    return;
  }

  find_homes(positions);
  make_images();
  x_points.resize(x_images.size());
  parallel_each(x_points.size(), [&](std::size_t i) {
    const Image& image = x_images[i];
    const auto atom = static_cast<std::size_t>(image.atom);
    x_points[i] = positions[atom] + shifted(cell, image.shift - x_home[atom]);
  });
  x_bins.fill(x_points, x_cutoff + x_skin);
  make_list();
  name_ghosts();
  sort_ghosts();
  place_ghosts();
  x_built.assign(positions.begin(), positions.end());
}

// Homes lie in the cell, or out of it by less than a margin: atoms that vibrate about a face then need no remapping.
void NeighbourList::find_homes(std::span<const Vec3> positions) {
  const auto dual = dual_vectors(x_cell);
  x_home.resize(positions.size());
  x_images.resize(positions.size());
  std::atomic<bool> away{false};
  parallel_each(positions.size(), [&](std::size_t i) {
    Image image{static_cast<int>(i), {}, {}};
    x_home[i] = {};
    for (int d = 0; d < 3; ++d) {
      constexpr double margin = 0.1;
      const auto axis = static_cast<std::size_t>(d);
      const double s = dot(dual[axis], positions[i]);
      if (x_cell.periodic[axis] && (s < -margin || s > 1 + margin)) x_home[i][d] = std::floor(s);
      image.fractional[d] = s - x_home[i][d];
    }
    x_images[i] = image;
    if (x_home[i] != Vec3{}) away.store(true, std::memory_order_relaxed);
  });
  x_away = away;
}

// All images within reach of the box of homes, one direction after the other.
void NeighbourList::make_images() {
  for (int d = 0; d < 3; ++d) {
    if (!x_cell.periodic[static_cast<std::size_t>(d)]) continue;
    // Rounding may not lose an image: a few too many are harmless.
    const double reach = (x_cutoff + x_skin) / x_cell.height(d) * (1 + 1e-9) + 1e-9;
    const auto n = static_cast<std::size_t>(x_local);
    // Homes are never below −1: largest_of() gives at least 0.
    const double high = largest_of(n, [&](std::size_t i) { return x_images[i].fractional[d] + 1; }) - 1;
    const double low = 1 - largest_of(n, [&](std::size_t i) { return 1 - x_images[i].fractional[d]; });
    const std::size_t count = x_images.size();
    const double expected = static_cast<double>(count) * (1 + 2 * reach);
    if (!(expected < static_cast<double>(most_images))) {
      fail(
          "a cutoff of {} Å in this cell needs more than {} images of atoms: the cell is too thin, {:.3g} Å along {}, "
          "expected shorter vectors of the same lattice (a reduced cell), if they are long and skewed",
          x_cutoff, most_images, x_cell.height(d), "abc"[d]);
    }
    // Counted first: then each block knows where its images go, in the order of what they are images of.
    const auto each = [&](std::size_t i, auto&& make) {
      const double s = x_images[i].fractional[d];
      for (double k = std::ceil(low - reach - s); k <= high + reach - s; ++k) {
        if (k != 0) make(k);
      }
    };
    const Blocks blocks{count, light_block};
    std::vector<std::size_t> begin(blocks.count() + 1, count);
    parallel_for(blocks, [&](std::size_t block, std::size_t first, std::size_t last) {
      std::size_t made = 0;
      for (std::size_t i = first; i < last; ++i) each(i, [&](double) { ++made; });
      begin[block + 1] = made;
    });
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    x_images.resize(begin.back());
    parallel_for(blocks, [&](std::size_t block, std::size_t first, std::size_t last) {
      std::size_t at = begin[block];
      for (std::size_t i = first; i < last; ++i) {
        each(i, [&](double k) {
          Image& next = x_images[at++] = x_images[i];
          next.fractional[d] += k;
          next.shift[d] = k;
        });
      }
    });
  }
}

// The list in terms of images: x_index runs over x_images.
void NeighbourList::make_list() {
  const auto n = static_cast<std::size_t>(x_local);
  const double reach = x_cutoff + x_skin;
  const Blocks blocks{n, block_size};
  x_first.assign(n + 1, 0);
  if (x_rows.size() < blocks.count()) x_rows.resize(blocks.count());
  // Where the points of atoms are in the order of boxes.
  const PointBins& bins = x_bins;
  x_at.resize(x_images.size());
  if (x_points.size() != x_images.size()) fail("{} points in boxes, expected {}", x_points.size(), x_images.size());
  parallel_each(x_points.size(), [&](std::size_t k) { x_at[static_cast<std::size_t>(bins.id[k])] = k; });

  parallel_for(blocks, [&](std::size_t block, std::size_t first, std::size_t last) {
    std::vector<int>& row = x_rows[block];
    std::size_t used = 0;
    for (std::size_t i = first; i < last; ++i) {
      const Vec3 r{bins.x[x_at[i]], bins.y[x_at[i]], bins.z[x_at[i]]};
      const std::size_t before = used;
      std::size_t same = 0;
      used = bins.within(r, reach, coincident, row, before, same);
      const auto at_row = [&](std::size_t k) { return row.begin() + static_cast<std::ptrdiff_t>(k); };
      const auto self = std::find(at_row(before), at_row(used), static_cast<int>(i));
      if (self == at_row(used)) fail("a cutoff of {} Å is too short: its square is 0, expected at least 1e-6", reach);
      std::copy(self + 1, at_row(used), self);
      --used;
      for (std::size_t k = before; same > 1 && k < used; ++k) {
        const auto j = static_cast<std::size_t>(row[k]);
        const Vec3 other{bins.x[x_at[j]], bins.y[x_at[j]], bins.z[x_at[j]]};
        if (norm2(other - r) < coincident * coincident) {
          const auto owner = static_cast<std::size_t>(x_images[j].atom);
          fail("atoms {} and {} coincide", std::min(i, owner) + 1, std::max(i, owner) + 1);
        }
      }
      x_first[i + 1] = static_cast<int>(used - before);
    }
  });

  std::size_t total = 0;
  for (const int count : x_first) total += static_cast<std::size_t>(count);
  if (total > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    fail("a cutoff of {} Å gives {} neighbours in all, expected fewer than 2^31", x_cutoff, total);
  }
  std::partial_sum(x_first.begin(), x_first.end(), x_first.begin());
  x_index.resize(total);
  parallel_for(blocks, [&](std::size_t block, std::size_t first, std::size_t last) {
    const auto begin = static_cast<std::size_t>(x_first[first]), end = static_cast<std::size_t>(x_first[last]);
    std::copy_n(x_rows[block].begin(), end - begin, x_index.begin() + static_cast<std::ptrdiff_t>(begin));
  });
}

// Turns images into ghosts of the positions as given. Where every atom is at home that is one to one. Else an atom that
// is n cells from home needs its neighbours n cells further too: ghosts are made for each such n that occurs.
void NeighbourList::name_ghosts() {
  const auto n = static_cast<std::size_t>(x_local);
  if (!x_away) {
    x_owner.resize(x_images.size());
    x_shift.resize(x_images.size() - n);
    parallel_each(x_shift.size(), [&](std::size_t g) {
      x_owner[n + g] = x_images[n + g].atom;
      x_shift[g] = x_images[n + g].shift;
    });
    return;
  }
  const auto key = [&](std::size_t i) { return std::make_tuple(x_home[i].x, x_home[i].y, x_home[i].z); };
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  std::vector<int> ghost_of(x_images.size(), -1);
  std::vector<std::size_t> used;
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t i = order[k];
    if (k > 0 && x_home[i] != x_home[order[k - 1]]) {
      for (const std::size_t image : used) ghost_of[image] = -1;
      used.clear();
    }
    for (int e = x_first[i]; e < x_first[i + 1]; ++e) {
      int& entry = x_index[static_cast<std::size_t>(e)];
      const auto image = static_cast<std::size_t>(entry);
      int& ghost = ghost_of[image];
      if (ghost < 0) {
        const int atom = x_images[image].atom;
        const Vec3 shift = x_images[image].shift + x_home[i] - x_home[static_cast<std::size_t>(atom)];
        used.push_back(image);
        ghost = atom;
        if (shift != Vec3{}) {
          ghost = static_cast<int>(x_owner.size());
          x_owner.push_back(atom);
          x_shift.push_back(shift);
        }
      }
      entry = ghost;
    }
  }
}

// Ghosts by owner, in their order: forces are folded back atom by atom.
void NeighbourList::sort_ghosts() {
  const auto n = static_cast<std::size_t>(x_local);
  x_first_ghost.assign(n + 1, 0);
  for (std::size_t g = n; g < x_owner.size(); ++g) ++x_first_ghost[static_cast<std::size_t>(x_owner[g]) + 1];
  std::partial_sum(x_first_ghost.begin(), x_first_ghost.end(), x_first_ghost.begin());
  x_ghosts.resize(x_owner.size() - n);
  std::vector<int> next{x_first_ghost.begin(), x_first_ghost.end() - 1};
  for (std::size_t g = n; g < x_owner.size(); ++g) {
    x_ghosts[static_cast<std::size_t>(next[static_cast<std::size_t>(x_owner[g])]++)] = static_cast<int>(g);
  }
}

void NeighbourList::place_ghosts() {
  const auto n = static_cast<std::size_t>(x_local);
  x_positions.resize(x_owner.size());
  parallel_each(x_shift.size(), [&](std::size_t g) {
    x_positions[n + g] = x_positions[static_cast<std::size_t>(x_owner[n + g])] + shifted(x_cell, x_shift[g]);
  });
}

// Takes the positions of atoms over, and says whether the list still holds; if not, ghosts are where they were.
// With F the cell's deformation since the build and u the largest displacement beyond it, a pair within the cutoff now
// was within |F⁻¹| (cutoff + 2u) then.
bool NeighbourList::move_atoms(const Cell& cell, std::span<const Vec3> positions) {
  if (positions.size() != x_built.size() || cell.periodic != x_built_cell.periodic) return false;
  if (positions.empty()) return true;
  double moved2 = 0;
  double stretch = 1;
  if (cell == x_built_cell) {
    moved2 = largest_of(positions.size(), [&](std::size_t i) {
      x_positions[i] = positions[i];
      return norm2(positions[i] - x_built[i]);
    });
  } else {
    cell.check();
    const auto to_fractional = dual_vectors(x_built_cell);
    std::array<Vec3, 3> deformation;  // columns of F: where the unit vectors of then are now
    double excess2 = 0;               // Frobenius norm of F⁻¹ − 1 bounds its spectral norm
    for (int d = 0; d < 3; ++d) {
      Vec3 axis{};
      axis[d] = 1;
      deformation[static_cast<std::size_t>(d)] =
          cell.cartesian({to_fractional[0][d], to_fractional[1][d], to_fractional[2][d]});
      excess2 += norm2(x_built_cell.cartesian(cell.fractional(axis)) - axis);
    }
    stretch = 1 + std::sqrt(excess2);
    moved2 = largest_of(positions.size(), [&](std::size_t i) {
      const Vec3 r = x_built[i];
      x_positions[i] = positions[i];
      return norm2(positions[i] - r.x * deformation[0] - r.y * deformation[1] - r.z * deformation[2]);
    });
  }
  if (std::isnan(moved2)) return false;  // the build names the atom
  return stretch * (x_cutoff + 2 * std::sqrt(moved2)) <= x_cutoff + x_skin;
}

bool NeighbourList::update(const Cell& cell, std::span<const Vec3> positions) {
  if (x_first.empty() || !move_atoms(cell, positions)) {
    build(cell, positions);
    return true;
  }
  x_cell = cell;
  place_ghosts();
  return false;
}

void NeighbourList::fold(std::span<const Vec3> all, std::span<Vec3> local) const {
  parallel_for({static_cast<std::size_t>(x_local), light_block},
               [&](std::size_t, std::size_t first, std::size_t last) { fold(all, local, first, last); });
}

void NeighbourList::fold(std::span<const Vec3> all, std::span<Vec3> local, std::size_t first, std::size_t last) const {
  for (std::size_t i = first; i < last; ++i) {
    Vec3 force = all[i];
    for (int g = x_first_ghost[i]; g < x_first_ghost[i + 1]; ++g) {
      force += all[static_cast<std::size_t>(x_ghosts[static_cast<std::size_t>(g)])];
    }
    local[i] += force;
  }
}

}  // namespace nnpipe
