#include "kernel_methods/margin.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace nnpipe::kernel_methods {

namespace {

// Columns of the kernel matrix, computed when asked for; the oldest go where they are too many.
class Columns {
 public:
  Columns(const KernelFunction& kernel, const arma::mat& points, std::size_t memory)
      : x_kernel{kernel}, x_points{points}, x_columns(points.n_cols) {
    x_most = std::max<std::size_t>(2, memory / (sizeof(double) * points.n_cols));
  }

  const arma::vec& operator[](std::size_t i) {
    if (x_columns[i].is_empty()) {
      if (x_held.size() < x_most) {
        x_held.push_back(i);
      } else {
        // Not the one that was asked for last: a step takes two.
        x_oldest = (x_oldest + (x_held[x_oldest] == x_last ? 1 : 0)) % x_most;
        x_columns[x_held[x_oldest]].reset();
        x_held[x_oldest] = i;
        x_oldest = (x_oldest + 1) % x_most;
      }
      x_columns[i] = x_kernel.matrix(x_points, x_points.col(i));
    }
    x_last = i;
    return x_columns[i];
  }

 private:
  const KernelFunction& x_kernel;
  const arma::mat& x_points;
  std::size_t x_most, x_oldest = 0, x_last = 0;
  std::vector<arma::vec> x_columns;
  std::vector<std::size_t> x_held;
};

class Solver {
 public:
  Solver(const KernelFunction& kernel, const arma::mat& points, const std::vector<int>& signs,
         const MarginOptions& options)
      : x_signs{signs},
        x_options{options},
        x_columns{kernel, points, options.memory},
        x_diagonal{kernel.diagonal(points)},
        x_alpha(points.n_cols, arma::fill::zeros),
        x_gradient(points.n_cols) {
    x_gradient.fill(-1);
  }

  Margin solve() {
    Margin result;
    while (choose()) {
      step();
      if (++result.steps == x_options.most_steps) {
        fail("the support vector machine did not converge in {} steps: give a smaller penalty, or scale the inputs",
             result.steps);
      }
    }
    result.alpha = x_alpha;
    result.violation = x_upper - x_lower;
    result.bias = bias();
    return result;
  }

 private:
  // −s_i ∂D/∂α_i: what is to be equal for all points between their bounds.
  double pull(std::size_t i) const { return -x_signs[i] * x_gradient[i]; }
  bool may_rise(std::size_t i) const { return x_signs[i] > 0 ? x_alpha[i] < x_options.penalty : x_alpha[i] > 0; }
  bool may_fall(std::size_t i) const { return x_signs[i] > 0 ? x_alpha[i] > 0 : x_alpha[i] < x_options.penalty; }
  double curvature(const arma::vec& column, std::size_t i, std::size_t j) const {
    return std::max(x_diagonal[i] + x_diagonal[j] - 2 * column[j], 1e-12);
  }

  // The pair to change, or false: no pair violates the conditions by more than the tolerance.
  bool choose() {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    x_upper = -infinity;
    x_lower = infinity;
    for (std::size_t i = 0; i < x_alpha.n_elem; ++i) {
      if (may_rise(i) && pull(i) > x_upper) {
        x_upper = pull(i);
        x_first = i;
      }
      if (may_fall(i)) x_lower = std::min(x_lower, pull(i));
    }
    if (!(x_upper - x_lower > x_options.tolerance)) return false;
    const arma::vec& column = x_columns[x_first];
    double best = 0;
    for (std::size_t j = 0; j < x_alpha.n_elem; ++j) {
      const double difference = x_upper - pull(j);
      if (!may_fall(j) || difference <= 0) continue;
      const double gain = difference * difference / curvature(column, x_first, j);
      if (gain > best) {
        best = gain;
        x_second = j;
      }
    }
    return true;
  }

  void step() {
    const std::size_t i = x_first, j = x_second;
    const double c = x_options.penalty;
    const arma::vec& first = x_columns[i];
    const arma::vec& second = x_columns[j];
    const double room_i = x_signs[i] > 0 ? c - x_alpha[i] : x_alpha[i];
    const double room_j = x_signs[j] > 0 ? x_alpha[j] : c - x_alpha[j];
    const double delta = std::min({(pull(i) - pull(j)) / curvature(first, i, j), room_i, room_j});
    // At a bound exactly, so that it is known to be there.
    x_alpha[i] = delta < room_i ? x_alpha[i] + x_signs[i] * delta : (x_signs[i] > 0 ? c : 0);
    x_alpha[j] = delta < room_j ? x_alpha[j] - x_signs[j] * delta : (x_signs[j] > 0 ? 0 : c);
    for (std::size_t t = 0; t < x_alpha.n_elem; ++t) x_gradient[t] += x_signs[t] * (first[t] - second[t]) * delta;
  }

  // The mean over points between their bounds; where there is none, the middle of what is allowed.
  double bias() const {
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < x_alpha.n_elem; ++i) {
      if (!may_rise(i) || !may_fall(i)) continue;
      sum += pull(i);
      ++count;
    }
    return count > 0 ? sum / static_cast<double>(count) : 0.5 * (x_upper + x_lower);
  }

  const std::vector<int>& x_signs;
  const MarginOptions& x_options;
  Columns x_columns;
  arma::vec x_diagonal, x_alpha, x_gradient;  // gradient: of the dual, to be minimised
  double x_upper = 0, x_lower = 0;
  std::size_t x_first = 0, x_second = 0;
};

}  // namespace

Margin fit_margin(const KernelFunction& kernel, const arma::mat& points, const std::vector<int>& signs,
                  const MarginOptions& options) {
  const network::SingleThreadedBlas one;
  if (std::count(signs.begin(), signs.end(), 1) == 0 || std::count(signs.begin(), signs.end(), -1) == 0) {
    fail("all rows are of one class, expected two or more");
  }
  return Solver{kernel, points, signs, options}.solve();
}

}  // namespace nnpipe::kernel_methods
