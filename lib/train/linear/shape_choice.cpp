#include "train/linear/shape_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "train/linear/chosen_set.hpp"
#include "train/linear/moment_pool.hpp"

namespace nnpipe::train {

namespace {

// Cutoffs that are tried: in mean distances of nearest neighbours; least ones in metal units, Å, for molecules.
constexpr double cutoffs_in_nearest[] = {1.6, 1.75, 1.9, 2.15, 2.4, 2.7}, least_cutoffs[] = {3, 3.5, 4, 4.5, 5, 5.5};
constexpr std::size_t usual_cutoff = 3;
// Steps from the best cutoff that are tried last.
constexpr double fine_steps[] = {0.98, 1.02};
// Force rows and turns of a trial, many turns so that the choice hardly depends on which frames are held out;
// candidates, and functions of each element. Shapes that are made for several elements are worth their price only with
// many.
constexpr std::size_t trial_rows = 16000, trial_turns = 8, turns_of_several = 3;
constexpr std::size_t trial_columns = 1000, trial_functions = 400;
constexpr std::size_t many_columns = 2400, many_functions = 800;
// A potential that costs all of the price but this part with next to no functions is not tried.
constexpr double part_for_functions = 0.1;
// Of the limit, for what is chosen by trials: with all candidates, and with all frames, more functions pay than in a
// trial.
constexpr double part_for_trials = 0.9;
// Parts of other shapes are tried where the best costs more than this part of the price, and for that has fewer
// functions than a trial may take.
constexpr double enough_for_frugal = 0.7;
// With a time limit: so many trials are to fit in; all that is usual is tried where there is time for more of them. The
// first, for its time alone, is on this part of the rows, which is also the least that others are made on.
constexpr double few_trials = 8, all_trials = 14;
constexpr std::size_t pilot_part = 8;

// Mean distance of the nearest neighbour, over all atoms of some of the frames.
double nearest_distance(const FrameData& data, UnitStyle units) {
  const double reach = by_style(units, 7.0, 3.0);
  const std::size_t stride = std::max<std::size_t>(1, data.size() / 64);
  double sum = 0, atoms = 0;
  for (std::size_t f = 0; f < data.size(); f += stride) {
    for (const auto& near : neighbourhoods(data.frame(f), reach)) {
      double least = 0;
      for (const auto& other : near) {
        const double r = norm(other.r);
        if (least == 0 || r < least) least = r;
      }
      if (least == 0) continue;
      sum += least;
      atoms += 1;
    }
  }
  return atoms > 0 ? sum / atoms : 0;
}

double rounded(double cutoff) { return std::round(20 * cutoff) / 20; }

// Power spectra that need every channel at its largest degree, and nothing else.
std::vector<std::size_t> one_of_each_channel(const MomentPool& pool) {
  std::map<std::size_t, std::size_t> largest;  // of each channel
  for (std::size_t c = 0; c < pool.candidates.size(); ++c) {
    const auto& candidate = pool.candidates[c];
    if (candidate.kind == Candidate::Kind::power && candidate.channel[0] == candidate.channel[1]) {
      largest[candidate.channel[0]] = c;  // degrees ascend
    }
  }
  std::vector<std::size_t> chosen;
  for (const auto& [channel, candidate] : largest) chosen.push_back(candidate);
  return chosen;
}

class ShapeSearch {
 public:
  ShapeSearch(const LinearTask& task, const Split& split, const PriceLimit& limit,
              const std::function<void(const std::string&)>& say, const TimeLimit& time)
      : x_task{task},
        x_split{split},
        x_time{time},
        x_elements{task.data.elements()},
        x_groups{groups_for(trial_rows)},
        x_limit{limit},
        x_say{say},
        x_shapes{pool_shapes(x_elements.size())} {}

  ShapeChoice run(double given) {
    x_cutoffs = given > 0 ? std::vector{given} : ladder();
    if (x_groups.size() == 1) {
      const double usual = given > 0 ? given : x_cutoffs[usual_cutoff];
      return {{usual, affordable(usual), 0, 0}, {}, x_limit.price, {}};
    }
    if (x_time.is_set()) find_pace();
    if (x_time.is_set() && x_time.left() < all_trials * x_longest) {
      climb();
      try_shapes();
    } else {
      search(0);
    }
    while (x_limit.functions == 0 && x_limit.price < x_limit.most && !is_late() && rise()) {
    }
    if (given <= 0) refine();
    ShapeChoice choice{best(), {}, x_limit.price, x_why, x_longest, x_rows, columns_of(best().shape)};
    if (is_late()) {
      choice.why.push_back(fmt::format("the time limit left time for {} trials of cutoffs and shapes", x_tried.size()));
    }
    for (const auto& attempt : x_tried) choice.tried.push_back(attempt.trial);
    return choice;
  }

 private:
  struct Attempt {
    ShapeTrial trial;
    LinearTrials numbers;
  };

  const ShapeTrial& best() const { return x_tried[x_best].trial; }

