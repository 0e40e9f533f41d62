#include "atoms/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <tuple>

#include "base/error.hpp"
#include "base/threads.hpp"

namespace nnpipe {

namespace {

constexpr std::size_t most_images = 20'000'000;
constexpr double coincident = 1e-6;      // Å: atoms closer than this are one atom given twice
constexpr std::size_t block_size = 256;  // atoms

bool finite(Vec3 r) { return std::isfinite(r.x) && std::isfinite(r.y) && std::isfinite(r.z); }

Vec3 shifted(const Cell& cell, Vec3 s) { return s.x * cell.vectors[0] + s.y * cell.vectors[1] + s.z * cell.vectors[2]; }

}  // namespace

// Points sorted into boxes; along x boxes follow each other, so a row of boxes is one range of points.
struct NeighbourList::Bins {
  Vec3 origin;
  Vec3 size;      // edges of a box, Å
  Vec3 per_edge;  // their inverses
  int nx = 1, ny = 1, nz = 1;
  std::vector<int> first;       // box → first point
  std::vector<double> x, y, z;  // of points, box by box
  std::vector<int> id;          // of points, box by box: index into images

  Bins(const std::vector<Vec3>& points, double reach) {
    Vec3 low = points[0], high = points[0];
    for (const Vec3 p : points) {
      low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
      high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
    }
    origin = low;
    // Half the reach is near the optimum between points tested in vain and boxes visited; thin gases get larger boxes,
    // so that there are never many more boxes than points.
    double edge = 0.5 * reach;
    const Vec3 extent = high - low;
    const double most = 2.0 * static_cast<double>(points.size()) + 64.0;
    const auto along = [&](double length) { return std::max(1.0, std::floor(length / edge)); };
    while (along(extent.x) * along(extent.y) * along(extent.z) > most) edge *= 1.25;
    nx = static_cast<int>(along(extent.x));
    ny = static_cast<int>(along(extent.y));
    nz = static_cast<int>(along(extent.z));
    const auto edge_of = [&](double length, int n) { return n == 1 ? std::max(length, edge) : length / n; };
    size = {edge_of(extent.x, nx), edge_of(extent.y, ny), edge_of(extent.z, nz)};
    per_edge = {1 / size.x, 1 / size.y, 1 / size.z};
    sort(points);
  }

  static int box(double offset, double per_edge, int n) {
    const double at = offset * per_edge;
    return at <= 0 ? 0 : at >= n ? n - 1 : static_cast<int>(at);
  }
  int row(int iy, int iz) const { return (iz * ny + iy) * nx; }

  void sort(const std::vector<Vec3>& points) {
    const std::size_t n = points.size();
    std::vector<int> box_of(n);
    first.assign(static_cast<std::size_t>(nx) * ny * nz + 1, 0);
    for (std::size_t i = 0; i < n; ++i) {
      const Vec3 r = points[i] - origin;
      box_of[i] = row(box(r.y, per_edge.y, ny), box(r.z, per_edge.z, nz)) + box(r.x, per_edge.x, nx);
      ++first[static_cast<std::size_t>(box_of[i]) + 1];
    }
    std::partial_sum(first.begin(), first.end(), first.begin());
    std::vector<int> next{first.begin(), first.end() - 1};
    x.resize(n);
    y.resize(n);
    z.resize(n);
    id.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      const auto at = static_cast<std::size_t>(next[static_cast<std::size_t>(box_of[i])]++);
      x[at] = points[i].x;
      y[at] = points[i].y;
      z[at] = points[i].z;
      id[at] = static_cast<int>(i);
    }
  }

  // Writes the points within `reach` of r behind the first `used` of `found`, which grows as it must; returns how many
  // are used then. Adds to `same` how many of them are at r.
  std::size_t within(Vec3 r, double reach, std::vector<int>& found, std::size_t used, std::size_t& same) const {
    const Vec3 p = r - origin;
    const double reach2 = reach * reach;
    const int y0 = box(p.y - reach, per_edge.y, ny), y1 = box(p.y + reach, per_edge.y, ny);
    const int z0 = box(p.z - reach, per_edge.z, nz), z1 = box(p.z + reach, per_edge.z, nz);
    for (int iz = z0; iz <= z1; ++iz) {
      const double dz = gap(p.z, iz, size.z);
      for (int iy = y0; iy <= y1; ++iy) {
        const double dy = gap(p.y, iy, size.y);
        const double left2 = reach2 - dy * dy - dz * dz;
        if (left2 < 0) continue;
        const double left = std::sqrt(left2) * (1 + 1e-9);  // rounding may not lose a box
        const int begin = first[static_cast<std::size_t>(row(iy, iz) + box(p.x - left, per_edge.x, nx))];
        const int end = first[static_cast<std::size_t>(row(iy, iz) + box(p.x + left, per_edge.x, nx)) + 1];
        used = append(r, reach2, begin, end, found, used, same);
      }
    }
    return used;
  }

