#include "md/relax.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "optimise/conjugate_gradient.hpp"
#include "optimise/fire.hpp"
#include "optimise/lbfgs.hpp"
#include "potential/evaluator.hpp"

namespace nnpipe::md {

namespace {

// Å; long enough that a relaxation seldom rebuilds its list.
constexpr double skin = 0.5;

Vec3 strained(const Tensor6& e, Vec3 r) {
  return r + Vec3{e.xx * r.x + e.xy * r.y + e.xz * r.z, e.xy * r.x + e.yy * r.y + e.yz * r.z,
                  e.xz * r.x + e.yz * r.y + e.zz * r.z};
}

// The unknowns: positions in the unstrained cell, then the strains of the free directions times `x_stiffness`, so that
// both parts of the gradient have the size of a force.
class Problem {
 public:
  Problem(const Frame& frame, const potential::Potential& potential, const RelaxOptions& options)
      : x_frame{frame}, x_options{options}, x_evaluator{potential, skin} {
    x_evaluator.set_atoms(frame);
    x_strains = options.cell == CellFreedom::fixed ? 0 : options.cell == CellFreedom::isotropic ? 1 : 6;
    x_stiffness = std::cbrt(std::max(frame.cell.volume(), 1.0)) * std::sqrt(static_cast<double>(frame.size()));
    x_positions.resize(frame.size());
    if (x_strains > 0 && !(frame.cell.volume() > 0)) fail("the cell has no volume, expected one to relax");
    const auto& periodic = frame.cell.periodic;
    if (x_strains > 0 && !(periodic[0] && periodic[1] && periodic[2])) {
      fail("relaxing the cell needs a crystal, expected a cell periodic in three directions");
    }
  }

  std::vector<double> start() const {
    std::vector<double> x;
    for (const Vec3 r : x_frame.positions) x.insert(x.end(), {r.x, r.y, r.z});
    x.resize(x.size() + x_strains);
    return x;
  }

  double operator()(std::span<const double> x, std::span<double> gradient) {
    place(x);
    x_evaluator.compute(x_cell, x_positions, {true, x_strains > 0, false});
    const auto forces = x_evaluator.forces();
    for (std::size_t i = 0; i < forces.size(); ++i) {
      // ∂E/∂s = −(1 + ε) F for positions s before the strain.
      const Vec3 g = moves(i) ? -strained(x_strain, forces[i]) : Vec3{};
      for (int d = 0; d < 3; ++d) gradient[3 * i + static_cast<std::size_t>(d)] = g[d];
    }
    if (x_strains == 0) return x_evaluator.energy();
    const double volume = x_cell.volume();
    const auto slopes = strain_gradient(volume);
    for (std::size_t k = 0; k < x_strains; ++k) gradient[3 * forces.size() + k] = slopes[k] / x_stiffness;
    return x_evaluator.energy() + x_options.pressure * volume;
  }

  void finish(std::span<const double> x, Frame& frame, Relaxed& relaxed) {
    place(x);
    x_evaluator.compute(x_cell, x_positions, {true, true, false});
    frame.cell = x_cell;
    frame.positions = x_positions;
    relaxed.energy = x_evaluator.energy();
    measure(relaxed);
  }

  // Where it was computed last: the one criterion of all methods, in the units the user gave.
  bool at_rest() const {
    Relaxed now;
    measure(now);
    return now.force <= x_options.force_tolerance && now.stress <= x_options.stress_tolerance;
  }

 private:
  // Largest force and stress.
  void measure(Relaxed& relaxed) const {
    for (std::size_t i = 0; i < x_positions.size(); ++i) {
      if (!moves(i)) continue;
      const Vec3 f = x_evaluator.forces()[i];
      relaxed.force = std::max({relaxed.force, std::abs(f.x), std::abs(f.y), std::abs(f.z)});
    }
    if (x_strains == 0) return;
    const Virial& w = x_evaluator.virial();
    const double v = x_cell.volume(), p = x_options.pressure;
    if (x_strains == 1) {
      relaxed.stress = std::abs(w.trace() / (3 * v) - p);
    } else {
      for (const double part : {w.xx / v - p, w.yy / v - p, w.zz / v - p, w.xy / v, w.xz / v, w.yz / v}) {
        relaxed.stress = std::max(relaxed.stress, std::abs(part));
      }
    }
  }