  // Some of the frames, with about so many rows.
  FrameGroups groups_for(std::size_t rows) const {
    const std::size_t stride = std::max<std::size_t>(1, label_rows(x_task.data) / rows);
    Split some;
    for (std::size_t i = 0; i < x_split.training.size(); i += stride) some.training.push_back(x_split.training[i]);
    for (std::size_t i = 0; i < x_split.validation.size(); i += stride)
      some.validation.push_back(x_split.validation[i]);
    return groups_of(some, x_elements.size() == 1 ? trial_turns : turns_of_several, x_task.seed);
  }

  std::size_t columns_of(const PoolShape& shape) const {
    return columns_for(label_rows(x_task.data), shape.bispectra > 0 ? many_columns : trial_columns);
  }
  static std::size_t most_functions(const PoolShape& shape) {
    return shape.bispectra > 0 ? many_functions : trial_functions;
  }
  double now() const { return x_time.is_set() ? x_time.used() : program_seconds(); }
  // No time for another trial.
  bool is_late() const { return x_time.is_set() && x_time.left() < x_longest; }

  // A trial on few frames, which is forgotten but for its time: others are on as many as let a few of them fit in. Then
  // the first of these, at the usual cutoff.
  void find_pace() {
    if (x_time.over()) fail_out_of_time(x_time, "before the first trial of a cutoff");
    const double usual = x_cutoffs[x_cutoffs.size() == 1 ? 0 : usual_cutoff];
    const std::size_t rows = std::min(trial_rows, label_rows(x_task.data));
    if (rows > trial_rows / pilot_part) {
      x_groups = groups_for(trial_rows / pilot_part);
      const double begun = x_time.used();
      numbers_of(usual, affordable(usual));
      const double whole = (x_time.used() - begun) * static_cast<double>(rows) / (trial_rows / pilot_part);
      const double part = std::min(1.0, std::max(0.0, x_time.left()) / (few_trials * whole));
      x_rows = std::max(trial_rows / pilot_part, static_cast<std::size_t>(part * trial_rows));
      x_groups = groups_for(x_rows);
    }
    attempt(usual, affordable(usual));
  }

  // From the usual cutoff to both sides, as long as it gets better.
  void climb() {
    const auto is_best = [&](std::size_t at) {
      attempt(x_cutoffs[at], affordable(x_cutoffs[at]));
      return best().cutoff == x_cutoffs[at];
    };
    for (std::size_t at = rung(best().cutoff); at > 0 && is_best(at - 1); --at) {
    }
    for (std::size_t at = rung(best().cutoff) + 1; at < x_cutoffs.size() && is_best(at); ++at) {
    }
  }

  std::vector<double> ladder() const {
    const double nearest = nearest_distance(x_task.data, x_task.units);
    if (!(nearest > 0)) fail("no two atoms are close to each other, expected neighbours to learn from");
    std::vector<double> cutoffs;
    for (std::size_t i = 0; i < std::size(cutoffs_in_nearest); ++i) {
      const double least = by_style(x_task.units, least_cutoffs[i], 0.0);
      cutoffs.push_back(std::max(least, rounded(cutoffs_in_nearest[i] * nearest)));
    }
    return cutoffs;
  }

  // Cutoffs from one on, then other shapes at the best of them.
  void search(std::size_t from) {
    for (std::size_t c = from; c < x_cutoffs.size(); ++c) {
      attempt(x_cutoffs[c], affordable(x_cutoffs[c]));
      if (is_past_best(x_cutoffs[c])) break;
    }
    try_shapes();
  }

  void try_shapes() {
    const double cutoff = best().cutoff;
    for (const auto& shape : x_shapes) {
      if (!shape.frugal || is_short_of_price()) attempt(cutoff, shape);
    }
  }

  bool is_short_of_price() const {
    const std::size_t functions = x_tried[x_best].numbers.best().settings.functions;
    return best().price > enough_for_frugal * x_limit.price &&
           functions < most_functions(best().shape) * x_elements.size();
  }

  // Twice the price, or the most there may be: kept if that pays.
  bool rise() {
    const PriceLimit before = x_limit;
    const ShapeTrial least = best();
    x_limit.price = std::min(2 * before.price, before.most);
    judge_anew();
    search(rung(least.cutoff));
    // Of several elements a trial has so few functions of each that they may cost much less than the limit.
    const bool worth = x_elements.size() == 1 ? pays({before.price, least.error}, {x_limit.price, best().error})
                                              : best().error < least.error &&
                                                    pays({least.price, least.error}, {best().price, best().error});
    const double gain = 100 * std::max(0.0, 1 - best().error / least.error);
    x_why.push_back(worth ? fmt::format("price limit raised from {:.3g} to {:.3g} µs: {:.0f} % off the held-out error",
                                        before.price, x_limit.price, gain)
                          : fmt::format("price limit stays at {:.3g} µs: {:.3g} µs would take {:.0f} % off the "
                                        "held-out error, less than is worth it",
                                        before.price, x_limit.price, gain));
    x_say(x_why.back());
    if (worth) return true;
    x_limit = before;
    judge_anew();
    return false;
  }

