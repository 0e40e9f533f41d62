#include "train/kernels/fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "descriptor/selection.hpp"
#include "io/provenance.hpp"
#include "kernel_methods/search.hpp"
#include "train/kernels/classes.hpp"
#include "train/split.hpp"
#include "train/tables/dataset.hpp"
#include "train/tables/table_model.hpp"

namespace nnpipe::train {

namespace {

using kernel_methods::Choice;
using kernel_methods::KernelFunction;
using kernel_methods::KernelKind;
using potential::KernelModel;

std::vector<std::string> names_of(const auto& columns) {
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.name);
  return names;
}

// The model's targets have mean 0 and variance 1 over the rows.
void scale_targets(Dataset& data, potential::ElementModel& element) {
  descriptor::ScalingLearner learner{data.targets()};
  for (std::size_t s = 0; s < data.samples(); ++s) learner.add(data.target(s));
  const auto scaling = learner.finish(descriptor::ScalingMethod::standardize);
  std::vector<descriptor::ColumnScaling> columns;
  for (std::size_t i = 0; i < scaling.size(); ++i) {
    auto& target = element.targets[i];
    if (!scaling[i])
      fail("target {} is the same in all {} rows: there is nothing to learn", target.name, data.samples());
    target.offset = scaling[i]->subtract;
    target.factor = 1 / scaling[i]->factor;
    columns.push_back({target.name, target.offset, scaling[i]->factor, 0, 0});
  }
  data.scale_targets(columns);
}

// Rows of a table as matrices, inputs × rows and rows × targets.
struct Rows {
  arma::mat points, targets;

