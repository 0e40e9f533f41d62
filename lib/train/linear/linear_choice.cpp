#include "train/linear/linear_choice.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "base/threads.hpp"
#include "train/processes.hpp"

namespace nnpipe::train {

namespace {

// What functions are chosen with, and errors of energies found with before settings are: both depend little on either.
constexpr double usual_ridge = 1e-7;
constexpr double usual_weight = 0.3;

// Columns that a thread goes through at a time.
constexpr std::size_t some_columns = 32;

NormalMatrix part_of(const NormalMatrix& whole, std::span<const arma::uword> columns) {
  NormalMatrix part{columns.size()};
  parallel_for({columns.size(), some_columns}, [&](std::size_t, std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      const double* from = whole.h.colptr(columns[i]);
      double* const to = part.h.colptr(i);
      for (std::size_t j = 0; j < columns.size(); ++j) to[j] = from[columns[j]];
      part.b[i] = whole.b[columns[i]];
    }
  });
  part.squares = whole.squares;
  return part;
}

struct Term {
  double factor;
  const NormalMatrix* matrix;
};

// Σ factor · matrix, of these columns; of their lower triangle, or all. Large matrices are gone through once.
NormalMatrix sum_of(const std::vector<Term>& terms, std::span<const arma::uword> columns, bool lower) {
  NormalMatrix sum{columns.size()};
  parallel_for({columns.size(), some_columns}, [&](std::size_t, std::size_t first, std::size_t last) {
    for (std::size_t c = first; c < last; ++c) {
      double* const to = sum.h.colptr(c);
      for (const auto& term : terms) {
        const double* const from = term.matrix->h.colptr(columns[c]);
        for (std::size_t r = lower ? c : 0; r < columns.size(); ++r) to[r] += term.factor * from[columns[r]];
        sum.b[c] += term.factor * term.matrix->b[columns[c]];
      }
    }
  });
  for (const auto& term : terms) sum.squares += term.factor * term.matrix->squares;
  return sum;
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

// Of these columns of `all`.
EnergyRows rows_of(const std::vector<const KeptRows*>& parts, std::span<const arma::uword> columns, std::size_t all) {
  std::size_t count = 0;
  for (const auto* part : parts) count += part->count();
  EnergyRows rows{arma::mat(columns.size(), count, arma::fill::none), arma::vec(count), arma::vec(count)};
  std::size_t at = 0;
  for (const auto* part : parts) {
    for (std::size_t r = 0; r < part->count(); ++r, ++at) {
      const double* const from = part->values.data() + r * (all + 1);
      for (std::size_t c = 0; c < columns.size(); ++c) rows.x(c, at) = from[columns[c]];
      rows.y[at] = from[all];
      rows.weights[at] = part->weights[r];
    }
  }
  return rows;
}

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
    weigh(problem.energies(group, columns));
    const auto& held = problem.x_groups[group];
    x_held = rows_of({&held.energies, &held.stresses}, columns, problem.x_scale.n_elem);
  }

  // Adds what is lost with these settings, which have one ridge and one weight of energies.
  void add(std::span<LinearTrial> trials) const {
    std::size_t most = 0;
    for (const auto& trial : trials) most = std::max(most, columns_of(trial));
    const auto& settings = trials.front().settings;
    const auto equations = sum_of_first(most, x_forces, settings.energy_weight, x_whole);
    const NestedSolutions solutions{equations, x_scale.head(most), settings.ridge};
    for (auto& trial : trials) add(trial, solutions.of_first(columns_of(trial)));
  }

 private:
  std::size_t columns_of(const LinearTrial& trial) const {
    return std::min<std::size_t>(x_constants + trial.settings.functions, x_scale.n_elem);
  }

  void add(LinearTrial& trial, const arma::vec& weights) const {
    trial.force_loss += 0.5 * x_held_forces.residual(weights);
    trial.energy_loss += 0.5 * x_held_whole.residual(weights);
    for (std::size_t r = 0; r < x_held.y.n_elem; ++r) {
      double error = -x_held.y[r];
      for (std::size_t c = 0; c < weights.n_elem; ++c) error += weights[c] * x_held.x(c, r);
      trial.energy_sum += std::abs(error);
    }
    trial.energy_count += x_held.y.n_elem;
  }

  // Energies by the errors of one fit for all settings: its errors differ by a factor, mostly.
  void weigh(const EnergyRows& energies) {
    const auto equations = sum_of_first(x_scale.n_elem, x_forces, usual_weight, x_whole);
    reweigh(energies, robust_factors(equations, energies, usual_weight, x_scale, usual_ridge), 1, x_whole);
  }

  std::size_t x_constants;
  NormalMatrix x_forces, x_whole, x_held_forces, x_held_whole;
  arma::vec x_scale;
  EnergyRows x_held;  // energies and stresses of held-out frames
};

// All held-out groups. Each process takes some of them; of the others it learns the losses.
class LinearProblem::Turns {
 public:
  Turns(const LinearProblem& problem, std::size_t count, double part) : x_all{problem.x_groups.size() - 1} {
    const Part mine = part_of(x_all, process_rank());
    x_turns.resize(mine.last - mine.first);
    const auto make = [&](std::size_t t) { x_turns[t].emplace(problem, mine.first + t + 1, count, part); };
    // Side by side, as far as they go round. The rest, where it would leave most threads idle, one after the other:
    // then each takes all of them.
    const auto threads = static_cast<std::size_t>(thread_count());
    const std::size_t rest = x_turns.size() % threads;
    const std::size_t together = x_turns.size() - (2 * rest <= threads ? rest : 0);
    parallel_for({together, 1}, [&](std::size_t t, std::size_t, std::size_t) { make(t); });
    for (std::size_t t = together; t < x_turns.size(); ++t) make(t);
  }

