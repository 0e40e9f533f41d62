// Energy against volume, and the Birch-Murnaghan equation fitted to it.
#pragma once

#include <span>
#include <vector>

#include "analysis/observe.hpp"
#include "atoms/frame.hpp"
#include "potential/potential.hpp"

namespace nnpipe::analysis {

struct EosPoint {
  double volume, energy, pressure;  // Å³, eV, eV/Å³, of the whole frame
};

// The frame scaled to `points` volumes between (1 − range) and (1 + range) times its own; atoms relaxed at each if
// asked.
std::vector<EosPoint> energy_volume(const Frame& frame, const potential::Potential& potential, double range, int points,
                                    bool relax_atoms, const Observe& observe = {});

// Third order: E(V) = E₀ + 9V₀B₀/16 {[(V₀/V)^⅔ − 1]³ B₀′ + [(V₀/V)^⅔ − 1]² [6 − 4(V₀/V)^⅔]} (Birch 1947).
struct BirchMurnaghan {
  double energy, volume, bulk, bulk_derivative;  // E₀ eV, V₀ Å³, B₀ eV/Å³, B₀′
  double residual;                               // root mean square of the fit, eV

  double operator()(double volume) const;
  double pressure(double volume) const;  // −dE/dV, eV/Å³
};

// The bulk modulus −V dP/dV at V₀ by the pressures of the points, eV/Å³: that of the equation, and the slope there of
// what the pressures differ by from its own, by a parabola through the nearest five.
double bulk_by_pressure(const BirchMurnaghan& fit, std::span<const EosPoint> points);

// Least squares in (1/V)^⅔, where the equation is a cubic. Throws Error: fewer than four points, no minimum among them.
BirchMurnaghan fit_birch_murnaghan(std::span<const EosPoint> points);

}  // namespace nnpipe::analysis