  // The neighbours of the best cutoff where the shape has changed, and small steps from it.
  void refine() {
    const std::size_t at = rung(best().cutoff);
    const PoolShape shape = best().shape;
    if (at > 0) attempt(x_cutoffs[at - 1], shape);
    if (at + 1 < x_cutoffs.size()) attempt(x_cutoffs[at + 1], shape);
    const double second = best().cutoff;
    for (const double step : fine_steps) attempt(rounded(step * second), shape);
  }

  std::size_t rung(double cutoff) const {
    return static_cast<std::size_t>(std::find(x_cutoffs.begin(), x_cutoffs.end(), cutoff) - x_cutoffs.begin());
  }

  // Longer than the best by two steps at least, each of them worse.
  bool is_past_best(double cutoff) const {
    return std::count_if(x_tried.begin(), x_tried.end(), [&](const Attempt& attempt) {
             const auto& trial = attempt.trial;
             return trial.cutoff > best().cutoff && trial.cutoff <= cutoff &&
                    trial.shape.name == affordable(trial.cutoff).name;
           }) >= 2;
  }

  // Of all channels and next to no functions of them.
  bool can_be_paid(double cutoff, const PoolShape& shape) const {
    if (x_limit.functions > 0) return true;
    std::vector<descriptor::Set> sets;
    for (const auto& pool : make_pools(x_task, shape, cutoff, 0)) {
      sets.push_back(chosen_set(pool, one_of_each_channel(pool)));
    }
    return x_task.price(sets) < (1 - part_for_functions) * x_limit.price;
  }

  // The first that can be paid, else the cheapest.
  const PoolShape& affordable(double cutoff) const {
    for (const auto& shape : x_shapes) {
      if (can_be_paid(cutoff, shape)) return shape;
    }
    return x_shapes.back();
  }

  void attempt(double cutoff, const PoolShape& shape) {
    for (const auto& attempt : x_tried) {
      if (attempt.trial.cutoff == cutoff && attempt.trial.shape.name == shape.name) return;
    }
    if (!x_tried.empty() && (!can_be_paid(cutoff, shape) || is_late())) return;
    const double begun = now();
    auto numbers = numbers_of(cutoff, shape);
    x_longest = std::max(x_longest, now() - begun);
    x_tried.push_back({{cutoff, shape}, std::move(numbers)});
    take_best(x_tried.size() - 1);
    x_say(in_words(x_tried.back().trial, x_elements.size()));
  }

  LinearTrials numbers_of(double cutoff, const PoolShape& shape) const {
    const MomentRows rows{make_pools(x_task, shape, cutoff, columns_of(shape))};
    const LinearProblem problem{normal_equations(rows, x_task.data, x_groups, x_task.scales), x_elements.size()};
    LinearSearch search;
    search.functions = {most_functions(shape)};
    search.ridges = {1e-9, 1e-7};
    search.energy_weights = {0.03};  // shapes are compared by forces
    search.parts = {1};
    return try_numbers(x_task, problem, rows, x_groups, search, x_limit);
  }

  // Of an attempt, and whether it is the best of all.
  void take_best(std::size_t t) {
    auto& attempt = x_tried[t];
    if (x_limit.functions == 0) attempt.numbers.choose(part_for_trials * x_limit.price);
    const auto& row = attempt.numbers.best();
    attempt.trial.error = row.force > 0 ? row.force : row.energy;
    attempt.trial.price = row.price;
    const auto paid = [&](const ShapeTrial& trial) {
      return x_limit.functions > 0 || trial.price <= part_for_trials * x_limit.price;
    };
    if (paid(attempt.trial) && (!paid(best()) || attempt.trial.error < best().error)) x_best = t;
  }

  // At another limit.
  void judge_anew() {
    x_best = 0;
    for (std::size_t t = 0; t < x_tried.size(); ++t) take_best(t);
  }

  const LinearTask& x_task;
  const Split& x_split;
  const TimeLimit& x_time;
  double x_longest = 0;             // s of a trial
  std::size_t x_rows = trial_rows;  // of a trial, about
  std::vector<Element> x_elements;
  FrameGroups x_groups;
  PriceLimit x_limit;
  const std::function<void(const std::string&)>& x_say;
  std::vector<PoolShape> x_shapes;
  std::vector<double> x_cutoffs;
  std::vector<Attempt> x_tried;
  std::size_t x_best = 0;  // of these
  std::vector<std::string> x_why;
};

}  // namespace

std::string in_words(const ShapeTrial& trial, std::size_t elements) {
  const auto pool = pool_options(trial.shape, trial.cutoff, elements, 0);
  auto words =
      fmt::format("cutoff {:.4g} Å, {} channels, degree {}", trial.cutoff, pool.radial() * elements, pool.degree());
  if (trial.error > 0) words += fmt::format(": held-out error {:.4g} at {:.3g} µs", trial.error, trial.price);
  return words;
}

ShapeChoice choose_shape(const LinearTask& task, const Split& split, double cutoff, const PriceLimit& limit,
                         const std::function<void(const std::string&)>& say, const TimeLimit& time) {
  return ShapeSearch{task, split, limit, say, time}.run(cutoff);
}

}  // namespace nnpipe::train
