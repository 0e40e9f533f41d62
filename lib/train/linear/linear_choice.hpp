// Which candidates a linear potential takes, how many, and its ridge and weight of energies: by frames held out.
#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "train/linear/normal_equations.hpp"
#include "train/linear/robust_energies.hpp"

namespace nnpipe::train {

struct LinearSettings {
  std::size_t functions = 0;  // besides the constants
  double ridge = 1e-6;        // relative to the mean square of a function's forces
  double energy_weight = 1;   // of energies and stresses against forces, besides what LossScales and errors say
  double part = 1;            // of the products of the pool that functions are chosen from
};

// What is tried. Numbers of functions ascend.
struct LinearSearch {
  std::vector<std::size_t> functions{50, 100, 200, 400, 800};
  std::vector<double> ridges{1e-10, 1e-8, 1e-7, 1e-6, 1e-5};
  std::vector<double> energy_weights{0.1, 0.3, 1};
  std::vector<double> parts{0, 0.3, 1};  // of the products; few data pick flukes of many
};

// What fits are compared by. Held-out energies are few: they count by the root of their error beside that of the
// forces. Either may be 0: it was not fitted.
double judged(double energy, double force);

struct LinearTrial {
  LinearSettings settings;
  double energy_loss = 0, force_loss = 0;  // of held-out frames, as parts of Γ
  double energy_sum = 0;                   // of the absolute errors of energies and stresses, weighted as in Γ
  std::size_t energy_count = 0;

  // judged() by mean absolute errors of energies: a few frames that are off by much rule their mean square.
  double error() const;
};

// A linear potential: Σ weights · columns.
struct LinearSolution {
  std::vector<arma::uword> columns;  // in the order they were chosen; constants first
  arma::vec weights;
};

// Normal equations of groups of frames, of which groups [1, n) are held out in turn; group 0 never is. Where the
// energies of all frames are kept, solutions weigh them by robust_factors(); what is chosen and guarded does not.
class LinearProblem {
 public:
  // The last `constants` columns are in every solution. `ranks`: of every column, see Candidate; none: all are 0.
  LinearProblem(std::vector<NormalEquations> groups, std::size_t constants, std::vector<double> ranks = {});

  // Every column is in every solution, in their order, but for those that are 0 or of a rank above the part: functions
  // that are given, not chosen.
  void take_all() { x_takes_all = true; }

  // Rows that are never held out: energies of structures that keep the fit from holes. They have a weight of 0 until
  // they are given another; the search does not know them.
  void guard(NormalMatrix whole) { x_guards = std::move(whole); }
  void weigh_guards(double weight) { x_guard_weight = x_guards ? weight : 0; }

  std::size_t groups() const { return x_groups.size(); }

  // Tries numbers of functions, then ridges, then weights of energies, each with the best of those before, all of this
  // with each part of the products; the functions are chosen anew for each turn, without its frames. Needs two groups
  // at least. The best comes first, the best of each number of functions follow in ascending order.
  std::vector<LinearTrial> search(const LinearSearch& search) const;

  // On all frames, or on all but one group.
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  LinearSolution solve(const LinearSettings& settings, std::size_t without = none) const;
  // Up to `count` functions of a part of the products, and the constants, in the order in which they are chosen; with
  // take_all() all of them.
  std::vector<arma::uword> chosen(std::size_t count, double part, std::size_t without = none) const;
  // The same columns, other weights: a member of a committee.
  arma::vec weights(const LinearSettings& settings, std::span<const arma::uword> columns, std::size_t without) const;

 private:
  class Turn;
  class Turns;
  std::vector<LinearTrial> search(const LinearSearch& search, double part) const;
  NormalMatrix combined(double energy_weight, std::size_t without, std::span<const arma::uword> columns,
                        bool lower) const;
  // Of all groups but one; none where not all are kept.
  EnergyRows energies(std::size_t without, std::span<const arma::uword> columns) const;

  std::vector<NormalEquations> x_groups;
  NormalMatrix x_forces, x_whole;  // of all groups
  std::optional<NormalMatrix> x_guards;
  double x_guard_weight = 0;
  arma::vec x_scale;
  std::size_t x_constants;
  std::vector<double> x_ranks;
  bool x_takes_all = false;
};

}  // namespace nnpipe::train
