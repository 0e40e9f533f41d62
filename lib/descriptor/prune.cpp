#include "descriptor/prune.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "descriptor/selection.hpp"

namespace nnpipe::descriptor {

namespace {

// Correlations of columns, n × n.
std::vector<double> correlations(std::span<const double> values, std::size_t n) {
  const std::size_t rows = values.size() / n;
  std::vector<double> mean(n, 0.0), c(n * n, 0.0), row(n);
  for (std::size_t k = 0; k < rows; ++k) {
    for (std::size_t i = 0; i < n; ++i) mean[i] += values[k * n + i] / static_cast<double>(rows);
  }
  for (std::size_t k = 0; k < rows; ++k) {
    for (std::size_t i = 0; i < n; ++i) row[i] = values[k * n + i] - mean[i];
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) c[i * n + j] += row[i] * row[j];
    }
  }
  std::vector<double> width(n);
  for (std::size_t i = 0; i < n; ++i) width[i] = std::sqrt(c[i * n + i]);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const double w = width[i] * width[j];
      c[i * n + j] = w > 0 ? c[i * n + j] / w : (i == j ? 1 : 0);
    }
  }
  return c;
}

// Standardised columns as points, their signs such that opposite ones are near.
std::vector<std::size_t> farthest_columns(std::span<const double> c, std::size_t n, std::size_t wanted) {
  // In the space of correlations with all others, whose distances are as good and whose size does not grow with sites.
  std::vector<double> rows;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) rows.push_back(std::abs(c[i * n + j]));
  }
  return farthest_points({rows, n}, wanted);
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  constexpr std::array words{"kept", "no_range", "correlated", "redundant"};
  return words[static_cast<std::size_t>(verdict)];
}

std::vector<Judged> prune(const FunctionPool& pool, std::span<const double> values, const PruneOptions& options) {
  const std::size_t n = pool.functions.size();
  std::vector<Judged> judged;
  for (const auto& candidate : pool.functions) judged.push_back({candidate});
  const std::size_t sites = n == 0 ? 0 : values.size() / n;
  for (std::size_t i = 0; i < n; ++i) {
    auto& j = judged[i];
    j.low = sites > 0 ? values[i] : 0;
    j.high = j.low;
    for (std::size_t k = 0; k < sites; ++k) {
      j.low = std::min(j.low, values[k * n + i]);
      j.high = std::max(j.high, values[k * n + i]);
    }
    const double largest = std::max(std::abs(j.low), std::abs(j.high));
    // Nothing comes into reach of a function that is this small.
    constexpr double no_neighbour = 1e-3;
    if (largest < no_neighbour || j.high - j.low <= options.range * largest) j.verdict = Verdict::no_range;
  }
  const auto c = correlations(values, n);
  std::vector<std::size_t> order(n), left;
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return cost_of(judged[a].candidate.function) < cost_of(judged[b].candidate.function);
  });
  for (const std::size_t i : order) {
    if (judged[i].verdict != Verdict::kept) continue;
    for (const std::size_t k : left) {
      if (std::abs(c[i * n + k]) > options.correlation) judged[i].verdict = Verdict::correlated;
    }
    if (judged[i].verdict == Verdict::kept) left.push_back(i);
  }
  std::sort(left.begin(), left.end());
  std::vector<std::size_t> chosen = left;
  if (options.size > 0 && left.size() > options.size) {
    const std::size_t m = left.size();
    std::vector<double> rest, cost;
    for (const std::size_t a : left) {
      cost.push_back(cost_of(judged[a].candidate.function));
      for (const std::size_t b : left) rest.push_back(c[a * n + b]);
    }
    chosen = options.cur ? cur_columns(rest, m, options.size, cost) : farthest_columns(rest, m, options.size);
    for (std::size_t& k : chosen) k = left[k];
    for (const std::size_t k : left) judged[k].verdict = Verdict::redundant;
  }
  for (std::size_t rank = 0; rank < chosen.size(); ++rank) {
    judged[chosen[rank]].verdict = Verdict::kept;
    judged[chosen[rank]].rank = rank + 1;
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (const std::size_t k : chosen) {
      if (k == i || std::abs(c[i * n + k]) <= std::abs(judged[i].correlation)) continue;
      judged[i].correlation = c[i * n + k];
      judged[i].partner = k;
    }
  }
  return judged;
}

Set set_of(Element centre, const std::vector<Judged>& judged) {
  Set set{centre, {}};
  for (const bool angular : {false, true}) {
    for (const auto& j : judged) {
      const auto& function = j.candidate.function;
      if (j.verdict == Verdict::kept && is_angular(function.type) == angular) set.functions.push_back(function);
    }
  }
  return set;
}

}  // namespace nnpipe::descriptor