  Rows(const Dataset& data, std::span<const std::size_t> chosen) {
    if (chosen.empty()) return;  // Armadillo reads an element of what it transposes
    std::vector<double> inputs, wanted;
    data.gather(chosen, inputs, wanted);
    points = arma::mat(inputs.data(), data.inputs().size(), chosen.size());
    targets = arma::mat(wanted.data(), data.targets().size(), chosen.size()).t();
  }
};

std::vector<std::size_t> all_rows(const Dataset& data) {
  std::vector<std::size_t> rows(data.samples());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

// So many rows, drawn by the seed, in ascending order.
std::vector<std::size_t> some_of(std::vector<std::size_t> rows, std::size_t most, std::uint64_t seed) {
  if (rows.size() <= most) return rows;
  constexpr std::uint64_t stream = 0x6b65726e656c;  // "kernel"
  Random random{seed, stream};
  random.shuffle(rows);
  rows.resize(most);
  std::sort(rows.begin(), rows.end());
  return rows;
}

using Score = std::function<double(const KernelFunction& kernel, double ridge)>;

constexpr double no_score = std::numeric_limits<double>::infinity();

// −log of the marginal likelihood, a row and target.
double likelihood_score(const Rows& rows, const KernelFunction& kernel, double ridge) {
  double evidence = 0;
  if (!kernel_methods::regression(kernel, rows.points, rows.targets, ridge, &evidence)) return no_score;
  return -evidence / static_cast<double>(rows.targets.n_elem);
}

// Root mean square error of held-out rows, of targets of variance 1.
double held_out_score(const Rows& training, const Rows& held_out, const KernelFunction& kernel, double ridge) {
  const auto fit = kernel_methods::regression(kernel, training.points, training.targets, ridge);
  if (!fit) return no_score;
  arma::mat values;
  kernel_methods::Predictor{*fit, false}.predict(held_out.points, values, nullptr);
  const arma::mat errors = values - held_out.targets.t();
  return std::sqrt(arma::accu(errors % errors) / static_cast<double>(errors.n_elem));
}

// A table of what was tried.
class SearchLog {
 public:
  SearchLog(const std::string& path, const KernelModel& model, std::string strength, std::string score) {
    if (path.empty()) return;
    io::TableHeader header;
    header.made_by = model.made_by;
    header.units = UnitStyle::none;
    header.fields = {"rows", "length", std::move(strength), std::move(score)};
    x_table.emplace(path, header);
  }
  void add(std::size_t rows, const Choice& choice) {
    if (x_table)
      x_table->write(std::vector<double>{static_cast<double>(rows), choice.length, choice.strength, choice.score});
  }
  void close() {
    if (x_table) x_table->close();
  }

 private:
  std::optional<io::TableWriter> x_table;
};

// Lengths and ridges that are tried first, around the scales of the data: few rows tell which are worth a closer look.
kernel_methods::SearchSpace grid(const KernelFitOptions& options, const KernelFunction& kernel,
                                 const arma::mat& points) {
  kernel_methods::SearchSpace space;
  const double median = kernel_methods::median_distance(points);
  if (options.length || kernel.kind == KernelKind::linear) {
    space.lengths = {options.length.value_or(1)};
  } else {
    for (const double factor : {0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0}) space.lengths.push_back(factor * median);
  }
  if (options.ridge) {
    space.strengths = {*options.ridge};
  } else {
    for (const double ridge : {1e-9, 1e-7, 1e-5, 1e-3, 1e-1, 10.0}) space.strengths.push_back(ridge);
  }
  return space;
}

// Length and ridge: given, or those of the best score. The ridge is in units of the kernel's mean diagonal.
Choice choose(const KernelFitOptions& options, KernelFunction kernel, const Dataset& data, SearchLog& log) {
  if ((options.length || kernel.kind == KernelKind::linear) && options.ridge) {
    return {options.length.value_or(1), *options.ridge, 0};
  }
  constexpr std::size_t few_rows = 300;
  const bool held_out = options.criterion == KernelCriterion::held_out;
  const Split split =
      held_out ? split_samples(data.samples(), options.validation, options.seed) : Split{all_rows(data), {}};
  const auto score_of = [&](std::size_t most) {
    const Rows training{data, some_of(split.training, most, options.seed)};
    const Rows rest{data, some_of(split.validation, std::max<std::size_t>(most, 1000), options.seed)};
    return [=, &kernel, &log](double length, double strength) mutable {
      // Below this the weights are so large that rounding shows in slopes.
      if (!options.ridge && strength < 1e-10) return no_score;
      kernel.length = length;
      const double ridge = strength * arma::mean(kernel.diagonal(training.points));
      const double score =
          held_out ? held_out_score(training, rest, kernel, ridge) : likelihood_score(training, kernel, ridge);
      log.add(training.points.n_cols, {length, strength, score});
      return score;
    };
  };
  auto space = grid(options, kernel, Rows{data, some_of(split.training, options.search_rows, options.seed)}.points);
  const Choice first = kernel_methods::search(space, score_of(std::min(few_rows, options.search_rows)));
  space.length_step = space.lengths.size() > 1 ? std::sqrt(2.0) : 1;
  space.strength_step = space.strengths.size() > 1 ? std::sqrt(10.0) : 1;
  space.lengths = {first.length};
  space.strengths = {first.strength};
  return kernel_methods::search(space, score_of(options.search_rows));
}

// Of all points those that stand for them, chosen as pick chooses: farthest from one another.
arma::mat centres_of(const arma::mat& points, std::size_t wanted) {
  const auto chosen = descriptor::farthest_points(
      {{points.memptr(), static_cast<std::size_t>(points.n_elem)}, static_cast<std::size_t>(points.n_rows)}, wanted);
  arma::mat centres(points.n_rows, chosen.size());
  for (std::size_t k = 0; k < chosen.size(); ++k) centres.col(k) = points.col(chosen[k]);
  return centres;
}

// What each row's targets are off by if all others are fitted, against the targets' own spread, which is 1.
std::string little_learned(const KernelFitOptions& options, const KernelModel& model, const arma::mat& left_out,
                           const arma::mat& points) {
  // Of few rows a good fit, too, may be off by nearly as much.
  constexpr double much = 0.9, all = 0.999;
  constexpr arma::uword few = 20;
  for (arma::uword t = 0; t < left_out.n_cols; ++t) {
    const double part = std::sqrt(arma::mean(arma::square(left_out.col(t))));
    if (part < (left_out.n_rows < few ? all : much)) continue;
    const auto& target = model.targets[t];
    std::string why = "targets that do not depend on the inputs, or noise";
    if (options.length) {
      why = fmt::format("--length {:g}, where the median distance of scaled rows is {:.3g}; {}", *options.length,
                        kernel_methods::median_distance(points), why);
    }
    if (options.ridge) why = fmt::format("--ridge {:g}; {}", *options.ridge, why);
    return fmt::format(
        "{}: a row left out is predicted with an error of {:.4g}, {:.0f} % of the target's own spread of {:.4g}: "
        "little "
        "was learned. Usual causes: {}",
        target.name, part * std::abs(target.factor), 100 * part, std::abs(target.factor), why);
  }
  return {};
}

std::string fit_values(const KernelFitOptions& options, const Dataset& data, KernelModel& model) {
  KernelFunction kernel{options.kernel, 1, options.degree};
  SearchLog log{options.log, model, "ridge", options.criterion == KernelCriterion::likelihood ? "loss" : "rmse"};
  const Choice choice = choose(options, kernel, data, log);
  log.close();
  kernel.length = choice.length;
  const Rows rows{data, all_rows(data)};
  const std::size_t wanted = options.centres.value_or(
      data.samples() <= KernelFitOptions::most_dense ? data.samples() : KernelFitOptions::sparse_centres);
  const double ridge = choice.strength * arma::mean(kernel.diagonal(rows.points));
  arma::mat left_out;
  auto fit = wanted >= data.samples()
                 ? kernel_methods::regression(kernel, rows.points, rows.targets, ridge, nullptr, &left_out)
                 : kernel_methods::sparse_regression(kernel, centres_of(rows.points, wanted), rows.points, rows.targets,
                                                     ridge, &left_out);
  if (!fit) fail("the kernel matrix of {} rows is singular: give a larger --ridge", data.samples());
  model.regression = std::move(*fit);
  return little_learned(options, model, left_out, rows.points);
}

}  // namespace

KernelFitResult fit_kernel(io::TableReader& table, const KernelFitOptions& options) {
  KernelFitResult result;
  const auto place = [&] { return table.name(); };
  TableModel plan = with_place(place, [&] { return table_model(table.header(), options.inputs, options.targets); });
  auto& element = plan.model.elements.front();
  Dataset data{table, names_of(element.inputs), names_of(element.targets)};
  result.rows = data.samples();
  with_place(place, [&] {
    if (!plan.scaled) learn_inputs(data, element, options.scaling, result.dropped);
    if (!options.classify) scale_targets(data, element);
  });
  KernelModel& model = result.model;
  model.units = plan.model.units;
  model.kind = plan.model.kind;
  model.element = element.element;
  model.set = element.set;
  model.inputs = element.inputs;
  model.made_by = io::with_own_provenance(plan.model.made_by);
  with_place(place, [&] {
    if (options.classify) {
      result.unsound = fit_classes(options, data, model);
    } else {
      model.targets = element.targets;
      result.unsound = fit_values(options, data, model);
    }
  });
  return result;
}

}  // namespace nnpipe::train
