#include "descriptor/selection.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace nnpipe::descriptor {

namespace {

// What is left of a column or row, of what it was, when it has nothing of its own.
constexpr double nothing = 1e-18;

double dot(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// The eigenvector of the largest eigenvalue of a symmetric matrix without negative ones, by powers from `start`.
std::vector<double> leading_vector(std::span<const double> matrix, std::size_t n, std::vector<double> start) {
  constexpr int most_steps = 200;
  std::vector<double> next(n);
  for (int step = 0; step < most_steps; ++step) {
    for (std::size_t i = 0; i < n; ++i) next[i] = dot(matrix.subspan(i * n, n), start);
    const double length = std::sqrt(dot(next, next));
    if (!(length > 0)) return start;
    double change = 0;
    for (std::size_t i = 0; i < n; ++i) {
      next[i] /= length;
      change = std::max(change, std::abs(next[i] - start[i]));
    }
    start.swap(next);
    if (change < 1e-10) break;
  }
  return start;
}

// Neither zero nor orthogonal to the leading vector but by accident: the sum of the matrix's columns, of all signs.
std::vector<double> start_vector(std::span<const double> matrix, std::size_t n) {
  std::size_t largest = 0;
  for (std::size_t i = 1; i < n; ++i) {
    if (matrix[i * n + i] > matrix[largest * n + largest]) largest = i;
  }
  const auto row = matrix.subspan(largest * n, n);
  std::vector<double> start{row.begin(), row.end()};
  const double length = std::sqrt(dot(start, start));
  for (std::size_t i = 0; i < n; ++i)
    start[i] = (length > 0 ? start[i] / length : 0) + 1e-3 / static_cast<double>(i + 1);
  return start;
}

// Takes the direction of column c out of all: K − K_c K_cᵀ/K_cc.
void project_column(std::vector<double>& gram, std::size_t n, std::size_t c) {
  const std::vector<double> column{gram.begin() + static_cast<std::ptrdiff_t>(c * n),
                                   gram.begin() + static_cast<std::ptrdiff_t>((c + 1) * n)};
  for (std::size_t i = 0; i < n; ++i) {
    const double share = column[i] / column[c];
    for (std::size_t j = 0; j < n; ++j) gram[i * n + j] -= share * column[j];
  }
}

// One round of CUR over the rows of `open`: takes at most `wanted` of them, which leave it.
void cur_round(Points points, std::vector<std::size_t>& open, std::size_t wanted, std::vector<std::size_t>& chosen) {
  const std::size_t n = points.columns;
  std::vector<double> rest;
  rest.reserve(open.size() * n);
  for (const std::size_t row : open) rest.insert(rest.end(), points[row].begin(), points[row].end());
  const auto row_of = [&](std::size_t k) { return std::span{rest}.subspan(k * n, n); };
  std::vector<double> gram(n * n, 0.0);
  for (std::size_t k = 0; k < open.size(); ++k) {
    const auto x = row_of(k);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) gram[i * n + j] += x[i] * x[j];
    }
  }
  double most = 0;
  for (std::size_t i = 0; i < n; ++i) most += gram[i * n + i];
  std::vector<char> taken(open.size(), 0);
  std::size_t count = 0;
  while (count < wanted && count < open.size()) {
    const auto v = leading_vector(gram, n, start_vector(gram, n));
    std::size_t best = open.size();
    double weight = 0;
    for (std::size_t k = 0; k < open.size(); ++k) {
      const double w = taken[k] != 0 ? 0 : std::abs(dot(row_of(k), v));
      if (w > weight) {
        weight = w;
        best = k;
      }
    }
    if (best == open.size() || weight * weight <= nothing * most) break;
    taken[best] = 1;
    chosen.push_back(open[best]);
    ++count;
    // X (1 − c cᵀ), and the products of its columns with it.
    std::vector<double> c{row_of(best).begin(), row_of(best).end()};
    const double length = std::sqrt(dot(c, c));
    for (double& value : c) value /= length;
    for (std::size_t k = 0; k < open.size(); ++k) {
      const auto x = row_of(k);
      const double share = dot(x, c);
      for (std::size_t i = 0; i < n; ++i) x[i] -= share * c[i];
    }
    std::vector<double> gc(n);
    for (std::size_t i = 0; i < n; ++i) gc[i] = dot(std::span{gram}.subspan(i * n, n), c);
    const double cgc = dot(c, gc);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) gram[i * n + j] += cgc * c[i] * c[j] - gc[i] * c[j] - c[i] * gc[j];
    }
  }
  std::vector<std::size_t> left;
  for (std::size_t k = 0; k < open.size(); ++k) {
    if (taken[k] == 0) left.push_back(open[k]);
  }
  open = std::move(left);
}

}  // namespace

double rms_distance(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return a.empty() ? 0 : std::sqrt(sum / static_cast<double>(a.size()));
}

std::vector<std::size_t> farthest_points(Points points, std::size_t wanted, double least, std::vector<double> near) {
  std::vector<std::size_t> chosen;
  const std::size_t count = points.count();
  const bool nothing_there = near.empty();
  if (nothing_there) {
    std::vector<double> mean(points.columns, 0.0);
    for (std::size_t k = 0; k < count; ++k) {
      for (std::size_t i = 0; i < points.columns; ++i) mean[i] += points[k][i] / static_cast<double>(count);
    }
    for (std::size_t k = 0; k < count; ++k) near.push_back(rms_distance(points[k], mean));
  }
  for (bool first = nothing_there; chosen.size() < wanted && chosen.size() < count; first = false) {
    const auto farthest = static_cast<std::size_t>(std::max_element(near.begin(), near.end()) - near.begin());
    if (!first && !(near[farthest] > least)) break;
    chosen.push_back(farthest);
    for (std::size_t k = 0; k < count; ++k) {
      const double d = rms_distance(points[k], points[farthest]);
      near[k] = first ? d : std::min(near[k], d);
    }
    near[farthest] = -1;
  }
  return chosen;
}

std::vector<std::size_t> cur_rows(Points points, std::size_t wanted) {
  std::vector<std::size_t> chosen, open(points.count());
  std::iota(open.begin(), open.end(), std::size_t{0});
  while (chosen.size() < wanted && !open.empty()) {
    const std::size_t before = chosen.size();
    cur_round(points, open, wanted - before, chosen);
    if (chosen.size() == before) {  // rows of zeros
      chosen.push_back(open.front());
      open.erase(open.begin());
    }
  }
  return chosen;
}

std::vector<std::size_t> cur_columns(std::span<const double> gram, std::size_t n, std::size_t wanted,
                                     std::span<const double> cost) {
  std::vector<double> rest{gram.begin(), gram.end()};
  std::vector<std::size_t> chosen;
  std::vector<char> taken(n, 0);
  while (chosen.size() < wanted && chosen.size() < n) {
    const auto v = leading_vector(rest, n, start_vector(rest, n));
    std::size_t best = n;
    double weight = 0;
    for (std::size_t k = 0; k < n; ++k) {
      if (taken[k] != 0 || !(rest[k * n + k] > 1e-9 * gram[k * n + k])) continue;
      const double w = std::abs(v[k]) / (cost.empty() ? 1 : cost[k]);
      if (w > weight) {
        weight = w;
        best = k;
      }
    }
    if (best == n) break;
    taken[best] = 1;
    chosen.push_back(best);
    project_column(rest, n, best);
  }
  return chosen;
}

}  // namespace nnpipe::descriptor
