#include "train/linear/robust_energies.hpp"

#include <algorithm>

namespace nnpipe::train {

namespace {

constexpr int rounds = 4;  // the factors change by some percent in the last
// Errors below this part of the median count as such.
constexpr double least_error = 0.3;
// Of the error of an energy that is part of the fit, over the one if it were not.
constexpr double least_left = 0.05;

// Absolute errors of energies by a fit without the energy, one after the other. Empty: there is no solution.
arma::vec left_out_errors(const NormalMatrix& normal, const EnergyRows& energies, const arma::vec& weights,
                          const arma::vec& scale, double ridge) {
  const arma::vec inverse = 1 / scale;
  arma::mat h = normal.h;
  h.each_col() %= inverse;
  h.each_row() %= inverse.t();
  h.diag() += ridge;
  arma::mat factor;
  if (!arma::chol(factor, h, "lower")) return {};
  arma::mat rows = energies.x.each_col() % inverse;
  rows = arma::solve(arma::trimatl(factor), rows, arma::solve_opts::no_approx);
  const arma::vec b = normal.b % inverse;
  const arma::vec half = arma::solve(arma::trimatl(factor), b, arma::solve_opts::no_approx);
  const arma::vec errors = arma::abs(rows.t() * half - energies.y) / arma::sqrt(energies.weights);
  const arma::vec leverage = weights % arma::sum(arma::square(rows), 0).t();
  return errors / arma::clamp(1 - leverage, least_left, 1.0);
}

}  // namespace

arma::vec robust_factors(const NormalMatrix& normal, const EnergyRows& energies, double energy_weight,
                         const arma::vec& scale, double ridge) {
  const arma::vec plain(energies.y.n_elem, arma::fill::ones);
  if (energies.y.n_elem < least_robust_energies || !(energy_weight > 0)) return plain;
  arma::vec factors = robust_gain * plain;
  const network::SingleThreadedBlas blas;
  for (int round = 0; round < rounds; ++round) {
    NormalMatrix equations = normal;
    reweigh(energies, factors, energy_weight, equations);
    const arma::vec errors = left_out_errors(equations, energies, energy_weight * factors, scale, ridge);
    if (errors.is_empty() || !errors.is_finite()) return plain;
    const double median = arma::median(errors);
    if (!(median > 0)) return plain;
    factors = robust_gain * median / arma::clamp(errors, least_error * median, arma::datum::inf);
  }
  return factors;
}

void reweigh(const EnergyRows& energies, const arma::vec& factors, double weight, NormalMatrix& normal) {
  if (factors.is_empty()) return;
  const network::SingleThreadedBlas blas;
  const arma::vec more = weight * (factors - 1);
  arma::mat rows = energies.x;
  rows.each_row() %= more.t();
  normal.h += rows * energies.x.t();
  normal.b += rows * energies.y;
  normal.squares += arma::dot(more, arma::square(energies.y));
}

}  // namespace nnpipe::train
