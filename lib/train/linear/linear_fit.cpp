#include "train/linear/linear_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "io/provenance.hpp"
#include "train/frames/calibration.hpp"
#include "train/frames/short_range.hpp"
#include "train/linear/chosen_set.hpp"
#include "train/linear/frame_errors.hpp"
#include "train/linear/linear_model.hpp"
#include "train/linear/linear_search.hpp"
#include "train/linear/promising.hpp"
#include "train/linear/shape_choice.hpp"
#include "train/processes.hpp"

namespace nnpipe::train {

namespace {

constexpr std::size_t most_turns = 7;
// Of guards (guards.hpp), one after the other as long as there are holes.
constexpr double guard_weights[] = {0, 0.1, 1, 10, 100, 1000};
constexpr double bytes_of_equations = 1.2e9;

// With a time limit: parts of the time left for trials of shapes, and then for the fit itself; candidates below which
// rather frames are left out, and labels that are kept at least.
constexpr double part_for_trials = 0.35, part_for_equations = 0.6;
constexpr std::size_t least_candidates = 300, least_rows = 2000;
// Trials that take as long as the equations of a fit with as many candidates and rows, and as the search among them.
constexpr double trials_of_equations = 0.5, trials_of_search = 4;

// The first, and each that is `stride` behind one that is kept.
void keep_each(std::size_t stride, std::vector<std::size_t>& frames) {
  for (std::size_t i = 0; i * stride < frames.size(); ++i) frames[i] = frames[i * stride];
  frames.resize((frames.size() + stride - 1) / stride);
}

class LinearFit {
 public:
  LinearFit(const FrameProblem& problem, const FrameOptions& options, const FitOptions& fit,
            const LinearFitOptions& linear)
      : x_problem{problem},
        x_options{options},
        x_fit{fit},
        x_limit{linear.price, linear.most_price, linear.functions},
        x_most{linear.most},
        x_set{linear.set},
        x_elements{problem.data.elements()},
        x_task{problem.data, loss_scales(options, problem.data.labels(), problem.sets.units), problem.sets.units,
               fit.seed},
        x_all(problem.data.size()) {
    std::iota(x_all.begin(), x_all.end(), std::size_t{0});
  }

  LinearFitResult run() {
    if (x_set) return fit(*x_set);
    const auto choice = choose_shape(
        x_task, x_problem.split, x_options.design.cutoff, x_limit,
        [&](const auto& words) {
          if (x_options.say) x_options.say(words);
        },
        x_fit.limit.part(part_for_trials));
    x_limit.price = choice.price;
    auto result = fit(choice);
    for (const auto& trial : choice.tried) result.tried.push_back("moments, " + in_words(trial, x_elements.size()));
    result.tried.insert(result.tried.end(), choice.why.begin(), choice.why.end());
    if (!x_risen.empty()) result.tried.push_back(x_risen);
    return result;
  }

 private:
  const FrameData& data() const { return x_problem.data; }
  const LossScales& scales() const { return x_task.scales; }

  std::size_t turns_for(std::size_t columns) const {
    const double room = bytes_of_equations / (16.0 * static_cast<double>(columns) * static_cast<double>(columns));
    return std::clamp<std::size_t>(
        static_cast<std::size_t>(room) - std::min<std::size_t>(1, static_cast<std::size_t>(room)), 1, most_turns);
  }

  // Candidates, and of how many frames one is fitted to.
  struct Size {
    std::size_t candidates, stride = 1;
  };

  // s that the fit takes, by what the trials took: equations by rows and the square of candidates, the search among
  // them by the cube of how many may be chosen.
  double seconds_of(const ShapeChoice& trials, const Size& size) const {
    const auto columns = static_cast<double>(trials.columns);
    const double row_parts = static_cast<double>(label_rows(data())) / static_cast<double>(size.stride * trials.rows);
    const double wider = static_cast<double>(size.candidates) / columns;
    const double chosen = static_cast<double>(std::min(size.candidates, x_most * x_elements.size())) / columns;
    return trials.seconds *
           (trials_of_equations * std::max(1.0, row_parts) * wider * wider + trials_of_search * std::pow(chosen, 3));
  }

  // With a time limit as many candidates and frames as there is time for.
  Size size_for(const ShapeChoice& trials) const {
    const std::size_t elements = x_elements.size(), rows = label_rows(data());
    Size size{columns_for(rows, elements == 1 ? 2400 : std::min<std::size_t>(6000, 1900 * elements))};
    if (trials.tried.empty()) return size;
    const double time = part_for_equations * x_fit.limit.left();
    const std::size_t least = std::min(size.candidates, columns_for(rows, least_candidates));
    while (seconds_of(trials, size) > time && size.candidates > least) {
      size.candidates = std::max(least, size.candidates * 9 / 10);
    }
    const auto most_stride = std::max<std::size_t>(1, rows / least_rows);
    while (seconds_of(trials, size) > time && size.stride < most_stride) ++size.stride;
    if (x_options.say) {
      x_options.say(fmt::format("a fit of {} candidates to {} labels follows, in about {:.2g} s", size.candidates,
                                rows / size.stride, seconds_of(trials, size)));
    }
    return size;
  }

