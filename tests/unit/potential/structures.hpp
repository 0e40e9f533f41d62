// Random structures, and checks that hold for every potential.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "atoms/frame.hpp"
#include "base/random.hpp"
#include "base/threads.hpp"
#include "largest.hpp"
#include "potential/evaluator.hpp"
#include "test.hpp"

namespace nnpipe::potential {

inline constexpr Want everything{.forces = true, .virial = true, .site_energies = true};

// Atoms no nearer to each other, images included, than `nearest` Å; elements at random.
inline Frame random_frame(Random& random, const Cell& cell, std::size_t count, double nearest,
                          const std::vector<Element>& elements, UnitStyle units = UnitStyle::metal) {
  Frame frame;
  frame.cell = cell;
  frame.units = units;
  const auto far = [&](Vec3 r) {
    NeighbourList list{nearest, 0};
    auto positions = frame.positions;
    positions.push_back(r);
    list.build(cell, positions);
    return list.view().index.empty();
  };
  while (frame.size() < count) {
    const Vec3 r = cell.cartesian({random.uniform(-0.3, 1.3), random.uniform(-0.3, 1.3), random.uniform(-0.3, 1.3)});
    if (!far(r)) continue;
    frame.positions.push_back(r);
    frame.elements.push_back(elements[random.below(elements.size())]);
  }
  return frame;
}

inline Cell skewed_cell(double size, std::array<bool, 3> periodic) {
  return {{Vec3{size, 0.1 * size, 0}, Vec3{-0.3 * size, 0.9 * size, 0.1 * size}, Vec3{0.2 * size, 0.25 * size, size}},
          periodic};
}

inline double energy_of(const Potential& potential, const Frame& frame) {
  Evaluator evaluator{potential};
  evaluator.set_atoms(frame);
  evaluator.compute(frame.cell, frame.positions, {.forces = false, .virial = false, .site_energies = false});
  return evaluator.energy();
}

inline double largest(std::span<const Vec3> forces) {
  double result = 0;
  for (const Vec3 f : forces) result = larger(result, larger(std::abs(f.x), larger(std::abs(f.y), std::abs(f.z))));
  return result;
}

inline std::vector<double> components(const Tensor6& t) { return {t.xx, t.yy, t.zz, t.xy, t.xz, t.yz}; }

// Richardson's extrapolation of central differences: error O(h⁴).
template <typename Function>
double derivative(Function&& f, double h) {
  const double wide = (f(2 * h) - f(-2 * h)) / (4 * h), narrow = (f(h) - f(-h)) / (2 * h);
  return (4 * narrow - wide) / 3;
}

inline void check_forces(const Potential& potential, const Frame& frame, double tolerance) {
  Evaluator evaluator{potential};
  evaluator.set_atoms(frame);
  evaluator.compute(frame.cell, frame.positions, everything);
  const double scale = std::max(largest(evaluator.forces()), 1e-3);
  for (std::size_t i = 0; i < frame.size(); ++i) {
    for (int d = 0; d < 3; ++d) {
      const double slope = derivative(
          [&](double h) {
            Frame moved = frame;
            moved.positions[i][d] += h;
            return energy_of(potential, moved);
          },
          5e-4);
      CHECK_THAT(evaluator.forces()[i][d], WithinAbs(-slope, tolerance * scale));
    }
  }
}

// W = −∂E/∂ε with r → (1 + ε) r, cell and atoms; shear symmetric, hence ½ on both sides of the diagonal.
inline void check_virial(const Potential& potential, const Frame& frame, double tolerance) {
  Evaluator evaluator{potential};
  evaluator.set_atoms(frame);
  evaluator.compute(frame.cell, frame.positions, everything);
  const auto virial = components(evaluator.virial());
  double scale = 1e-3;
  for (const double w : virial) scale = larger(scale, std::abs(w));
  constexpr int pairs[6][2] = {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}};
  for (std::size_t c = 0; c < 6; ++c) {
    const auto [a, b] = pairs[c];
    const double slope = derivative(
        [&, a = a, b = b](double h) {
          Frame strained = frame;
          const auto strain = [&](Vec3& r) {
            const Vec3 old = r;
            r[a] += 0.5 * h * old[b];
            r[b] += 0.5 * h * old[a];
          };
          for (Vec3& r : strained.positions) strain(r);
          for (Vec3& v : strained.cell.vectors) strain(v);
          return energy_of(potential, strained);
        },
        2e-4);
    CHECK_THAT(virial[c], WithinAbs(-slope, tolerance * scale));
  }
}

