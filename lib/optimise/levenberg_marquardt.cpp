#include "optimise/levenberg_marquardt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/memory.hpp"
#include "network/blas.hpp"

namespace nnpipe::optimise {

namespace {

// Elements of the normal equations, of which there are two copies.
std::size_t square_of(std::size_t parameters) {
  const auto n = static_cast<double>(parameters);
  check_memory(fmt::format("lm with {} parameters", parameters), 2 * sizeof(double) * n * n);
  return parameters * parameters;
}

}  // namespace

LevenbergMarquardt::LevenbergMarquardt(SquaresObjective& objective, const LevenbergMarquardtOptions& options)
    : x_objective{objective},
      x_options{options},
      x_matrix(square_of(objective.parameters())),
      x_factor(x_matrix.size()),
      x_gradient(objective.parameters()),
      x_step(objective.parameters()),
      x_trial(objective.parameters()) {}

// (JᵀJ + λ I) Δ = −Jᵀr by Cholesky factors; false if rounding has made the matrix indefinite.
bool LevenbergMarquardt::solve() {
  const network::SingleThreadedBlas one;
  const std::size_t n = x_gradient.size();
  std::copy(x_matrix.begin(), x_matrix.end(), x_factor.begin());
  for (std::size_t i = 0; i < n; ++i) x_factor[i * n + i] += x_lambda;
  for (std::size_t i = 0; i < n; ++i) x_step[i] = -x_gradient[i];
  char lower = 'L';
  auto size = static_cast<arma::blas_int>(n);
  arma::blas_int columns = 1, info = 0;
  arma::lapack::potrf(&lower, &size, x_factor.data(), &size, &info);
  if (info != 0) return false;
  arma::lapack::potrs(&lower, &size, &columns, x_factor.data(), &size, x_step.data(), &size, &info);
  return info == 0;
}

bool LevenbergMarquardt::epoch(std::span<double> parameters) {
  const std::size_t n = parameters.size();
  const double cost = x_objective.normal_equations(parameters, x_matrix, x_gradient);
  if (!std::isfinite(cost)) fail("the cost of the fit is not finite at its start");
  double mean = 0;
  for (std::size_t i = 0; i < n; ++i) mean += x_matrix[i * n + i] / static_cast<double>(n);
  if (mean == 0) return false;
  if (x_lambda == 0) x_lambda = x_options.damping * mean;
  const double limit = x_options.largest * mean;

  for (; x_lambda <= limit; x_lambda *= x_growth, x_growth *= 2) {
    if (!solve()) continue;
    double predicted = 0, change = 0, size = 0;  // decrease of the quadratic model: ½ Δᵀ(λ Δ − Jᵀr)
    for (std::size_t i = 0; i < n; ++i) {
      x_trial[i] = parameters[i] + x_step[i];
      predicted += 0.5 * x_step[i] * (x_lambda * x_step[i] - x_gradient[i]);
      change += x_step[i] * x_step[i];
      size += parameters[i] * parameters[i];
    }
    if (!(change > 1e-32 * size)) return false;
    const double gained = cost - x_objective.value(x_trial);
    if (!(gained > 0)) continue;
    std::copy(x_trial.begin(), x_trial.end(), parameters.begin());
    const double ratio = gained / predicted;
    x_lambda *= std::max(1.0 / 3.0, 1 - std::pow(2 * ratio - 1, 3));
    x_growth = 2;
    return true;
  }
  return false;
}

const Method lm{
    .name = "lm",
    .words = "Levenberg-Marquardt",
    .help =
        "Damped Gauss-Newton steps, one per epoch. Best for networks of up to a few hundred weights; the cost grows "
        "with rows times the square of the weights.",
    .needs = Needs::squares,
    .parameters =
        {{"damping", "X", "first damping of lm, relative", {LevenbergMarquardtOptions{}.damping}, 1e-300, 1e300}},
    .few = {500, 50},
    .many = {500, 50},
    .make = [](const Method& method, const OptimizerOptions& options, const Task& task) -> std::unique_ptr<Optimizer> {
      LevenbergMarquardtOptions settings;
      settings.damping = parameter(method, options, "damping")[0];
      return std::make_unique<LevenbergMarquardt>(task.objective, settings);
    }};

}  // namespace nnpipe::optimise