  // Of these settings, in their order.
  std::vector<LinearTrial> trials_of(const std::vector<LinearSettings>& list) const {
    const auto losses = losses_of(list);
    std::vector<LinearTrial> trials;
    for (std::size_t s = 0; s < list.size(); ++s) {
      auto& trial = trials.emplace_back(LinearTrial{list[s]});
      for (std::size_t t = 0; t < x_all; ++t) {
        const double* const of_turn = losses.data() + numbers * (t * list.size() + s);
        trial.energy_loss += of_turn[0];
        trial.force_loss += of_turn[1];
        trial.energy_sum += of_turn[2];
        trial.energy_count += static_cast<std::size_t>(of_turn[3]);
      }
    }
    return trials;
  }

 private:
  static constexpr std::size_t numbers = 4;  // of a turn and a setting

  // Places of settings that differ by their number of functions alone: these are solved together.
  static std::vector<std::vector<std::size_t>> alike(const std::vector<LinearSettings>& list) {
    std::map<std::pair<double, double>, std::vector<std::size_t>> places;
    for (std::size_t s = 0; s < list.size(); ++s) places[{list[s].ridge, list[s].energy_weight}].push_back(s);
    std::vector<std::vector<std::size_t>> all;
    for (auto& entry : places) all.push_back(std::move(entry.second));
    return all;
  }

  // Of all turns, one setting after the other.
  std::vector<double> losses_of(const std::vector<LinearSettings>& list) const {
    std::vector<std::size_t> places;
    for (std::size_t p = 0; p <= process_count(); ++p)
      places.push_back(numbers * list.size() * part_of(x_all, p).first);
    std::vector<double> losses(numbers * x_all * list.size());
    const auto jobs = alike(list);
    parallel_for({x_turns.size() * jobs.size(), 1}, [&](std::size_t task, std::size_t, std::size_t) {
      const std::size_t turn = task / jobs.size();
      const auto& job = jobs[task % jobs.size()];
      std::vector<LinearTrial> of_turn;
      for (const auto s : job) of_turn.push_back({list[s]});
      x_turns[turn]->add(of_turn);
      for (std::size_t i = 0; i < job.size(); ++i) {
        double* const own = losses.data() + places[process_rank()] + numbers * (turn * list.size() + job[i]);
        own[0] = of_turn[i].energy_loss;
        own[1] = of_turn[i].force_loss;
        own[2] = of_turn[i].energy_sum;
        own[3] = static_cast<double>(of_turn[i].energy_count);
      }
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
  auto columns = orthogonal_least_squares(combined(usual_weight, without, open, true), scale, usual_ridge, constants,
                                          count + x_constants);
  for (auto& column : columns) column = open[column];
  return columns;
}

NormalMatrix LinearProblem::combined(double energy_weight, std::size_t without, std::span<const arma::uword> columns,
                                     bool lower) const {
  std::vector<Term> terms{{1, &x_forces}, {energy_weight, &x_whole}};
  if (without != none) {
    terms.push_back({-1, &x_groups[without].forces});
    terms.push_back({-energy_weight, &x_groups[without].whole});
  }
  if (x_guard_weight > 0) terms.push_back({energy_weight * x_guard_weight, &*x_guards});
  return sum_of(terms, columns, lower);
}

EnergyRows LinearProblem::energies(std::size_t without, std::span<const arma::uword> columns) const {
  std::vector<const KeptRows*> kept;
  for (std::size_t g = 0; g < x_groups.size(); ++g) {
    if (g != without && x_groups[g].all_energies) kept.push_back(&x_groups[g].energies);
  }
  return rows_of(kept, columns, x_scale.n_elem);
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
  const LinearSettings usual{0, search.ridges[search.ridges.size() / 2],
                             search.energy_weights[search.energy_weights.size() / 2], part};
  std::vector<LinearSettings> list;
  for (const auto functions : search.functions) {
    list.push_back(usual);
    list.back().functions = functions;
  }
  auto sizes = turns.trials_of(list);
  // The best of other settings take the place of those before, of each number of functions.
  const auto vary = [&](const std::vector<double>& values, double LinearSettings::*varied) {
    list.clear();
    for (const auto& best : sizes) {
      for (const double value : values) {
        if (value == usual.*varied) continue;
        list.push_back(best.settings);
        list.back().*varied = value;
      }
    }
    for (const auto& trial : turns.trials_of(list)) {
      const auto place = std::find(search.functions.begin(), search.functions.end(), trial.settings.functions);
      auto& best = sizes[static_cast<std::size_t>(place - search.functions.begin())];
      if (trial.error() < (1 - least_gain) * best.error()) best = trial;
    }
  };
  vary(search.ridges, &LinearSettings::ridge);
  vary(search.energy_weights, &LinearSettings::energy_weight);
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
  NormalMatrix equations = combined(settings.energy_weight, without, columns, false);
  const EnergyRows rows = energies(without, columns);
  const auto factors = robust_factors(equations, rows, settings.energy_weight, scale, settings.ridge);
  reweigh(rows, factors, settings.energy_weight, equations);
  return ridge_solution(equations, scale, settings.ridge, first_columns(columns.size()));
}

}  // namespace nnpipe::train
