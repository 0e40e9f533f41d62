#include "analysis/equation_of_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/needs.hpp"
#include "base/error.hpp"
#include "md/relax.hpp"
#include "network/blas.hpp"
#include "potential/evaluator.hpp"

namespace nnpipe::analysis {

std::vector<EosPoint> energy_volume(const Frame& frame, const potential::Potential& potential, double range, int points,
                                    bool relax_atoms, const Observe& observe) {
  need_bulk(frame, potential.cutoff(), "volumes of an equation of state need");
  if (points < 2) fail("{} volumes, expected at least 2", points);
  std::vector<EosPoint> curve;
  for (int k = 0; k < points; ++k) {
    Frame scaled = frame;
    const double s = std::cbrt(1 - range + 2 * range * k / (points - 1));
    for (Vec3& vector : scaled.cell.vectors) vector *= s;
    for (Vec3& r : scaled.positions) r *= s;
    if (relax_atoms) md::relax(scaled, potential);
    potential::Evaluator evaluator{potential};
    evaluator.set_atoms(scaled);
    evaluator.compute(scaled.cell, scaled.positions, {true, true, false});
    const double v = scaled.cell.volume();
    if (observe) observe(fmt::format("volume {:.6g}", v), evaluator);
    curve.push_back({v, evaluator.energy(), evaluator.virial().trace() / (3 * v)});
  }
  return curve;
}

double BirchMurnaghan::operator()(double v) const {
  const double x = std::pow(volume / v, 2.0 / 3), f = x - 1;
  return energy + 9 * volume * bulk / 16 * (f * f * f * bulk_derivative + f * f * (6 - 4 * x));
}

double BirchMurnaghan::pressure(double v) const {
  const double x = std::pow(volume / v, 1.0 / 3), squared = x * x;
  return 1.5 * bulk * (std::pow(x, 7) - std::pow(x, 5)) * (1 + 0.75 * (bulk_derivative - 4) * (squared - 1));
}

double bulk_by_pressure(const BirchMurnaghan& fit, std::span<const EosPoint> points) {
  std::vector<EosPoint> near{points.begin(), points.end()};
  std::sort(near.begin(), near.end(), [&](const EosPoint& a, const EosPoint& b) {
    return std::abs(a.volume - fit.volume) < std::abs(b.volume - fit.volume);
  });
  near.resize(std::min<std::size_t>(near.size(), 5));
  arma::mat a(near.size(), 3);
  arma::vec y(near.size()), c;
  for (std::size_t k = 0; k < near.size(); ++k) {
    const double u = near[k].volume / fit.volume - 1;
    a(k, 0) = 1;
    a(k, 1) = u;
    a(k, 2) = u * u;
    y(k) = near[k].pressure - fit.pressure(near[k].volume);
  }
  const network::SingleThreadedBlas blas;
  if (near.size() < 3 || !arma::solve(c, a, y, arma::solve_opts::no_approx))
    fail("the volumes do not determine the slope of the pressure");
  return fit.bulk - c(1);
}

BirchMurnaghan fit_birch_murnaghan(std::span<const EosPoint> points) {
  if (points.size() < 4) fail("an equation of state needs at least 4 volumes, got {}", points.size());
  // Around the middle and in units of it, so that the powers are well scaled.
  const double middle = points[points.size() / 2].volume;
  const double shift = points[points.size() / 2].energy;
  arma::mat a(points.size(), 4);
  arma::vec y(points.size());
  for (std::size_t k = 0; k < points.size(); ++k) {
    const double f = std::pow(middle / points[k].volume, 2.0 / 3) - 1;
    for (arma::uword p = 0; p < 4; ++p) a(k, p) = std::pow(f, static_cast<double>(p));
    y(k) = points[k].energy - shift;
  }
  arma::vec c;
  const network::SingleThreadedBlas blas;
  if (!arma::solve(c, a, y, arma::solve_opts::no_approx)) {
    fail("the volumes do not determine an equation of state, expected 4 different ones");
  }
  // E(f) = c₀ + c₁f + c₂f² + c₃f³ with f = (V_m/V)^⅔ − 1; its minimum has E′(f) = 0 and E″ > 0.
  const double root = c(2) * c(2) - 3 * c(1) * c(3);
  if (!(root > 0)) fail("the energy has no minimum among these volumes");
  const double f0 = std::abs(c(3)) < 1e-12 * std::abs(c(2)) ? -c(1) / (2 * c(2)) : -c(1) / (c(2) + std::sqrt(root));
  const double second = 2 * c(2) + 6 * c(3) * f0;
  const double x0 = f0 + 1;
  if (!(second > 0) || !(x0 > 0)) fail("the energy has no minimum among these volumes");
  BirchMurnaghan eos{};
  eos.volume = middle * std::pow(x0, -1.5);
  const auto [low, high] =
      std::minmax_element(points.begin(), points.end(), [](auto& p, auto& q) { return p.volume < q.volume; });
  if (eos.volume < low->volume || eos.volume > high->volume) {
    fail("the energy has no minimum among these volumes, it would lie at {:.4g} Å³", eos.volume);
  }
  // With g = (V₀/V)^⅔ − 1, f − f₀ = x₀ g: E = E₀ + ½E″x₀²g² + c₃x₀³g³, to be compared with
  // 9V₀B₀/16 [2g² + (B₀′ − 4)g³].
  eos.bulk = second * x0 * x0 * 4 / (9 * eos.volume);
  eos.bulk_derivative = 4 + 16 * c(3) * x0 * x0 * x0 / (9 * eos.volume * eos.bulk);
  eos.energy = shift + c(0) + f0 * (c(1) + f0 * (c(2) + f0 * c(3)));
  for (const auto& point : points) {
    const double miss = point.energy - eos(point.volume);
    eos.residual += miss * miss / static_cast<double>(points.size());
  }
  eos.residual = std::sqrt(eos.residual);
  return eos;
}

}  // namespace nnpipe::analysis
