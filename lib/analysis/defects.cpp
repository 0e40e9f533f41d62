#include "analysis/defects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "analysis/needs.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "md/relax.hpp"
#include "potential/evaluator.hpp"

namespace nnpipe::analysis {

namespace {

double energy_of(const Frame& frame, const potential::Potential& potential, const char* what = "",
                 const Observe& observe = {}) {
  potential::Evaluator evaluator{potential};
  evaluator.set_atoms(frame);
  evaluator.compute(frame.cell, frame.positions, {false, false, false});
  if (observe) observe(what, evaluator);
  return evaluator.energy();
}

// d or one of its periodic images that is near the origin.
Vec3 nearest_image(const Cell& cell, Vec3 d) {
  Vec3 s = cell.fractional(d);
  for (int axis = 0; axis < 3; ++axis) {
    if (cell.periodic[static_cast<std::size_t>(axis)]) s[axis] -= std::round(s[axis]);
  }
  return cell.cartesian(s);
}

// The atom taken out of every per-atom quantity that an energy depends on.
Frame without(const Frame& frame, std::size_t atom) {
  Frame rest;
  rest.cell = frame.cell;
  rest.units = frame.units;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    if (i == atom) continue;
    rest.elements.push_back(frame.elements[i]);
    rest.positions.push_back(frame.positions[i]);
  }
  return rest;
}

}  // namespace

DefectEnergy vacancy_energy(const Frame& frame, const potential::Potential& potential, std::size_t atom, int starts,
                            std::uint64_t seed, const Observe& observe) {
  if (atom >= frame.size()) fail("atom {} is not there, the frame has {}", atom + 1, frame.size());
  need_crystal(frame, "a vacancy needs");
  if (frame.size() < 2) fail("a vacancy needs at least 2 atoms, got {}", frame.size());
  need_bulk(frame, potential.cutoff(), "a vacancy needs");
  if (elements_in(frame).size() > 1) fail("a vacancy energy is of one element, the frame has several");
  const double n = static_cast<double>(frame.size());
  const double rest = (n - 1) / n * energy_of(frame, potential);
  const Frame defect = without(frame, atom);
  DefectEnergy result{};
  result.unrelaxed = energy_of(defect, potential, "the vacancy", observe) - rest;
  md::RelaxOptions options;
  options.force_tolerance = 1e-5;
  const auto relaxed_from = [&](Frame start) {
    const double energy = md::relax(start, potential, options).energy;
    if (observe) energy_of(start, potential, "the vacancy at rest", observe);
    return energy - rest;
  };
  result.relaxed = relaxed_from(defect);
  constexpr double surroundings = 6, move = 0.3;  // Å
  const Vec3 hole = frame.positions[atom];
  Random random{seed};
  for (int start = 0; start < starts; ++start) {
    Frame moved = defect;
    for (Vec3& r : moved.positions) {
      if (norm(nearest_image(frame.cell, r - hole)) > surroundings) continue;
      r += move * Vec3{random.normal(), random.normal(), random.normal()};
    }
    result.relaxed = std::min(result.relaxed, relaxed_from(std::move(moved)));
  }
  return result;
}

DefectEnergy surface_energy(const Frame& frame, const potential::Potential& potential, int axis, double shift,
                            double vacuum, const Observe& observe) {
  const auto cut = static_cast<std::size_t>(axis);
  need_bulk(frame, potential.cutoff(), "a surface needs");
  const double crystal = energy_of(frame, potential);
  const double height = frame.cell.height(axis);
  const double area = frame.cell.volume() / height;
  Frame slab = frame;
  // Fractions first, in [0, 1) of the crystal's own cell, then a taller cell.
  const Vec3 long_vector = frame.cell.vectors[cut];
  for (Vec3& r : slab.positions) {
    const double s = frame.cell.fractional(r)[axis] + shift;
    r += (shift - std::floor(s)) * long_vector;
  }
  const auto dual = dual_vectors(frame.cell);
  const Vec3 normal = dual[cut] / norm(dual[cut]);
  slab.cell.vectors[cut] += vacuum * normal;
  DefectEnergy result{};
  result.unrelaxed = (energy_of(slab, potential, "the slab", observe) - crystal) / (2 * area);
  md::RelaxOptions options;
  options.force_tolerance = 1e-5;
  result.relaxed = (md::relax(slab, potential, options).energy - crystal) / (2 * area);
  if (observe) energy_of(slab, potential, "the slab at rest", observe);
  return result;
}

std::vector<DimerPoint> dimer_curve(const potential::Potential& potential, Element a, Element b, double low,
                                    double high, int points, const Observe& observe) {
  if (!(low > 0) || !(high > low) || points < 2) fail("expected 0 < low < high and at least 2 distances");
  Frame pair;
  pair.units = potential.units();
  pair.elements = {a, b};
  pair.positions = {{0, 0, 0}, {0, 0, 0}};
  potential::Evaluator evaluator{potential};
  evaluator.set_atoms(pair);
  std::vector<DimerPoint> curve;
  for (int k = 0; k < points; ++k) {
    const double r = low + (high - low) * k / (points - 1);
    pair.positions[1] = {r, 0, 0};
    evaluator.compute(pair.cell, pair.positions, {true, false, false});
    if (observe) observe(fmt::format("{}-{} at {:.4g} Å", a.symbol(), b.symbol(), r), evaluator);
    curve.push_back({r, evaluator.energy(), evaluator.forces()[1].x});
  }
  return curve;
}

}  // namespace nnpipe::analysis