  // Trials of shapes have so few candidates that they do not see what more functions are worth: the limit rises by the
  // numbers of functions, too.
  void rise(LinearTrials& trials) {
    const auto chosen = trials.chosen;
    trials.rise(x_limit.most);
    const double before = x_limit.price;
    if (trials.chosen == chosen || trials.best().price <= before) return;
    x_limit.price = trials.best().price;
    x_risen = fmt::format("price limit raised from {:.3g} to {:.3g} µs, for {} functions", before, x_limit.price,
                          trials.best().settings.functions);
    if (x_options.say) x_options.say(x_risen);
  }

  LinearFitResult fit(const ShapeChoice& choice) {
    const double cutoff = choice.best.cutoff;
    const Size size = size_for(choice);
    const auto& shape = choice.best.shape;
    const bool of_best = shape.bispectra > 0;  // products
    auto pools = of_best ? make_single_pools(x_task, shape, cutoff, size.candidates)
                         : make_pools(x_task, shape, cutoff, size.candidates);
    std::size_t turns = turns_for(of_best ? size.candidates : promising_columns(pools));
    if (x_options.committee) turns = std::max(turns, x_options.starts);
    auto groups = groups_of(x_problem.split, turns, x_fit.seed);
    for (auto& group : groups) keep_each(size.stride, group);
    const MomentRows rows = [&] {
      if (!of_best) return MomentRows{promising(x_task, std::move(pools), groups[0])};
      return MomentRows{with_products_of_best(x_task, std::move(pools), groups[0], size.candidates)};
    }();
    LinearProblem problem = guarded_problem(rows, groups);
    LinearSearch search;
    search.functions = {x_most};
    if (of_best) search.parts = {1};
    auto trials = try_numbers(x_task, problem, rows, groups, search, x_limit);
    if (x_limit.functions == 0) rise(trials);
    auto result = solved(problem, rows, groups, trials);
    result.price = x_limit.price;
    if (x_options.warn && x_limit.functions == 0 && result.estimate > x_limit.price) {
      x_options.warn(fmt::format("the cheapest potential that was tried costs about {:.3g} µs, above --price {:g}",
                                 result.estimate, x_limit.price));
    }
    return result;
  }

  // All functions of the set.
  LinearFitResult fit(const descriptor::SetFile& set) {
    std::vector<MomentPool> pools;
    std::size_t most = 0;
    for (const auto& of_element : set.sets) {
      pools.push_back(pool_of(of_element));
      most = std::max(most, of_element.functions.size());
    }
    const MomentRows rows{std::move(pools)};
    std::size_t turns = turns_for(rows.columns());
    if (x_options.committee) turns = std::max(turns, x_options.starts);
    const auto groups = groups_of(x_problem.split, turns, x_fit.seed);
    LinearProblem problem = guarded_problem(rows, groups);
    problem.take_all();
    LinearSearch search;
    search.parts = {1};
    auto result =
        solved(problem, rows, groups, try_numbers(x_task, problem, rows, groups, search, {.functions = most}));
    const auto taken = candidates_of(rows, problem.chosen(most * set.sets.size(), 1));
    for (std::size_t e = 0; e < set.sets.size(); ++e) {
      for (std::size_t c = 0; c < set.sets[e].functions.size(); ++c) {
        if (std::binary_search(taken[e].begin(), taken[e].end(), c)) continue;
        result.fit.dropped.push_back(name_of(set.sets[e].functions[c]));
      }
    }
    return result;
  }

  LinearFitResult solved(LinearProblem& problem, const MomentRows& rows,
                         const std::vector<std::vector<std::size_t>>& groups, const LinearTrials& trials) {
    LinearFitResult result;
    const LinearSettings settings = trials.best().settings;
    const auto left = solve_without_holes(problem, rows, settings, groups, result);
    result.estimate = trials.best().price;
    result.rows = trials.rows;
    if (x_options.warn) {
      for (const auto& line : in_words(left)) x_options.warn(line);
    }
    result.fit.optimizer =
        fmt::format("linear, {} functions of moments, cutoff {:.4g} Å, ridge {:g}, energy weight {:g}",
                    result.fit.parameters - x_elements.size(), rows.cutoff(), settings.ridge, settings.energy_weight);
    return result;
  }