 private:
  // Distance along one axis from p to box i: 0 inside. Slightly too small rather than too large, for points on a face.
  static double gap(double p, int i, double edge) {
    return (1 - 1e-9) * std::max({0.0, i * edge - p, p - (i + 1) * edge});
  }

  std::size_t append(Vec3 r, double reach2, int begin, int end, std::vector<int>& found, std::size_t used,
                     std::size_t& same) const {
    const std::size_t most = used + static_cast<std::size_t>(end - begin);
    if (found.size() < most) found.resize(2 * most);
    int* out = found.data() + used;
    // Without a branch: whether a point is near cannot be predicted.
    for (auto k = static_cast<std::size_t>(begin); k < static_cast<std::size_t>(end); ++k) {
      const double dx = x[k] - r.x, dy = y[k] - r.y, dz = z[k] - r.z;
      const double d2 = dx * dx + dy * dy + dz * dz;
      *out = id[k];
      out += d2 < reach2 ? 1 : 0;
      same += d2 < coincident * coincident ? 1U : 0U;
    }
    return static_cast<std::size_t>(out - found.data());
  }
};

void NeighbourList::build(const Cell& cell, std::span<const Vec3> positions) {
  cell.check();
  for (std::size_t i = 0; i < positions.size(); ++i) {
    if (!finite(positions[i])) fail("atom {}: position is not finite", i + 1);
  }
  if (positions.size() > most_images) fail("{} atoms, expected at most {}", positions.size(), most_images);
  x_cell = x_built_cell = cell;
  x_local = static_cast<int>(positions.size());
  x_built.clear();  // until all is well: after an error nothing is taken to hold
  x_positions.assign(positions.begin(), positions.end());
  x_owner.resize(positions.size());
  std::iota(x_owner.begin(), x_owner.end(), 0);
  x_shift.clear();
  x_first.assign(1, 0);
  if (positions.empty()) {
    x_index.clear();
    return;
  }

  find_homes(positions);
  make_images();
  std::vector<Vec3> points(x_images.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Image& image = x_images[i];
    const auto atom = static_cast<std::size_t>(image.atom);
    points[i] = positions[atom] + shifted(cell, image.shift - x_home[atom]);
  }
  make_list(Bins{points, x_cutoff + x_skin});
  name_ghosts();
  place_ghosts();
  x_built.assign(positions.begin(), positions.end());
}

// Homes lie in the cell, or out of it by less than a margin: atoms that vibrate about a face then need no remapping.
void NeighbourList::find_homes(std::span<const Vec3> positions) {
  const auto dual = dual_vectors(x_cell);
  x_home.assign(positions.size(), {});
  x_images.clear();
  for (std::size_t i = 0; i < positions.size(); ++i) {
    Image image{static_cast<int>(i), {}, {}};
    for (int d = 0; d < 3; ++d) {
      constexpr double margin = 0.1;
      const auto axis = static_cast<std::size_t>(d);
      const double s = dot(dual[axis], positions[i]);
      if (x_cell.periodic[axis] && (s < -margin || s > 1 + margin)) x_home[i][d] = std::floor(s);
      image.fractional[d] = s - x_home[i][d];
    }
    x_images.push_back(image);
  }
}

// All images within reach of the box of homes, one direction after the other.
void NeighbourList::make_images() {
  for (int d = 0; d < 3; ++d) {
    if (!x_cell.periodic[static_cast<std::size_t>(d)]) continue;
    // Rounding may not lose an image: a few too many are harmless.
    const double reach = (x_cutoff + x_skin) / x_cell.height(d) * (1 + 1e-9) + 1e-9;
    double low = x_images[0].fractional[d], high = low;
    for (int i = 0; i < x_local; ++i) {
      low = std::min(low, x_images[static_cast<std::size_t>(i)].fractional[d]);
      high = std::max(high, x_images[static_cast<std::size_t>(i)].fractional[d]);
    }
    const std::size_t count = x_images.size();
    const double expected = static_cast<double>(count) * (1 + 2 * reach);
    if (!(expected < static_cast<double>(most_images))) {
      fail("a cutoff of {} Å in this cell needs more than {} images of atoms: the cell is too thin", x_cutoff,
           most_images);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const Image image = x_images[i];
      const double s = image.fractional[d];
      for (double k = std::ceil(low - reach - s); k <= high + reach - s; ++k) {
        if (k == 0) continue;
        Image next = image;
        next.fractional[d] += k;
        next.shift[d] = k;
        x_images.push_back(next);
      }
    }
  }
}

