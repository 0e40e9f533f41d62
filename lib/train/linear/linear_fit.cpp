#include "train/linear/linear_fit.hpp"
#include "train/frames/short_range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "io/provenance.hpp"
#include "potential/neural.hpp"
#include "potential/price.hpp"
#include "train/frames/plausible.hpp"
#include "train/linear/chosen_set.hpp"
#include "train/linear/frame_errors.hpp"
#include "train/linear/linear_log.hpp"
#include "train/linear/linear_model.hpp"
#include "train/linear/sample_checks.hpp"

namespace nnpipe::train {

namespace {

// Microseconds that a multiply-add of the kernel takes, and what comes on top for an atom.
constexpr double microseconds_a_multiply_add = 1.33e-4, microseconds_an_atom = 0.15;
// Cutoffs that are tried: in mean distances of nearest neighbours; least ones in metal units, Å, for molecules.
constexpr double cutoffs_in_nearest[] = {1.9, 2.15, 2.4, 2.7}, least_cutoffs[] = {4, 4.5, 5, 5.5};
// Candidates and force rows of the fits that choose the cutoff.
constexpr std::size_t cutoff_candidates = 1000, cutoff_rows = 20000, cutoff_turns = 3;
// Prices from which more channels and a higher degree pay, µs.
constexpr double four_channels_price = 2, degree_four_price = 5;
constexpr std::size_t most_turns = 5;
constexpr double bytes_of_equations = 1.2e9;
constexpr std::size_t sizes[] = {25, 50, 100, 150, 200, 300, 400, 600, 800};  // functions of each element

double estimated_price(const descriptor::Set& set, double neighbours) {
  return microseconds_an_atom + microseconds_a_multiply_add * multiply_adds(set, neighbours);
}

// Mean distance of the nearest neighbour, over all atoms of some of the frames.
double nearest_distance(const FrameData& data, UnitStyle units) {
  const double reach = units == UnitStyle::metal ? 7 : 3;
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

class LinearFit {
 public:
  LinearFit(FrameProblem& problem, const FrameOptions& options, const FitOptions& fit, const LinearFitOptions& linear)
      : x_problem{problem},
        x_options{options},
        x_fit{fit},
        x_linear{linear},
        x_elements{problem.data.elements()},
        x_units{problem.sets.units},
        x_scales{loss_scales(options, problem.data.labels(), x_units)},
        x_all(problem.data.size()) {
    std::iota(x_all.begin(), x_all.end(), std::size_t{0});
    const std::size_t stride = std::max<std::size_t>(1, data().size() / 64);
    for (std::size_t f = 0; f < data().size(); f += stride) x_some.push_back(plain_frame(data(), f, x_units));
  }

  LinearFitResult run() { return fit(choose_cutoff(x_problem.split), x_problem.split); }

 private:
  const FrameData& data() const { return x_problem.data; }
  const LossScales& scales() const { return x_scales; }

  PoolOptions pool_options(double cutoff, std::size_t columns) const {
    const std::size_t elements = x_elements.size();
    PoolOptions options;
    options.cutoff = cutoff;
    options.degree = elements == 1 && x_linear.price > degree_four_price ? 4 : 3;
    options.radial = elements == 1 ? (x_linear.price < four_channels_price ? 3 : 4) : elements == 2 ? 3 : 2;
    options.bispectrum_radial = elements == 1 ? 3 : elements <= 3 ? 2 : 1;
    options.pair_radial = elements == 1 ? 12 : 8;
    options.candidates = columns / elements;
    return options;
  }

  // Groups of frames: those of the split that are held out are group 1, of as many others each of the next.
  std::vector<std::vector<std::size_t>> groups_of(const Split& split, std::size_t turns) const {
    std::vector<std::vector<std::size_t>> groups(1);
    auto rest = split.training;
    if (split.validation.empty()) return {rest};
    groups.push_back(split.validation);
    Random random{x_fit.seed, 0x7475726e};  // "turn"
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

  std::size_t turns_for(std::size_t columns) const {
    const double room = bytes_of_equations / (16.0 * static_cast<double>(columns) * static_cast<double>(columns));
    return std::clamp<std::size_t>(
        static_cast<std::size_t>(room) - std::min<std::size_t>(1, static_cast<std::size_t>(room)), 1, most_turns);
  }

  std::size_t pool_columns() const {
    const std::size_t elements = x_elements.size();
    return elements == 1 ? 2400 : std::min<std::size_t>(6000, 1900 * elements);
  }

  // Held-out forces, else energies: a part of the frames has too few energies to go by where there are forces.
  double error_at(double cutoff, const Split& split) {
    const MomentRows rows{make_pools(x_elements, pool_options(cutoff, cutoff_candidates))};
    Split some = split;
    const auto thin = [&](std::vector<std::size_t>& frames) {
      std::size_t atoms = 0;
      for (const auto f : x_all) atoms += 3 * data().frame(f).positions.size();
      const std::size_t stride = std::max<std::size_t>(1, atoms / cutoff_rows);
      std::vector<std::size_t> kept;
      for (std::size_t i = 0; i < frames.size(); i += stride) kept.push_back(frames[i]);
      frames = std::move(kept);
    };
    thin(some.training);
    thin(some.validation);
    const auto groups = groups_of(some, cutoff_turns);
    const LinearProblem problem{normal_equations(rows, data(), groups, scales()), rows.pools().size()};
    for (const auto& row : search(problem, rows, mean_neighbours(cutoff), cutoff, groups)) {
      if (row.chosen) return row.force > 0 ? row.force : row.energy;
    }
    return 0;
  }

  // What rows of the log are compared by. Held-out energies are few, and a few frames that are off by much rule their
  // mean square: they count by the root of their error beside that of the forces.
  static double score_of(const LinearRow& row) {
    if (!(row.force > 0)) return row.energy;
    return row.energy > 0 ? row.force * std::sqrt(row.energy) : row.force;
  }

  // Of all channels of the pool and next to no functions of them.
  double least_price(double cutoff) const {
    auto options = pool_options(cutoff, 1);
    options.candidates = 0;
    const auto pools = make_pools(x_elements, options);
    descriptor::Set set;
    set.moments = pools.front().basis;
    return estimated_price(set, mean_neighbours(cutoff));
  }

  double choose_cutoff(const Split& split) {
    if (x_options.design.cutoff > 0) return x_options.design.cutoff;
    const double nearest = nearest_distance(data(), x_units);
    if (!(nearest > 0)) fail("no two atoms are near one another: nothing to learn");
    std::vector<double> cutoffs;
    for (std::size_t i = 0; i < std::size(cutoffs_in_nearest); ++i) {
      const double least = x_units == UnitStyle::metal ? least_cutoffs[i] : 0;
      cutoffs.push_back(std::max(least, std::round(20 * cutoffs_in_nearest[i] * nearest) / 20));
    }
    if (split.validation.size() < 2) return cutoffs[1];
    double best = cutoffs[1], least = 0;
    for (const double cutoff : cutoffs) {
      if (least > 0 && least_price(cutoff) > 0.9 * x_linear.price) break;
      const double loss = error_at(cutoff, split);
      if (x_options.say) x_options.say(fmt::format("cutoff {:.4g} Å: held-out error {:.4g}", cutoff, loss));
      if (least == 0 || loss < least) {
        least = loss;
        best = cutoff;
      }
    }
    return best;
  }

  double mean_neighbours(double cutoff) const {
    double near = 0, atoms = 0;
    const std::size_t stride = std::max<std::size_t>(1, x_all.size() / 32);
    for (std::size_t f = 0; f < x_all.size(); f += stride) {
      for (const auto& one : neighbourhoods(data().frame(x_all[f]), cutoff)) {
        near += static_cast<double>(one.size());
        atoms += 1;
      }
    }
    return atoms > 0 ? near / atoms : 0;
  }

  // Mean over the elements.
  double price_of_columns(const MomentRows& rows, std::span<const arma::uword> columns, double neighbours) const {
    const auto chosen = candidates_of(rows, columns);
    double price = 0;
    for (std::size_t e = 0; e < chosen.size(); ++e) {
      price += estimated_price(chosen_set(rows.pools()[e], chosen[e]), neighbours) / static_cast<double>(chosen.size());
    }
    return price;
  }

  LinearFitResult fit(double cutoff, const Split& split) {
    const MomentRows rows{make_pools(x_elements, pool_options(cutoff, pool_columns()))};
    const std::size_t elements = rows.pools().size();
    std::size_t turns = turns_for(rows.columns());
    if (x_options.committee) turns = std::max(turns, x_options.starts);
    const auto groups = groups_of(split, turns);
    const LinearProblem problem{normal_equations(rows, data(), groups, scales()), elements};
    const double neighbours = mean_neighbours(cutoff);

    std::vector<LinearRow> tried = search(problem, rows, neighbours, cutoff, groups);
    const auto chosen = std::find_if(tried.begin(), tried.end(), [](const LinearRow& row) { return row.chosen; });
    const LinearSettings settings = chosen->settings;

    LinearFitResult result;
    auto& best = result.fit.best;
    result.fit.samples = data().size();
    best.has_validation = !split.validation.empty();
    const auto held = problem.solve(settings, best.has_validation ? 1 : LinearProblem::none);
    auto model = linear_frame(rows, held.columns, data(), split.training, x_units);
    set_weights(rows, held.columns, held.weights, model);
    best.training = errors_of(model, data(), split.training, scales());
    best.validation = errors_of(model, data(), split.validation, scales());

    const auto all = problem.solve(settings);
    result.fit.model = linear_frame(rows, all.columns, data(), x_all, x_units);
    set_weights(rows, all.columns, all.weights, result.fit.model);
    result.fit.parameters = all.columns.size();
    result.fit.optimizer =
        fmt::format("linear, {} functions of moments, cutoff {:.4g} Å, ridge {:g}, energy weight {:g}",
                    all.columns.size() - elements, cutoff, settings.ridge, settings.energy_weight);
    if (x_options.committee) members(problem, rows, settings, all, groups, result.fit);
    finish(result, tried);
    return result;
  }

  std::vector<LinearRow> search(const LinearProblem& problem, const MomentRows& rows, double neighbours, double cutoff,
                                const std::vector<std::vector<std::size_t>>& groups) {
    const std::size_t elements = rows.pools().size();
    LinearSearch search;
    search.functions.clear();
    double force_rows = 0;
    for (const auto& group : groups) {
      for (const auto f : group) force_rows += static_cast<double>(1 + 3 * data().frame(f).forces.size());
    }
    for (const auto size : sizes) {
      // More than a function for three rows is learned by heart.
      if (static_cast<double>(3 * size * elements) < force_rows || search.functions.empty()) {
        search.functions.push_back(size * elements);
      }
    }
    if (x_linear.functions > 0) search.functions = {x_linear.functions * elements};
    LinearSettings widest;
    widest.functions = search.functions.back();
    const auto order = problem.solve(widest).columns;
    std::vector<LinearRow> tried;
    if (problem.groups() == 1) {  // nothing is held out: as many as the price allows, the usual ridge
      for (const auto functions : search.functions) tried.push_back({cutoff, {functions, 1e-6, 0.3}, 0, 0, 0, false});
    } else {
      double held = 0;
      for (std::size_t g = 1; g < groups.size(); ++g) held += static_cast<double>(groups[g].size());
      double all = held;
      all += static_cast<double>(groups[0].size());
      const double part = held / all;
      const auto trials = problem.search(search);
      const double unit = x_units == UnitStyle::metal ? 1e3 : 1;
      for (std::size_t t = 1; t < trials.size(); ++t) {
        const auto& trial = trials[t];
        tried.push_back({cutoff, trial.settings, 0, unit * scales().energy * std::sqrt(2 * trial.energy_loss / part),
                         unit * scales().force * std::sqrt(2 * trial.force_loss / part), false});
      }
    }
    std::optional<std::size_t> best;
    double least = 0;
    for (std::size_t t = 0; t < tried.size(); ++t) {
      auto& row = tried[t];
      const std::size_t count = std::min(order.size(), row.settings.functions + elements);
      row.price = price_of_columns(rows, std::span{order}.first(count), neighbours);
      if (best && row.price > x_linear.price && x_linear.functions == 0) continue;
      const double score = score_of(row);
      if (!best || score <= least) {
        best = t;
        least = score;
      }
    }
    tried[best.value()].chosen = true;
    return tried;
  }

  // Fits without one group of frames after the other, moved apart until their spread of held-out forces is as large as
  // the errors: what a delete-a-group jackknife says of the weights alone is less than what a potential is off by.
  void members(const LinearProblem& problem, const MomentRows& rows, const LinearSettings& settings,
               const LinearSolution& all, const std::vector<std::vector<std::size_t>>& groups, FitResult& result) {
    const std::size_t count = x_options.starts;
    if (groups.size() < count + 1) {
      fail("a committee of {} linear potentials needs as many groups of held-out frames, got {}: lower --validation",
           count, groups.size() - 1);
    }
    std::vector<arma::vec> weights;
    arma::vec mean(all.columns.size());
    for (std::size_t m = 0; m < count; ++m) {
      weights.push_back(problem.weights(settings, all.columns, m + 1));
      mean += weights.back() / static_cast<double>(count);
    }
    const auto moved = [&](double factor) {
      std::vector<potential::Model> models;
      for (const auto& own : weights) {
        auto& model = models.emplace_back(result.model);
        const arma::vec apart = all.weights + factor * (own - mean);
        set_weights(rows, all.columns, apart, model);
      }
      return models;
    };
    const double factor = spread_factor(moved(1), data(), groups[1]);
    result.members = moved(factor);
  }

  void finish(LinearFitResult& result, const std::vector<LinearRow>& tried) {
    const auto complete = [&](potential::Model& model) {
      model.zbl = x_problem.zbl;
      model.shortest = x_problem.shortest;
      for (std::size_t e = 0; e < model.elements.size(); ++e) {
        model.elements[e].energy_offset = x_problem.offsets[e];
      }
      model.made_by = io::with_own_provenance(model.made_by);
      model.check();
    };
    complete(result.fit.model);
    for (auto& member : result.fit.members) complete(member);
    if (x_options.zbl_auto && !x_options.zbl) {
      for (const auto& hole : mend(result.fit.model, result.fit.members)) {
        if (x_options.warn) x_options.warn(in_words(hole));
      }
    }
    result.price = potential::measured_price(*potential::make_potential(result.fit.model), x_some);
    if (x_options.remembers) result.fit.structures = structures_of(data());
    if (x_fit.log.empty()) return;
    io::TableHeader header;
    header.units = x_units;
    header.set("readout", {"linear"});
    header.set("elements", {std::to_string(x_elements.size())});
    header.set("frames", {std::to_string(data().size())});
    header.set("validation-frames", {std::to_string(x_problem.split.validation.size())});
    header.set("scales", {fmt::format("energy {} force {} stress {}", x_options.energy_scale, x_options.force_scale,
                                      x_options.stress_scale)});
    header.set("seed", {std::to_string(x_fit.seed)});
    header.set("price", {fmt::format("{:.3g} us/atom", result.price)});
    write_linear_log(x_fit.log, std::move(header), tried);
  }

  FrameProblem& x_problem;
  const FrameOptions& x_options;
  const FitOptions& x_fit;
  const LinearFitOptions& x_linear;
  std::vector<Element> x_elements;
  UnitStyle x_units;
  LossScales x_scales;
  std::vector<std::size_t> x_all;
  std::vector<Frame> x_some;  // a few frames, for the price
};

}  // namespace

double price_of(std::string_view text) {
  if (text == "fast") return 1.5;
  if (text == "balanced") return 2.8;
  if (text == "accurate") return 10;
  const auto value = parse_double(text);
  if (!value || !(*value > 0) || !std::isfinite(*value)) {
    fail("expected fast, balanced, accurate or microseconds an atom, got {}", quoted(text));
  }
  return *value;
}

LinearFitResult fit_linear(io::FrameReader& frames, const FrameOptions& asked, const FitOptions& fit,
                           const LinearFitOptions& linear) {
  FrameOptions options = asked;
  options.own_functions = true;
  FrameProblem problem = read_frames(frames, std::nullopt, options, fit);
  const auto warn_of = [&](const std::vector<std::string>& lines) {
    for (const auto& line : lines) options.warn(line);
  };
  if (options.warn) warn_of(sample_doubts(problem));
  auto result = LinearFit{problem, options, fit, linear}.run();
  return result;
}

}  // namespace nnpipe::train
