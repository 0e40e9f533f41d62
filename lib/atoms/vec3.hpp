// Vectors of three and symmetric tensors of six components.
#pragma once

#include <cmath>

namespace nnpipe {

struct Vec3 {
  double x = 0, y = 0, z = 0;

  double& operator[](int i) { return i == 0 ? x : i == 1 ? y : z; }
  double operator[](int i) const { return i == 0 ? x : i == 1 ? y : z; }
  Vec3& operator+=(Vec3 b) {
    x += b.x;
    y += b.y;
    z += b.z;
    return *this;
  }
  Vec3& operator-=(Vec3 b) {
    x -= b.x;
    y -= b.y;
    z -= b.z;
    return *this;
  }
  Vec3& operator*=(double s) {
    x *= s;
    y *= s;
    z *= s;
    return *this;
  }
  friend Vec3 operator+(Vec3 a, Vec3 b) { return a += b; }
  friend Vec3 operator-(Vec3 a, Vec3 b) { return a -= b; }
  friend Vec3 operator-(Vec3 a) { return {-a.x, -a.y, -a.z}; }
  friend Vec3 operator*(double s, Vec3 a) { return a *= s; }
  friend Vec3 operator*(Vec3 a, double s) { return a *= s; }
  friend Vec3 operator/(Vec3 a, double s) { return a *= 1.0 / s; }
  friend bool operator==(const Vec3&, const Vec3&) = default;
};

inline double dot(Vec3 a, Vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline Vec3 cross(Vec3 a, Vec3 b) { return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x}; }
inline double norm2(Vec3 a) { return dot(a, a); }
inline double norm(Vec3 a) { return std::sqrt(norm2(a)); }

// A symmetric tensor in LAMMPS's order. As a virial: W = −∂E/∂ε (energy); pressure = (N k T + W)/V; stress = −pressure.
struct Tensor6 {
  double xx = 0, yy = 0, zz = 0, xy = 0, xz = 0, yz = 0;

  Tensor6& operator+=(const Tensor6& b) {
    xx += b.xx;
    yy += b.yy;
    zz += b.zz;
    xy += b.xy;
    xz += b.xz;
    yz += b.yz;
    return *this;
  }
  friend Tensor6 operator*(double s, const Tensor6& a) {
    return {s * a.xx, s * a.yy, s * a.zz, s * a.xy, s * a.xz, s * a.yz};
  }
  double trace() const { return xx + yy + zz; }
  friend bool operator==(const Tensor6&, const Tensor6&) = default;
};

using Virial = Tensor6;

// Adds sign · r ⊗ f (symmetrised by use: only the upper triangle is kept, which is exact once summed over a whole
// term).
inline void add_outer(Tensor6& t, Vec3 r, Vec3 f) {
  t.xx += r.x * f.x;
  t.yy += r.y * f.y;
  t.zz += r.z * f.z;
  t.xy += r.x * f.y;
  t.xz += r.x * f.z;
  t.yz += r.y * f.z;
}

}  // namespace nnpipe
