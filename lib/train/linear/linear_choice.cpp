#include "train/linear/linear_choice.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace nnpipe::train {

namespace {

// What functions are chosen with: the choice depends little on either.
constexpr double choosing_ridge = 1e-7;
constexpr double choosing_weight = 0.3;

NormalMatrix part_of(const NormalMatrix& whole, std::span<const arma::uword> columns) {
  NormalMatrix part{columns.size()};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const double* from = whole.h.colptr(columns[i]);
    for (std::size_t j = 0; j < columns.size(); ++j) part.h(j, i) = from[columns[j]];
    part.b[i] = whole.b[columns[i]];
  }
  part.squares = whole.squares;
  return part;
}

std::vector<arma::uword> first_columns(std::size_t n) {
  std::vector<arma::uword> columns(n);
  std::iota(columns.begin(), columns.end(), arma::uword{0});
  return columns;
}

}  // namespace

// One held-out group: the columns chosen without it, and the equations of these alone.
class LinearProblem::Turn {
 public:
  Turn(const LinearProblem& problem, std::size_t group, std::size_t count) : x_constants{problem.x_constants} {
    const auto columns = orthogonal_least_squares(problem.combined(choosing_weight, group), problem.x_scale,
                                                  choosing_ridge, problem.constants(), count + problem.x_constants);
    x_held_forces = part_of(problem.x_groups[group].forces, columns);
    x_held_whole = part_of(problem.x_groups[group].whole, columns);
    x_forces = part_of(problem.x_forces, columns);
    x_whole = part_of(problem.x_whole, columns);
    nnpipe::train::add(x_forces, -1, x_held_forces);
    nnpipe::train::add(x_whole, -1, x_held_whole);
    x_scale.set_size(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) x_scale[i] = problem.x_scale[columns[i]];
  }

  void add(LinearTrial& trial) const {
    const std::size_t n = std::min<std::size_t>(x_constants + trial.settings.functions, x_scale.n_elem);
    const auto columns = first_columns(n);
    auto equations = part_of(x_forces, columns);
    nnpipe::train::add(equations, trial.settings.energy_weight, part_of(x_whole, columns));
    const arma::vec weights = ridge_solution(equations, x_scale, trial.settings.ridge, columns);
    trial.force_loss += 0.5 * x_held_forces.residual(columns, weights);
    trial.energy_loss += 0.5 * x_held_whole.residual(columns, weights);
  }

 private:
  std::size_t x_constants;
  NormalMatrix x_forces, x_whole, x_held_forces, x_held_whole;
  arma::vec x_scale;
};

LinearProblem::LinearProblem(std::vector<NormalEquations> groups, std::size_t constants)
    : x_groups{std::move(groups)}, x_constants{constants} {
  const std::size_t n = x_groups.front().forces.columns();
  x_forces = NormalMatrix{n};
  x_whole = NormalMatrix{n};
  for (const auto& group : x_groups) {
    nnpipe::train::add(x_forces, 1, group.forces);
    nnpipe::train::add(x_whole, 1, group.whole);
  }
  x_scale.set_size(n);
  for (std::size_t c = 0; c < n; ++c) {
    const double by_forces = x_forces.h(c, c), by_energies = x_whole.h(c, c);
    x_scale[c] = std::sqrt(by_forces > 0 ? by_forces : by_energies);
  }
}

std::vector<arma::uword> LinearProblem::constants() const {
  std::vector<arma::uword> columns;
  for (std::size_t c = x_scale.n_elem - x_constants; c < x_scale.n_elem; ++c) {
    if (x_scale[c] > 0) columns.push_back(c);
  }
  return columns;
}

NormalMatrix LinearProblem::combined(double energy_weight, std::size_t without) const {
  NormalMatrix sum = x_forces;
  nnpipe::train::add(sum, energy_weight, x_whole);
  if (without != none) {
    nnpipe::train::add(sum, -1, x_groups[without].forces);
    nnpipe::train::add(sum, -energy_weight, x_groups[without].whole);
  }
  return sum;
}

NormalMatrix LinearProblem::combined(double energy_weight, std::size_t without,
                                     std::span<const arma::uword> columns) const {
  NormalMatrix sum = part_of(x_forces, columns);
  nnpipe::train::add(sum, energy_weight, part_of(x_whole, columns));
  if (without != none) {
    nnpipe::train::add(sum, -1, part_of(x_groups[without].forces, columns));
    nnpipe::train::add(sum, -energy_weight, part_of(x_groups[without].whole, columns));
  }
  return sum;
}

std::vector<LinearTrial> LinearProblem::search(const LinearSearch& search) const {
  std::vector<Turn> turns;
  for (std::size_t g = 1; g < x_groups.size(); ++g) turns.emplace_back(*this, g, search.functions.back());
  const auto tried = [&](LinearSettings settings) {
    LinearTrial trial{settings};
    for (const auto& turn : turns) turn.add(trial);
    return trial;
  };
  std::vector<LinearTrial> sizes;
  LinearSettings settings{0, search.ridges[search.ridges.size() / 2],
                          search.energy_weights[search.energy_weights.size() / 2]};
  const auto better = [](const LinearTrial& a, const LinearTrial& b) { return a.loss() < b.loss(); };
  for (const auto functions : search.functions) {
    settings.functions = functions;
    LinearTrial best = tried(settings);
    for (const double ridge : search.ridges) {
      auto other = best.settings;
      other.ridge = ridge;
      best = std::min(best, tried(other), better);
    }
    for (const double weight : search.energy_weights) {
      auto other = best.settings;
      other.energy_weight = weight;
      best = std::min(best, tried(other), better);
    }
    sizes.push_back(best);
  }
  std::vector<LinearTrial> trials{*std::min_element(sizes.begin(), sizes.end(), better)};
  trials.insert(trials.end(), sizes.begin(), sizes.end());
  return trials;
}

LinearSolution LinearProblem::solve(const LinearSettings& settings, std::size_t without) const {
  LinearSolution solution;
  solution.columns = orthogonal_least_squares(combined(choosing_weight, without), x_scale, choosing_ridge, constants(),
                                              settings.functions + x_constants);
  solution.weights = weights(settings, solution.columns, without);
  return solution;
}

arma::vec LinearProblem::weights(const LinearSettings& settings, std::span<const arma::uword> columns,
                                 std::size_t without) const {
  arma::vec scale(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) scale[i] = x_scale[columns[i]];
  const auto all = first_columns(columns.size());
  return ridge_solution(combined(settings.energy_weight, without, columns), scale, settings.ridge, all);
}

}  // namespace nnpipe::train
