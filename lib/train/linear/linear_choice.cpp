#include "train/linear/linear_choice.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "train/processes.hpp"

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

bool is_better(const LinearTrial& a, const LinearTrial& b) { return a.error() < b.error(); }

std::vector<arma::uword> first_columns(std::size_t n) {
  std::vector<arma::uword> columns(n);
  std::iota(columns.begin(), columns.end(), arma::uword{0});
  return columns;
}

}  // namespace

double judged(double energy, double force) {
  if (!(force > 0)) return energy;
  return energy > 0 ? force * std::sqrt(energy) : force;
}

double LinearTrial::error() const {
  const double energy = energy_count > 0 ? energy_sum / static_cast<double>(energy_count) : std::sqrt(energy_loss);
  return judged(energy, std::sqrt(force_loss));
}

// One held-out group: the columns chosen without it, and the equations of these alone.
class LinearProblem::Turn {
 public:
  Turn(const LinearProblem& problem, std::size_t group, std::size_t count, double part)
      : x_constants{problem.x_constants} {
    const auto columns = problem.chosen(count, part, group);
    x_held_forces = part_of(problem.x_groups[group].forces, columns);
    x_held_whole = part_of(problem.x_groups[group].whole, columns);
    x_forces = part_of(problem.x_forces, columns);
    x_whole = part_of(problem.x_whole, columns);
    nnpipe::train::add(x_forces, -1, x_held_forces);
    nnpipe::train::add(x_whole, -1, x_held_whole);
    x_scale.set_size(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) x_scale[i] = problem.x_scale[columns[i]];
    take_rows(problem.x_groups[group].rows, problem.x_scale.n_elem, columns);
  }

  void add(LinearTrial& trial) const {
    const std::size_t n = std::min<std::size_t>(x_constants + trial.settings.functions, x_scale.n_elem);
    const auto columns = first_columns(n);
    auto equations = part_of(x_forces, columns);
    nnpipe::train::add(equations, trial.settings.energy_weight, part_of(x_whole, columns));
    const arma::vec weights = ridge_solution(equations, x_scale, trial.settings.ridge, columns);
    trial.force_loss += 0.5 * x_held_forces.residual(columns, weights);
    trial.energy_loss += 0.5 * x_held_whole.residual(columns, weights);
    for (std::size_t r = 0; r < x_labels.size(); ++r) {
      double error = -x_labels[r];
      for (std::size_t c = 0; c < n; ++c) error += weights[c] * x_rows(c, r);
      trial.energy_sum += std::abs(error);
    }
    trial.energy_count += x_labels.size();
  }

 private:
  // Of these columns.
  void take_rows(const std::vector<double>& rows, std::size_t all, const std::vector<arma::uword>& columns) {
    const std::size_t count = rows.size() / (all + 1);
    x_rows.set_size(columns.size(), count);
    for (std::size_t r = 0; r < count; ++r) {
      const double* from = rows.data() + r * (all + 1);
      for (std::size_t c = 0; c < columns.size(); ++c) x_rows(c, r) = from[columns[c]];
      x_labels.push_back(from[all]);
    }
  }

  std::size_t x_constants;
  NormalMatrix x_forces, x_whole, x_held_forces, x_held_whole;
  arma::vec x_scale;
  arma::mat x_rows;  // energies and stresses of held-out frames, a column each
  std::vector<double> x_labels;
};