  // Where the wall cannot be made steep enough, guards count, and more and more, as long as they cost little. Returns
  // the holes that are left.
  std::vector<Hole> solve_without_holes(LinearProblem& problem, const MomentRows& rows, const LinearSettings& settings,
                                        const std::vector<std::vector<std::size_t>>& groups, LinearFitResult& result) {
    std::vector<Hole> left;
    double unguarded = 0;
    for (const double weight : guard_weights) {
      problem.weigh_guards(weight);
      LinearFitResult tried;
      tried.fit.samples = data().size();
      solve(problem, rows, settings, groups, tried.fit);
      tried.held = held_out(problem, rows, settings, x_problem.split, tried.fit.best);
      const double error = std::sqrt(tried.fit.best.score());
      if (weight == 0) unguarded = error;
      if (error > (1 + most_loss_by_guards) * unguarded) break;
      std::vector<Hole> found;
      if (has_wall()) found = mend(tried.fit.model, tried.fit.members, contacts());
      if (weight == 0 || deepest(found) < deepest(left)) {
        result = std::move(tried);
        left = std::move(found);
      }
      if (left.empty() || data().guards() == 0 || x_fit.limit.over()) break;
    }
    return left;
  }

  // The fit without the held-out frames, and its errors.
  potential::Model held_out(const LinearProblem& problem, const MomentRows& rows, const LinearSettings& settings,
                            const Split& split, EpochReport& best) {
    best.has_validation = !split.validation.empty();
    const auto held = problem.solve(settings, best.has_validation ? 1 : LinearProblem::none);
    auto model = linear_frame(rows, held.columns, data(), split.training, x_task.units);
    set_weights(rows, held.columns, held.weights, model);
    best.training = errors_of(model, data(), split.training, scales());
    best.validation = errors_of(model, data(), split.validation, scales());
    return model;
  }

  // The model, and a committee.
  void solve(const LinearProblem& problem, const MomentRows& rows, const LinearSettings& settings,
             const std::vector<std::vector<std::size_t>>& groups, FitResult& result) {
    const auto all = problem.solve(settings);
    result.model = linear_frame(rows, all.columns, data(), x_all, x_task.units);
    set_weights(rows, all.columns, all.weights, result.model);
    result.parameters = all.columns.size();
    result.members.clear();
    if (x_options.committee) members(problem, rows, settings, all, groups, result);
    complete(result.model);
    for (auto& member : result.members) complete(member);
  }

  const ContactSearch* contacts() {
    if (!x_contacts) x_contacts.emplace(data());
    return &*x_contacts;
  }
  bool has_wall() const { return x_problem.zbl && x_options.zbl_auto && !x_options.zbl; }

  void complete(potential::Model& model) const {
    model.zbl = x_problem.zbl;
    model.shortest = x_problem.shortest;
    note_fewest_neighbours(data(), nullptr, model);
    for (std::size_t e = 0; e < model.elements.size(); ++e) model.elements[e].energy_offset = x_problem.offsets[e];
    model.made_by = io::with_own_provenance(model.made_by);
    model.check();
  }

  // The guards are part of what is never held out.
  LinearProblem guarded_problem(const MomentRows& rows, std::vector<std::vector<std::size_t>> groups) const {
    std::vector<std::size_t> guards(data().guards());
    std::iota(guards.begin(), guards.end(), data().size());
    groups.push_back(guards);
    auto equations = normal_equations(rows, data(), groups, scales());
    auto of_guards = std::move(equations.back().whole);
    equations.pop_back();
    LinearProblem problem{std::move(equations), rows.pools().size(), rows.ranks()};
    if (!guards.empty()) problem.guard(std::move(of_guards));
    return problem;
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
    calibrate(rows, all, groups, weights, result);
  }

  // By the errors of each member on the frames that it alone was not fitted to.
  void calibrate(const MomentRows& rows, const LinearSolution& all, const std::vector<std::vector<std::size_t>>& groups,
                 const std::vector<arma::vec>& weights, FitResult& result) {
    if (weights.size() < 2) return;
    SpreadCalibration calibration{result.members, data()};
    for (std::size_t m = 0; m < weights.size(); ++m) {
      auto model = result.model;
      set_weights(rows, all.columns, weights[m], model);
      calibration.add_unseen(groups[m + 1], model);
    }
    set_dispute(calibration.result(x_all), result.model, result.members);
  }

  const FrameProblem& x_problem;
  const FrameOptions& x_options;
  const FitOptions& x_fit;
  PriceLimit x_limit;
  std::size_t x_most;
  const std::optional<descriptor::SetFile>& x_set;
  std::vector<Element> x_elements;
  LinearTask x_task;
  std::vector<std::size_t> x_all;
  std::optional<ContactSearch> x_contacts;
  std::string x_risen;  // the limit of the price, in words
};

}  // namespace

LinearFitResult fit_linear(const FrameProblem& problem, const FrameOptions& options, const FitOptions& fit,
                           const LinearFitOptions& linear) {
  return LinearFit{problem, options, fit, linear}.run();
}

}  // namespace nnpipe::train
