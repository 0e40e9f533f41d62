// A triclinic cell, periodic in any of its three directions.
#pragma once

#include <array>

#include "atoms/vec3.hpp"

namespace nnpipe {

struct Cell {
  std::array<Vec3, 3> vectors{};   // rows a, b, c, Å; all zero: no cell
  std::array<bool, 3> periodic{};  // a direction with a zero vector is never periodic

  static Cell orthogonal(double a, double b, double c) {
    return {{Vec3{a, 0, 0}, Vec3{0, b, 0}, Vec3{0, 0, c}}, {true, true, true}};
  }

  bool any_periodic() const { return periodic[0] || periodic[1] || periodic[2]; }
  bool exists() const { return vectors != std::array<Vec3, 3>{}; }
  double volume() const;  // |a · (b × c)|, Å³
  // Distance between the two faces that vector i joins, Å.
  double height(int i) const;

  // fractional s with r = s₀a + s₁b + s₂c. Directions whose vector is zero are completed to a basis.
  Vec3 fractional(Vec3 r) const;
  Vec3 cartesian(Vec3 s) const;
  // r moved by whole periodic vectors into the cell (only along periodic directions).
  Vec3 wrapped(Vec3 r) const;

  // Throws Error: a vector or the volume is zero where periodic, a component is not finite.
  void check() const;

  friend bool operator==(const Cell&, const Cell&) = default;
};

// The three dual vectors: fractional s_i = dual[i] · r.
std::array<Vec3, 3> dual_vectors(const Cell& cell);

}  // namespace nnpipe
