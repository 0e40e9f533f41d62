#include "train/linear/linear_choice.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "base/threads.hpp"
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

// a + weight · b, of their first n columns.
NormalMatrix sum_of_first(std::size_t n, const NormalMatrix& a, double weight, const NormalMatrix& b) {
  NormalMatrix sum{n};
  for (std::size_t c = 0; c < n; ++c) {
    const double *from_a = a.h.colptr(c), *from_b = b.h.colptr(c);
    double* const to = sum.h.colptr(c);
    for (std::size_t r = 0; r < n; ++r) to[r] = from_a[r] + weight * from_b[r];
    sum.b[c] = a.b[c] + weight * b.b[c];
  }
  return sum;
}

bool is_better(const LinearTrial& a, const LinearTrial& b) { return a.error() < b.error(); }

// Settings that are tried after others have to lower the error by this part: less is luck.
constexpr double least_gain = 0.01;

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
    const auto equations = sum_of_first(n, x_forces, trial.settings.energy_weight, x_whole);
    const arma::vec weights = ridge_solution(equations, x_scale, trial.settings.ridge, columns);
    trial.force_loss += 0.5 * x_held_forces.residual(weights);
    trial.energy_loss += 0.5 * x_held_whole.residual(weights);
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

// All held-out groups. Each process takes some of them; of the others it learns the losses.
class LinearProblem::Turns {
 public:
  Turns(const LinearProblem& problem, std::size_t count, double part) : x_all{problem.x_groups.size() - 1} {
    const Part mine = part_of(x_all, process_rank());
    x_turns.resize(mine.last - mine.first);
    parallel_for({x_turns.size(), 1}, [&](std::size_t t, std::size_t, std::size_t) {
      x_turns[t].emplace(problem, mine.first + t + 1, count, part);
    });
  }

  // The best of these settings, in their order; after the first, and after `best`, one has to be better by least_gain
  // than what is best before it.
  LinearTrial best_of(const std::vector<LinearSettings>& list, std::optional<LinearTrial> best) const {
    const auto losses = losses_of(list);
    for (std::size_t s = 0; s < list.size(); ++s) {
      LinearTrial trial{list[s]};
      for (std::size_t t = 0; t < x_all; ++t) {
        const double* const of_turn = losses.data() + numbers * (t * list.size() + s);
        trial.energy_loss += of_turn[0];
        trial.force_loss += of_turn[1];
        trial.energy_sum += of_turn[2];
        trial.energy_count += static_cast<std::size_t>(of_turn[3]);
      }
      if (!best || trial.error() < (1 - least_gain) * best->error()) best = trial;
    }
    return *best;
  }

 private:
  static constexpr std::size_t numbers = 4;  // of a turn and a setting

  // Of all turns, one setting after the other.
  std::vector<double> losses_of(const std::vector<LinearSettings>& list) const {
    std::vector<std::size_t> places;
    for (std::size_t p = 0; p <= process_count(); ++p)
      places.push_back(numbers * list.size() * part_of(x_all, p).first);
    std::vector<double> losses(numbers * x_all * list.size());
    parallel_for({x_turns.size() * list.size(), 1}, [&](std::size_t task, std::size_t, std::size_t) {
      LinearTrial of_turn{list[task % list.size()]};
      x_turns[task / list.size()]->add(of_turn);
      double* const own = losses.data() + places[process_rank()] + numbers * task;
      own[0] = of_turn.energy_loss;
      own[1] = of_turn.force_loss;
      own[2] = of_turn.energy_sum;
      own[3] = static_cast<double>(of_turn.energy_count);
    });
    share(losses, places);
    return losses;
  }

  std::size_t x_all;
  std::vector<std::optional<Turn>> x_turns;
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
  if (x_takes_all) {
    std::rotate(open.begin(), open.end() - static_cast<std::ptrdiff_t>(constants.size()), open.end());
    return open;
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
  const network::SingleThreadedBlas blas;  // around the loops over turns
  const Turns turns{*this, search.functions.back(), part};
  std::vector<LinearTrial> sizes;
  const LinearSettings usual{0, search.ridges[search.ridges.size() / 2],
                             search.energy_weights[search.energy_weights.size() / 2], part};
  for (const auto functions : search.functions) {
    std::vector<LinearSettings> list{usual};
    list.front().functions = functions;
    for (const double ridge : search.ridges) {
      if (ridge == usual.ridge) continue;
      list.push_back(list.front());
      list.back().ridge = ridge;
    }
    LinearTrial best = turns.best_of(list, {});
    list.clear();
    for (const double weight : search.energy_weights) {
      if (weight == usual.energy_weight) continue;
      list.push_back(best.settings);
      list.back().energy_weight = weight;
    }
    if (!list.empty()) best = turns.best_of(list, best);
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
