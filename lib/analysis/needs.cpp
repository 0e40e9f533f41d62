#include "analysis/needs.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace nnpipe::analysis {

namespace {

// The largest distance along the normal of a pair of faces that no plane of atoms lies in, Å.
double largest_gap(const Frame& frame, int direction) {
  std::vector<double> places;
  for (const Vec3& r : frame.positions) {
    const double s = frame.cell.fractional(r)[direction];
    places.push_back(s - std::floor(s));
  }
  std::sort(places.begin(), places.end());
  double gap = places.front() + 1 - places.back();
  for (std::size_t i = 1; i < places.size(); ++i) gap = std::max(gap, places[i] - places[i - 1]);
  return gap * frame.cell.height(direction);
}

}  // namespace

void need_bulk(const Frame& frame, double reach, std::string_view what) {
  need_crystal(frame, what);
  for (int direction = 0; direction < 3; ++direction) {
    const double gap = largest_gap(frame, direction);
    if (gap < reach) continue;
    fail(
        "{} a crystal without vacuum, got a gap of {:.4g} Å between atoms along {}, which the potential ({:.4g} Å) "
        "does not reach across",
        what, gap, "abc"[direction], reach);
  }
}

double nearest_image(const Cell& cell) {
  double nearest = norm(cell.vectors[0]);
  for (const Vec3& vector : cell.vectors) nearest = std::min(nearest, norm(vector));
  // An image n vectors away is at least n heights away.
  constexpr double most = 100;
  std::array<int, 3> count{};
  for (int k = 0; k < 3; ++k)
    count[static_cast<std::size_t>(k)] = static_cast<int>(std::min(most, nearest / cell.height(k)));
  for (int i = -count[0]; i <= count[0]; ++i) {
    for (int j = -count[1]; j <= count[1]; ++j) {
      for (int k = -count[2]; k <= count[2]; ++k) {
        if (i == 0 && j == 0 && k == 0) continue;
        nearest = std::min(nearest, norm(cell.cartesian({double(i), double(j), double(k)})));
      }
    }
  }
  return nearest;
}

}  // namespace nnpipe::analysis