LinearProblem::LinearProblem(std::vector<NormalEquations> groups, std::size_t constants, std::vector<double> ranks)
    : x_groups{std::move(groups)}, x_constants{constants}, x_ranks{std::move(ranks)} {
  const std::size_t n = x_groups.front().forces.columns();
  x_ranks.resize(n);
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

std::vector<arma::uword> LinearProblem::chosen(std::size_t count, double part, std::size_t without) const {
  std::vector<arma::uword> open, constants;
  for (std::size_t c = 0; c < x_scale.n_elem; ++c) {
    if (!(x_scale[c] > 0) || x_ranks[c] > part) continue;
    if (c + x_constants >= x_scale.n_elem) constants.push_back(open.size());
    open.push_back(c);
  }
  arma::vec scale(open.size());
  for (std::size_t i = 0; i < open.size(); ++i) scale[i] = x_scale[open[i]];
  auto columns = orthogonal_least_squares(combined(choosing_weight, without, open), scale, choosing_ridge, constants,
                                          count + x_constants);
  for (auto& column : columns) column = open[column];
  return columns;
}

NormalMatrix LinearProblem::combined(double energy_weight, std::size_t without,
                                     std::span<const arma::uword> columns) const {
  NormalMatrix sum = part_of(x_forces, columns);
  nnpipe::train::add(sum, energy_weight, part_of(x_whole, columns));
  if (without != none) {
    nnpipe::train::add(sum, -1, part_of(x_groups[without].forces, columns));
    nnpipe::train::add(sum, -energy_weight, part_of(x_groups[without].whole, columns));
  }
  if (x_guard_weight > 0) nnpipe::train::add(sum, energy_weight * x_guard_weight, part_of(*x_guards, columns));
  return sum;
}

std::vector<LinearTrial> LinearProblem::search(const LinearSearch& search) const {
  std::vector<LinearTrial> sizes;
  for (const double part : search.parts) {
    const auto some = this->search(search, part);
    if (sizes.empty()) sizes = some;
    for (std::size_t s = 0; s < sizes.size(); ++s) sizes[s] = std::min(sizes[s], some[s], is_better);
  }
  std::vector<LinearTrial> trials{*std::min_element(sizes.begin(), sizes.end(), is_better)};
  trials.insert(trials.end(), sizes.begin(), sizes.end());
  return trials;
}

// Of one part of the products: the best of each number of functions.
std::vector<LinearTrial> LinearProblem::search(const LinearSearch& search, double part) const {
  // Each process takes some turns; of the others it learns the losses.
  constexpr std::size_t numbers = 4;
  const std::size_t all = x_groups.size() - 1;
  const Part mine = part_of(all, process_rank());
  std::vector<std::size_t> parts;
  for (std::size_t p = 0; p <= process_count(); ++p) parts.push_back(numbers * part_of(all, p).first);
  std::vector<Turn> turns;
  for (std::size_t t = mine.first; t < mine.last; ++t) turns.emplace_back(*this, t + 1, search.functions.back(), part);
  const auto tried = [&](LinearSettings settings) {
    std::vector<double> losses(numbers * all);
    for (std::size_t t = mine.first; t < mine.last; ++t) {
      LinearTrial of_turn{settings};
      turns[t - mine.first].add(of_turn);
      double* const own = losses.data() + numbers * t;
      own[0] = of_turn.energy_loss;
      own[1] = of_turn.force_loss;
      own[2] = of_turn.energy_sum;
      own[3] = static_cast<double>(of_turn.energy_count);
    }
    share(losses, parts);
    LinearTrial trial{settings};
    for (std::size_t t = 0; t < all; ++t) {
      const double* const of_turn = losses.data() + numbers * t;
      trial.energy_loss += of_turn[0];
      trial.force_loss += of_turn[1];
      trial.energy_sum += of_turn[2];
      trial.energy_count += static_cast<std::size_t>(of_turn[3]);
    }
    return trial;
  };
  std::vector<LinearTrial> sizes;
  LinearSettings settings{0, search.ridges[search.ridges.size() / 2],
                          search.energy_weights[search.energy_weights.size() / 2], part};
  for (const auto functions : search.functions) {
    settings.functions = functions;
    LinearTrial best = tried(settings);
    for (const double ridge : search.ridges) {
      auto other = best.settings;
      other.ridge = ridge;
      best = std::min(best, tried(other), is_better);
    }
    for (const double weight : search.energy_weights) {
      auto other = best.settings;
      other.energy_weight = weight;
      best = std::min(best, tried(other), is_better);
    }
    sizes.push_back(best);
  }
  return sizes;
}

LinearSolution LinearProblem::solve(const LinearSettings& settings, std::size_t without) const {
  LinearSolution solution;
  solution.columns = chosen(settings.functions, settings.part, without);
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