// The list in terms of images: x_index runs over x_images.
void NeighbourList::make_list(const Bins& bins) {
  const auto n = static_cast<std::size_t>(x_local);
  const double reach = x_cutoff + x_skin;
  const Blocks blocks{n, block_size};
  x_first.assign(n + 1, 0);
  if (x_rows.size() < blocks.count()) x_rows.resize(blocks.count());
  // Where the points of atoms are in the order of boxes.
  std::vector<std::size_t> at(x_images.size());
  for (std::size_t k = 0; k < bins.id.size(); ++k) at[static_cast<std::size_t>(bins.id[k])] = k;

  parallel_for(blocks, [&](std::size_t block, std::size_t first, std::size_t last) {
    std::vector<int>& row = x_rows[block];
    std::size_t used = 0;
    for (std::size_t i = first; i < last; ++i) {
      const Vec3 r{bins.x[at[i]], bins.y[at[i]], bins.z[at[i]]};
      const std::size_t before = used;
      std::size_t same = 0;
      used = bins.within(r, reach, row, before, same);
      const auto at_row = [&](std::size_t k) { return row.begin() + static_cast<std::ptrdiff_t>(k); };
      const auto self = std::find(at_row(before), at_row(used), static_cast<int>(i));
      std::copy(self + 1, at_row(used), self);
      --used;
      for (std::size_t k = before; same > 1 && k < used; ++k) {
        const auto j = static_cast<std::size_t>(row[k]);
        const Vec3 other{bins.x[at[j]], bins.y[at[j]], bins.z[at[j]]};
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
  const auto away = [](Vec3 home) { return home != Vec3{}; };
  if (std::none_of(x_home.begin(), x_home.end(), away)) {
    for (std::size_t i = n; i < x_images.size(); ++i) {
      x_owner.push_back(x_images[i].atom);
      x_shift.push_back(x_images[i].shift);
    }
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

void NeighbourList::place_ghosts() {
  const auto n = static_cast<std::size_t>(x_local);
  x_positions.resize(x_owner.size());
  for (std::size_t g = 0; g < x_shift.size(); ++g) {
    x_positions[n + g] = x_positions[static_cast<std::size_t>(x_owner[n + g])] + shifted(x_cell, x_shift[g]);
  }
}

// With F the cell's deformation since the build and u the largest displacement beyond it, a pair within the cutoff now
// was within |F⁻¹| (cutoff + 2u) then.
bool NeighbourList::still_holds(const Cell& cell, std::span<const Vec3> positions) const {
  if (positions.size() != x_built.size() || cell.periodic != x_built_cell.periodic) return false;
  if (positions.empty()) return true;
  double moved2 = 0;
  double stretch = 1;
  if (cell == x_built_cell) {
    for (std::size_t i = 0; i < positions.size(); ++i) {
      const double d2 = norm2(positions[i] - x_built[i]);
      if (std::isnan(d2)) return false;  // the build names the atom
      moved2 = std::max(moved2, d2);
    }
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
    for (std::size_t i = 0; i < positions.size(); ++i) {
      const Vec3 r = x_built[i];
      const double d2 = norm2(positions[i] - r.x * deformation[0] - r.y * deformation[1] - r.z * deformation[2]);
      if (std::isnan(d2)) return false;
      moved2 = std::max(moved2, d2);
    }
  }
  return stretch * (x_cutoff + 2 * std::sqrt(moved2)) <= x_cutoff + x_skin;
}

bool NeighbourList::update(const Cell& cell, std::span<const Vec3> positions) {
  if (x_first.empty() || !still_holds(cell, positions)) {
    build(cell, positions);
    return true;
  }
  x_cell = cell;
  std::copy(positions.begin(), positions.end(), x_positions.begin());
  place_ghosts();
  return false;
}

void NeighbourList::fold(std::span<const Vec3> all, std::span<Vec3> local) const {
  const auto n = static_cast<std::size_t>(x_local);
  for (std::size_t i = 0; i < n; ++i) local[i] += all[i];
  for (std::size_t g = n; g < x_owner.size(); ++g) local[static_cast<std::size_t>(x_owner[g])] += all[g];
}

}  // namespace nnpipe