  bool moves(std::size_t atom) const { return x_options.fixed.empty() || x_options.fixed[atom] == 0; }

  void place(std::span<const double> x) {
    const std::size_t n = x_positions.size();
    x_strain = {};
    if (x_strains == 1) {
      x_strain.xx = x_strain.yy = x_strain.zz = x[3 * n] / x_stiffness;
    } else if (x_strains == 6) {
      const auto e = [&](std::size_t k) { return x[3 * n + k] / x_stiffness; };
      x_strain = {e(0), e(1), e(2), e(3), e(4), e(5)};
    }
    x_cell = x_frame.cell;
    for (Vec3& vector : x_cell.vectors) vector = strained(x_strain, vector);
    for (std::size_t i = 0; i < n; ++i) x_positions[i] = strained(x_strain, {x[3 * i], x[3 * i + 1], x[3 * i + 2]});
  }

  // ∂(E + pV)/∂ε at finite strain ε: A (1 + ε)⁻¹ with A = −W + pV, symmetrised.
  std::array<double, 6> strain_gradient(double volume) const {
    const Virial& w = x_evaluator.virial();
    const double p = x_options.pressure * volume;
    const std::array<Vec3, 3> a{Vec3{p - w.xx, -w.xy, -w.xz}, Vec3{-w.xy, p - w.yy, -w.yz},
                                Vec3{-w.xz, -w.yz, p - w.zz}};
    const Tensor6& e = x_strain;
    const Cell shape{{Vec3{1 + e.xx, e.xy, e.xz}, Vec3{e.xy, 1 + e.yy, e.yz}, Vec3{e.xz, e.yz, 1 + e.zz}}, {}};
    const auto inverse = dual_vectors(shape);  // rows of (1 + ε)⁻¹, which is symmetric
    std::array<std::array<double, 3>, 3> g{};
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) g[i][j] = dot(a[i], inverse[j]);
    }
    if (x_strains == 1) return {g[0][0] + g[1][1] + g[2][2], 0, 0, 0, 0, 0};
    return {g[0][0], g[1][1], g[2][2], g[0][1] + g[1][0], g[0][2] + g[2][0], g[1][2] + g[2][1]};
  }

  const Frame& x_frame;
  RelaxOptions x_options;
  potential::Evaluator x_evaluator;
  std::size_t x_strains = 0;
  double x_stiffness = 1;
  Tensor6 x_strain;
  Cell x_cell;
  std::vector<Vec3> x_positions;
};

}  // namespace

Relaxed relax(Frame& frame, const potential::Potential& potential, const RelaxOptions& options) {
  if (!options.fixed.empty() && options.cell != CellFreedom::fixed) {
    fail("atoms are fixed in a cell that changes, expected one of both");
  }
  Problem problem{frame, potential, options};
  auto x = problem.start();
  optimise::MinimiseOptions search;
  search.most_steps = options.most_steps;
  search.longest_step = 0.2;
  search.at_rest = [&] { return problem.at_rest(); };
  Relaxed relaxed;
  const optimise::SmoothFunction energy = [&](std::span<const double> at, std::span<double> gradient) {
    return problem(at, gradient);
  };
  const auto seen = [&](const optimise::MinimiseResult& now) {
    if (options.seen) options.seen(now.steps, now.value, now.gradient);
    return true;
  };
  const auto result = options.method == RelaxMethod::fire ? optimise::minimise_by_fire(x, energy, search, seen)
                      : options.method == RelaxMethod::cg
                          ? optimise::minimise_by_conjugate_gradient(x, energy, search, seen)
                          : optimise::minimise_by_lbfgs(x, energy, search, seen);
  relaxed.steps = result.steps;
  Frame moved = frame;
  problem.finish(x, moved, relaxed);
  relaxed.converged = relaxed.force <= options.force_tolerance && relaxed.stress <= options.stress_tolerance;
  frame = std::move(moved);
  return relaxed;
}

}  // namespace nnpipe::md