// Translation, whole cell vectors, rotation, order of atoms, replication; and that the parts add up to the whole.
inline void check_invariance(const Potential& potential, const Frame& frame, double tolerance) {
  Evaluator evaluator{potential};
  evaluator.set_atoms(frame);
  evaluator.compute(frame.cell, frame.positions, everything);
  const double energy = evaluator.energy();
  const std::vector<Vec3> forces{evaluator.forces().begin(), evaluator.forces().end()};
  const double scale = std::max(std::abs(energy), 1e-3), force_scale = std::max(largest(forces), 1e-3);

  double sites = 0;
  for (const double e : evaluator.site_energies()) sites += e;
  CHECK_THAT(sites, WithinAbs(energy, tolerance * scale));
  Vec3 total;
  for (const Vec3 f : forces) total += f;
  CHECK(norm(total) < tolerance * force_scale * static_cast<double>(frame.size()));

  Random random{99};
  Frame moved = frame;
  for (Vec3& r : moved.positions) {
    r += Vec3{0.3, -1.7, 2.9};
    for (std::size_t d = 0; d < 3; ++d) {
      if (frame.cell.periodic[d]) r += (static_cast<double>(random.below(7)) - 3) * frame.cell.vectors[d];
    }
  }
  CHECK_THAT(energy_of(potential, moved), WithinAbs(energy, tolerance * scale));

  const double angle = 0.7;
  const auto turn = [&](Vec3& r) {
    const Vec3 z{std::cos(angle) * r.x - std::sin(angle) * r.y, std::sin(angle) * r.x + std::cos(angle) * r.y, r.z};
    r = {z.x, std::cos(1.1) * z.y - std::sin(1.1) * z.z, std::sin(1.1) * z.y + std::cos(1.1) * z.z};
  };
  Frame turned = frame;
  for (Vec3& r : turned.positions) turn(r);
  for (Vec3& v : turned.cell.vectors) turn(v);
  evaluator.set_atoms(turned);
  evaluator.compute(turned.cell, turned.positions, everything);
  CHECK_THAT(evaluator.energy(), WithinAbs(energy, tolerance * scale));
  for (std::size_t i = 0; i < frame.size(); ++i) {
    Vec3 want = forces[i];
    turn(want);
    CHECK(norm(evaluator.forces()[i] - want) < tolerance * force_scale);
  }

  Frame reversed = frame;
  std::reverse(reversed.positions.begin(), reversed.positions.end());
  std::reverse(reversed.elements.begin(), reversed.elements.end());
  CHECK_THAT(energy_of(potential, reversed), WithinAbs(energy, tolerance * scale));

  Frame doubled = frame;
  double copies = 1;
  for (std::size_t d = 0; d < 3; ++d) {
    if (!frame.cell.periodic[d]) continue;
    const auto count = static_cast<std::ptrdiff_t>(doubled.size());
    doubled.elements.resize(2 * doubled.size());
    std::copy_n(doubled.elements.begin(), count, doubled.elements.begin() + count);
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      doubled.positions.push_back(doubled.positions[static_cast<std::size_t>(i)] + frame.cell.vectors[d]);
    }
    doubled.cell.vectors[d] *= 2;
    copies *= 2;
  }
  CHECK_THAT(energy_of(potential, doubled) / copies, WithinAbs(energy, tolerance * scale));
}

inline void check_threads(const Potential& potential, const Frame& frame) {
  const int threads = thread_count();
  std::vector<Vec3> forces;
  double energy = 0;
  Virial virial;
  for (const int count : {1, 2, 3}) {
    set_thread_count(count);
    Evaluator evaluator{potential, 0.5};
    evaluator.set_atoms(frame);
    evaluator.compute(frame.cell, frame.positions, everything);
    if (count == 1) {
      forces.assign(evaluator.forces().begin(), evaluator.forces().end());
      energy = evaluator.energy();
      virial = evaluator.virial();
    }
    CHECK(evaluator.energy() == energy);
    CHECK(evaluator.virial() == virial);
    CHECK(std::equal(forces.begin(), forces.end(), evaluator.forces().begin()));
  }
  set_thread_count(threads);
}

}  // namespace nnpipe::potential
