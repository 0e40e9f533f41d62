#include "train/tables/doubts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "base/statistics.hpp"

namespace nnpipe::train {

namespace {

// The values of target `t` in the table's units.
std::vector<double> values_of(const TableProblem& problem, std::size_t t) {
  const auto& target = problem.element().targets[t];
  std::vector<double> values;
  values.reserve(problem.data.samples());
  for (std::size_t s = 0; s < problem.data.samples(); ++s) {
    values.push_back(target.offset + target.factor * problem.data.target(s)[t]);
  }
  return values;
}

double deviation(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  double mean = 0, squares = 0;
  for (const double value : values) mean += value / n;
  for (const double value : values) squares += (value - mean) * (value - mean) / n;
  return std::sqrt(squares);
}

// Empty: no value is far from the others.
std::string outlier(const std::string& name, const std::vector<double>& values) {
  constexpr double far = 1e6;  // times the range that half of the values are in; steep curves have 1e3
  const double low = quantile(values, 0.25), middle = quantile(values, 0.5), high = quantile(values, 0.75);
  const auto farthest = std::max_element(
      values.begin(), values.end(), [&](double a, double b) { return std::abs(a - middle) < std::abs(b - middle); });
  if (!(high > low) || !(std::abs(*farthest - middle) > far * (high - low))) return {};
  return fmt::format("{}: row {} has {:.4g}, while half of the rows are within {:.4g} and {:.4g}: is it a label?", name,
                     farthest - values.begin() + 1, *farthest, low, high);
}

// How often each class occurs, as a part of the rows: the largest.
double commonest(const TableProblem& problem) {
  double most = 0;
  for (std::size_t c = 0; c < problem.data.targets().size(); ++c) {
    double rows = 0;
    for (std::size_t s = 0; s < problem.data.samples(); ++s) rows += problem.data.target(s)[c] > 0.5 ? 1 : 0;
    most = std::max(most, rows / static_cast<double>(problem.data.samples()));
  }
  return most;
}

}  // namespace

std::vector<std::string> doubts_of_targets(const TableProblem& problem, const TableOptions& options) {
  std::vector<std::string> lines;
  if (options.classify || problem.data.samples() < 2) return lines;
  for (std::size_t t = 0; t < problem.data.targets().size(); ++t) {
    const auto& name = problem.data.targets()[t];
    const auto values = values_of(problem, t);
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    if (*least == *most) {
      lines.push_back(fmt::format("{} is the same in every row, {:.6g}: is it a label?", name, *least));
    } else if (auto line = outlier(name, values); !line.empty()) {
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

std::vector<std::string> doubts_of_learning(const TableProblem& problem, const TableOptions& options,
                                            const EpochReport& best) {
  constexpr double much = 0.9;
  constexpr std::size_t enough = 20;  // rows: fewer may be off by chance
  const auto& split = problem.split;
  if ((best.has_validation ? split.validation : split.training).size() < enough) return {};
  const std::string part = best.has_validation ? "of the held-out rows" : "of the training rows";
  const auto& errors = best.judged();
  std::vector<std::string> lines;
  if (options.classify) {
    const double right = errors.of.front().rmse, least = commonest(problem);
    if (!(right > least)) {
      lines.push_back(
          fmt::format("{:.3g} {} are classified rightly, the commonest class alone has {:.3g}: little was "
                      "learned",
                      right, part, least));
    }
    return lines;
  }
  for (std::size_t t = 0; t < errors.of.size(); ++t) {
    const double spread = deviation(values_of(problem, t));
    if (!(spread > 0) || !(errors.of[t].rmse > much * spread)) continue;
    lines.push_back(
        fmt::format("{}: the error {} is {:.4g}, {:.0f} % of the target's own spread of {:.4g}: little was "
                    "learned",
                    problem.data.targets()[t], part, errors.of[t].rmse, 100 * errors.of[t].rmse / spread, spread));
  }
  return lines;
}

}  // namespace nnpipe::train
