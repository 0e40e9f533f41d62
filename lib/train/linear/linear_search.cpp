#include "train/linear/linear_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <span>

#include "base/random.hpp"
#include "base/shown_units.hpp"
#include "train/linear/chosen_set.hpp"
#include "train/linear/linear_model.hpp"

namespace nnpipe::train {

namespace {

// Functions of each element; more than `most_of_one` where there are several.
constexpr std::size_t sizes[] = {25, 50, 100, 150, 200, 300, 400, 500, 600, 800, 1000, 1200, 1600}, most_of_one = 800;

// What twice the price has to take off the held-out error.
constexpr double least_gain = 0.2;

std::vector<descriptor::Set> sets_of(const MomentRows& rows, std::span<const arma::uword> columns) {
  const auto chosen = candidates_of(rows, columns);
  std::vector<descriptor::Set> sets;
  for (std::size_t e = 0; e < chosen.size(); ++e) sets.push_back(chosen_set(rows.pools()[e], chosen[e]));
  return sets;
}

// Numbers of functions of all elements together. More than a function for three rows is learned by heart.
std::vector<std::size_t> numbers_to_try(const LinearTask& task, const FrameGroups& groups, std::size_t most,
                                        std::size_t elements) {
  double force_rows = 0;
  for (const auto& group : groups) {
    for (const auto f : group) force_rows += static_cast<double>(1 + 3 * task.data.frame(f).forces.size());
  }
  std::vector<std::size_t> numbers;
  for (const auto size : sizes) {
    const bool few =
        static_cast<double>(3 * size * elements) < force_rows && size <= most && (size <= most_of_one || elements > 1);
    if (few || numbers.empty()) numbers.push_back(size * elements);
  }
  return numbers;
}

// What the first functions cost, in the order in which they are chosen on all frames.
class Prices {
 public:
  Prices(const LinearTask& task, const LinearProblem& problem, const MomentRows& rows, std::size_t most)
      : x_task{task}, x_problem{problem}, x_rows{rows}, x_most{most} {}

  double operator()(std::size_t functions, double part) {
    auto& order = x_orders[part];
    if (functions > order.asked) {
      order.asked = std::min(x_most, std::max(functions, 2 * order.asked));
      order.columns = x_problem.chosen(order.asked, part);
    }
    const std::size_t count = std::min(order.columns.size(), functions + x_rows.pools().size());
    return x_task.price(sets_of(x_rows, std::span{order.columns}.first(count)));
  }

 private:
  struct Order {
    std::size_t asked = 0;
    std::vector<arma::uword> columns;
  };

  const LinearTask& x_task;
  const LinearProblem& x_problem;
  const MomentRows& x_rows;
  std::size_t x_most;
  std::map<double, Order> x_orders;  // by part of the products
};

// Held-out errors by numbers of functions; where nothing is held out each number with the usual settings.
std::vector<LinearRow> errors_by_number(const LinearTask& task, const LinearProblem& problem, const FrameGroups& groups,
                                        const LinearSearch& search) {
  std::vector<LinearRow> rows;
  if (problem.groups() == 1) {
    constexpr double usual_ridge = 1e-6, usual_weight = 0.3;
    for (const auto functions : search.functions) rows.push_back({.settings = {functions, usual_ridge, usual_weight}});
    return rows;
  }
  std::size_t held = 0;
  for (std::size_t g = 1; g < groups.size(); ++g) held += groups[g].size();
  const double part = static_cast<double>(held) / static_cast<double>(held + groups[0].size());
  const double unit = shown_units(task.units).small_energy.factor;
  const auto trials = problem.search(search);
  for (std::size_t t = 1; t < trials.size(); ++t) {
    const auto& trial = trials[t];
    rows.push_back({.settings = trial.settings,
                    .energy = unit * task.scales.energy * std::sqrt(2 * trial.energy_loss / part),
                    .force = unit * task.scales.force * std::sqrt(2 * trial.force_loss / part),
                    .error = trial.error()});
  }
  return rows;
}

}  // namespace

bool pays(const Bargain& before, const Bargain& after) {
  return after.error <= before.error * std::pow(1 - least_gain, std::log2(after.price / before.price));
}

std::size_t label_rows(const FrameData& data) {
  std::size_t rows = 0;
  for (std::size_t f = 0; f < data.size(); ++f) rows += 1 + 3 * data.frame(f).forces.size();
  return rows;
}

std::size_t columns_for(std::size_t rows, std::size_t most) {
  constexpr std::size_t least = 150;
  return std::clamp(rows, std::min(least, most), most);
}

FrameGroups groups_of(const Split& split, std::size_t turns, std::uint64_t seed) {
  FrameGroups groups(1);
  auto rest = split.training;
  if (split.validation.empty()) return {rest};
  groups.push_back(split.validation);
  Random random{seed, 0x7475726e};  // "turn"
  random.shuffle(rest);
  const std::size_t size = split.validation.size();
  for (std::size_t t = 1; t < turns && rest.size() >= 2 * size; ++t) {
    groups.emplace_back(rest.end() - static_cast<std::ptrdiff_t>(size), rest.end());
    rest.resize(rest.size() - size);
  }
  groups[0] = std::move(rest);
  for (auto& group : groups) std::sort(group.begin(), group.end());
  return groups;
}

LinearTrials try_numbers(const LinearTask& task, const LinearProblem& problem, const MomentRows& rows,
                         const FrameGroups& groups, const LinearSearch& asked, const PriceLimit& limit) {
  const std::size_t elements = rows.pools().size();
  LinearSearch search = asked;
  search.functions = limit.functions > 0 ? std::vector{limit.functions * elements}
                                         : numbers_to_try(task, groups, asked.functions.back(), elements);
  Prices prices{task, problem, rows, search.functions.back()};
  if (limit.functions == 0) {
    const double most = std::max(limit.price, limit.most);
    const auto beyond = std::find_if(search.functions.begin() + 1, search.functions.end(), [&](std::size_t functions) {
      return std::all_of(search.parts.begin(), search.parts.end(),
                         [&](double part) { return prices(functions, part) > most; });
    });
    search.functions.erase(beyond, search.functions.end());
  }
  LinearTrials trials{errors_by_number(task, problem, groups, search), 0};
  for (auto& row : trials.rows) {
    row.cutoff = rows.cutoff();
    row.price = prices(row.settings.functions, row.settings.part);
  }
  trials.choose(limit.functions == 0 ? limit.price : std::numeric_limits<double>::infinity());
  return trials;
}

void LinearTrials::choose(double price) {
  std::optional<double> least;
  for (std::size_t t = 0; t < rows.size(); ++t) {
    rows[t].chosen = false;
    if (least && rows[t].price > price) continue;
    if (least && rows[t].error >= *least) continue;
    least = rows[t].error;
    chosen = t;
  }
  rows[chosen].chosen = true;
}

void LinearTrials::rise(double most) {
  // F √E grows with the power 3/2 of errors, which a bargain does not.
  const auto bargain = [](const LinearRow& row) {
    return Bargain{row.price, row.force > 0 && row.energy > 0 ? std::cbrt(row.error * row.error) : row.error};
  };
  for (std::size_t t = chosen + 1; t < rows.size(); ++t) {
    if (rows[t].price > most || !pays(bargain(best()), bargain(rows[t]))) continue;
    rows[chosen].chosen = false;
    rows[t].chosen = true;
    chosen = t;
  }
}

}  // namespace nnpipe::train
