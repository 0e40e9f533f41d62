#include "train/kernels/classes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "kernel_methods/search.hpp"
#include "train/split.hpp"

namespace nnpipe::train {

namespace {

using kernel_methods::Choice;
using kernel_methods::KernelFunction;
using kernel_methods::KernelKind;
using kernel_methods::Margin;

struct ClassRows {
  arma::mat points;
  std::vector<std::size_t> classes;

  ClassRows(const Dataset& data, std::span<const std::size_t> chosen) {
    std::vector<double> inputs, wanted;
    data.gather(chosen, inputs, wanted);
    points = arma::mat(inputs.data(), data.inputs().size(), chosen.size());
    for (const double value : wanted) classes.push_back(static_cast<std::size_t>(value));
  }

  // +1 for those of the class, −1 for the others.
  std::vector<int> signs(std::size_t of) const {
    std::vector<int> result;
    for (const std::size_t each : classes) result.push_back(each == of ? 1 : -1);
    return result;
  }
};

std::size_t count_classes(const Dataset& data) {
  if (data.targets().size() != 1) fail("expected one column with the class, got {} targets", data.targets().size());
  constexpr double most_classes = 1000;
  std::size_t classes = 0;
  for (std::size_t s = 0; s < data.samples(); ++s) {
    const double value = data.target(s)[0];
    if (!(value >= 0) || value >= most_classes || value != std::floor(value)) {
      fail("row {}: a class is a whole number from 0, got {}", s + 1, to_text(value));
    }
    classes = std::max(classes, static_cast<std::size_t>(value) + 1);
  }
  if (classes < 2) fail("all rows are of class 0, expected two classes or more");
  return classes;
}

// The machines of all classes; of two classes that of class 1 alone.
std::vector<Margin> machines(const KernelFunction& kernel, const ClassRows& rows, std::size_t classes,
                             const kernel_methods::MarginOptions& options) {
  std::vector<Margin> result;
  for (std::size_t k = classes == 2 ? 1 : 0; k < classes; ++k) {
    result.push_back(
        with_place([&] { return fmt::format("class {} against the rest", k); },
                   [&] { return kernel_methods::fit_margin(kernel, rows.points, rows.signs(k), options); }));
  }
  return result;
}

// f of each machine at points: machines × points.
arma::mat decisions(const KernelFunction& kernel, const ClassRows& rows, std::size_t classes,
                    const std::vector<Margin>& margins, const arma::mat& points) {
  const arma::mat k = kernel.matrix(rows.points, points);
  arma::mat result(margins.size(), points.n_cols);
  for (std::size_t m = 0; m < margins.size(); ++m) {
    const auto signs = rows.signs(classes == 2 ? 1 : m);
    arma::vec weights = margins[m].alpha;
    for (arma::uword i = 0; i < weights.n_elem; ++i) weights[i] *= signs[i];
    result.row(m) = weights.t() * k + margins[m].bias;
  }
  return result;
}

double mistakes(const arma::mat& values, const std::vector<std::size_t>& classes) {
  std::size_t wrong = 0;
  for (arma::uword i = 0; i < values.n_cols; ++i) {
    const std::size_t taken = values.n_rows == 1 ? (values(0, i) > 0 ? 1 : 0) : values.col(i).index_max();
    wrong += taken == classes[i] ? 0 : 1;
  }
  return static_cast<double>(wrong) / static_cast<double>(classes.size());
}

std::vector<std::size_t> first_of(std::vector<std::size_t> rows, std::size_t most, std::uint64_t seed) {
  if (rows.size() <= most) return rows;
  Random random{seed, 0x636c6173};  // "clas"
  random.shuffle(rows);
  rows.resize(most);
  std::sort(rows.begin(), rows.end());
  return rows;
}

// Against the commonest class alone; empty where more are right, or the rows are too few to tell.
std::string little_learned(double mistaken, const std::vector<std::size_t>& classes) {
  constexpr std::size_t enough = 20;
  if (classes.size() < enough) return {};
  std::vector<std::size_t> counts;
  for (const std::size_t each : classes) {
    counts.resize(std::max(counts.size(), each + 1));
    ++counts[each];
  }
  const auto commonest = std::max_element(counts.begin(), counts.end());
  const double share = static_cast<double>(*commonest) / static_cast<double>(classes.size());
  if (1 - mistaken > share || share == 1) return {};
  return fmt::format(
      "of the held-out rows {:.3g} are classified rightly, class {} alone would be right for {:.3g}: little was "
      "learned",
      1 - mistaken, commonest - counts.begin(), share);
}

// Length and penalty: given, or those of fewest mistakes on the held-out part; of equals the smoothest.
struct Chosen {
  Choice choice;
  std::string unsound;
};

Chosen choose(const KernelFitOptions& options, KernelFunction kernel, const Dataset& data, std::size_t classes,
              const potential::KernelModel& model) {
  const bool linear = kernel.kind == KernelKind::linear;
  const bool given = (options.length || linear) && options.penalty;
  const Split split = split_samples(data.samples(), options.validation, options.seed);
  if (given && split.validation.empty()) return {{options.length.value_or(1), *options.penalty, 0}, {}};
  if (split.validation.empty()) fail("length and penalty are chosen with held-out rows, expected --validation above 0");
  const ClassRows training{data, first_of(split.training, options.search_rows, options.seed)};
  const ClassRows rest{data, split.validation};
  kernel_methods::SearchSpace space;
  const double median = kernel_methods::median_distance(training.points);
  if (options.length || linear) {
    space.lengths = {options.length.value_or(1)};
  } else {
    for (const double factor : {4.0, 2.0, 1.0, 0.5, 0.25}) space.lengths.push_back(factor * median);
  }
  space.strengths = {0.1, 1, 10, 100};
  if (options.penalty) space.strengths = {*options.penalty};
  std::optional<io::TableWriter> log;
  if (!options.log.empty()) {
    io::TableHeader header;
    header.made_by = model.made_by;
    header.fields = {"rows", "length", "penalty", "mistakes"};
    log.emplace(options.log, header);
  }
  auto margin = options.margin;
  margin.tolerance = std::max(margin.tolerance, 1e-3);
  const Choice best = kernel_methods::search(space, [&](double length, double penalty) {
    kernel.length = length;
    margin.penalty = penalty;
    const auto fits = machines(kernel, training, classes, margin);
    const double wrong = mistakes(decisions(kernel, training, classes, fits, rest.points), rest.classes);
    if (log) log->write(std::vector<double>{static_cast<double>(training.points.n_cols), length, penalty, wrong});
    return wrong;
  });
  if (log) log->close();
  return {best, little_learned(best.score, rest.classes)};
}

// Each row's inputs as the table has them, its class, its largest α, and s f(x) of its own class's machine.
void write_support(const std::string& path, const potential::KernelModel& model, const ClassRows& rows,
                   const std::vector<Margin>& margins, const arma::mat& values) {
  if (path.empty()) return;
  io::TableHeader header;
  header.made_by = model.made_by;
  header.units = model.units;
  for (const auto& input : model.inputs) header.fields.push_back(input.name);
  for (const char* name : {"class", "alpha", "margin"}) header.fields.emplace_back(name);
  io::TableWriter table{path, header};
  std::vector<double> row;
  for (arma::uword i = 0; i < rows.points.n_cols; ++i) {
    row.clear();
    for (std::size_t c = 0; c < model.inputs.size(); ++c) row.push_back(model.inputs[c].undo(rows.points(c, i)));
    double alpha = 0;
    for (const auto& margin : margins) alpha = std::max(alpha, margin.alpha[i]);
    const std::size_t own = rows.classes[i];
    row.push_back(static_cast<double>(own));
    row.push_back(alpha);
    row.push_back(model.classes == 2 ? (own == 1 ? values(0, i) : -values(0, i)) : values(own, i));
    table.write(row);
  }
  table.close();
}

}  // namespace

std::string fit_classes(const KernelFitOptions& options, const Dataset& data, potential::KernelModel& model) {
  if (model.kind != potential::InputKind::columns) fail("a potential has no classes");
  const std::size_t classes = count_classes(data);
  KernelFunction kernel{options.kernel, 1, options.degree};
  const auto [choice, unsound] = choose(options, kernel, data, classes, model);
  kernel.length = choice.length;
  auto margin = options.margin;
  margin.penalty = choice.strength;
  std::vector<std::size_t> all(data.samples());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const ClassRows rows{data, all};
  const auto margins = machines(kernel, rows, classes, margin);

  model.classes = classes;
  model.class_column = data.targets().front();
  std::vector<arma::uword> support;
  for (arma::uword i = 0; i < rows.points.n_cols; ++i) {
    const bool any = std::any_of(margins.begin(), margins.end(), [&](const Margin& m) { return m.alpha[i] > 0; });
    if (any) support.push_back(i);
  }
  auto& fit = model.regression;
  fit.kernel = kernel;
  fit.centres = rows.points.cols(arma::uvec(support));
  fit.weights.set_size(support.size(), margins.size());
  model.bias.set_size(margins.size());
  for (std::size_t m = 0; m < margins.size(); ++m) {
    const auto signs = rows.signs(classes == 2 ? 1 : m);
    for (std::size_t k = 0; k < support.size(); ++k)
      fit.weights(k, m) = margins[m].alpha[support[k]] * signs[support[k]];
    model.bias[m] = margins[m].bias;
  }
  write_support(options.support, model, rows, margins, decisions(kernel, rows, classes, margins, rows.points));
  return unsound;
}

}  // namespace nnpipe::train
