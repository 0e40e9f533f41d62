// Energies weighed so that the fit makes the sum of their absolute errors small, not that of their squares.
#pragma once

#include "train/linear/normal_matrix.hpp"

namespace nnpipe::train {

// Rows of energies that a fit is made to, a column each, times the roots of the weights of their frames.
struct EnergyRows {
  arma::mat x;        // columns of the fit × energies
  arma::vec y;        // labels
  arma::vec weights;  // of the frames
};

// Below so many energies the median of their errors is luck: each counts as before.
inline constexpr std::size_t least_robust_energies = 20;

// What an energy of median error counts more than by its square: with a few energies out of the way, the others may
// count more before forces suffer. Held-out frames of silicon, germanium and lithium prefer 3 to 30.
inline constexpr double robust_gain = 10;

// What the weight of each energy is multiplied by: robust_gain times the median of the absolute errors over its own,
// where that is not below a third of the median. Iteratively reweighted least squares (Holland, Welsch, Commun. Stat. A
// 6, 813 (1977)): with these weights the fit is about the one of the least absolute errors, and a few energies that the
// functions cannot tell, as those of surfaces, or that are wrong, no longer rule all others. Errors are those of the
// fit without the energy, by its leverage: functions that few energies know learn these by heart. `normal`: of all rows
// of these columns, of which energies count `energy_weight`; `scale`, `ridge` as of ridge_solution(). All 1 where there
// are few energies, or no solution.
arma::vec robust_factors(const NormalMatrix& normal, const EnergyRows& energies, double energy_weight,
                         const arma::vec& scale, double ridge);

// normal += Σ weight · (factor − 1) · row rowᵀ.
void reweigh(const EnergyRows& energies, const arma::vec& factors, double weight, NormalMatrix& normal);

}  // namespace nnpipe::train
