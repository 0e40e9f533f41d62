#include "atoms/cell.hpp"

#include <algorithm>
#include <cmath>

#include "atoms/bounds.hpp"
#include "base/error.hpp"

namespace nnpipe {

namespace {

constexpr Vec3 zero{};
constexpr char names[] = "abc";

double triple(const std::array<Vec3, 3>& v) { return dot(v[0], cross(v[1], v[2])); }

// Some unit vector perpendicular to v.
Vec3 perpendicular(Vec3 v) {
  const Vec3 axis = std::abs(v.x) <= std::abs(v.y) && std::abs(v.x) <= std::abs(v.z) ? Vec3{1, 0, 0}
                    : std::abs(v.y) <= std::abs(v.z)                                 ? Vec3{0, 1, 0}
                                                                                     : Vec3{0, 0, 1};
  const Vec3 p = cross(v, axis);
  return p / norm(p);
}

// Cell vectors with the zero ones replaced by unit vectors perpendicular to the others.
std::array<Vec3, 3> completed(std::array<Vec3, 3> v) {
  const auto zeros = std::count(v.begin(), v.end(), zero);
  if (zeros == 3) return {Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}};
  for (std::size_t i = 0; i < 3; ++i) {
    const Vec3 next = v[(i + 1) % 3], after = v[(i + 2) % 3];
    if (zeros == 2 && v[i] != zero) {
      v[(i + 1) % 3] = perpendicular(v[i]);
      const Vec3 last = cross(v[i], v[(i + 1) % 3]);
      v[(i + 2) % 3] = last / norm(last);
      break;
    }
    if (zeros == 1 && v[i] == zero) {
      const Vec3 normal = cross(next, after);
      v[i] = normal / norm(normal);
      break;
    }
  }
  return v;
}

}  // namespace

double Cell::volume() const { return std::abs(triple(vectors)); }

double Cell::height(int i) const { return 1.0 / norm(dual_vectors(*this)[static_cast<std::size_t>(i)]); }

Vec3 Cell::fractional(Vec3 r) const {
  const auto dual = dual_vectors(*this);
  return {dot(dual[0], r), dot(dual[1], r), dot(dual[2], r)};
}

Vec3 Cell::cartesian(Vec3 s) const {
  const auto v = completed(vectors);
  return s.x * v[0] + s.y * v[1] + s.z * v[2];
}

Vec3 Cell::wrapped(Vec3 r) const {
  const Vec3 s = fractional(r);
  for (int i = 0; i < 3; ++i) {
    if (periodic[static_cast<std::size_t>(i)]) r -= std::floor(s[i]) * vectors[static_cast<std::size_t>(i)];
  }
  return r;
}

void Cell::check() const {
  for (std::size_t i = 0; i < 3; ++i) {
    const Vec3 v = vectors[i];
    if (!std::isfinite(v.x) || !std::isfinite(v.y) || !std::isfinite(v.z)) {
      fail("cell vector {} is not finite: {} {} {}", names[i], v.x, v.y, v.z);
    }
    if (reach_of(v) > largest_length) {
      fail("cell vector {} is {} long, expected up to {}", names[i], reach_of(v), largest_length);
    }
    if (v != zero && norm(v) < smallest_length) {
      fail("cell vector {} is {} long, expected at least {}", names[i], norm(v), smallest_length);
    }
    if (periodic[i] && v == zero) fail("the cell is periodic along {}, but that vector is zero", names[i]);
  }
  const auto v = completed(vectors);
  // A cell flat to rounding has no volume whatever its size.
  if (!(std::abs(triple(v)) > 1e-12 * norm(v[0]) * norm(v[1]) * norm(v[2]))) {
    fail("the cell has zero volume: its vectors lie in one plane");
  }
}

std::array<Vec3, 3> dual_vectors(const Cell& cell) {
  const auto v = completed(cell.vectors);
  const double determinant = triple(v);
  return {cross(v[1], v[2]) / determinant, cross(v[2], v[0]) / determinant, cross(v[0], v[1]) / determinant};
}

}  // namespace nnpipe
