#include "optimise/kalman.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/threads.hpp"
#include "network/gemm.hpp"

namespace nnpipe::optimise {

namespace {

using network::gemm;
using network::Side;

// Rows and columns of a covariance that one thread handles at a time.
constexpr std::size_t tile = 192;

}  // namespace

KalmanFilter::KalmanFilter(RowObjective& objective, const KalmanOptions& options, std::vector<std::size_t> boundaries)
    : x_objective{objective}, x_options{options}, x_random{options.seed, 0x6b616c6d}, x_lambda{options.forgetting} {
  const std::size_t parameters = objective.parameters();
  boundaries.push_back(parameters);
  // As many whole pieces as a block holds; a piece that is too large by itself is cut.
  for (std::size_t first = 0, at = 0; first < parameters;) {
    std::size_t last = first;
    while (at < boundaries.size() && boundaries[at] - first <= options.largest_block) last = boundaries[at++];
    if (last == first) last = std::min(parameters, first + options.largest_block);
    x_blocks.push_back({first, last - first, {}});
    first = last;
  }
  start();
}

void KalmanFilter::start() {
  for (Block& block : x_blocks) {
    block.covariance.assign(block.count * block.count, 0.0);
    for (std::size_t i = 0; i < block.count; ++i) block.covariance[i * (block.count + 1)] = x_options.uncertainty;
  }
}

std::size_t KalmanFilter::bytes() const {
  std::size_t sum = 0;
  for (const Block& block : x_blocks) sum += sizeof(double) * block.covariance.size();
  return sum;
}

std::string KalmanFilter::remark() const {
  return x_blocks.size() > 1 ? fmt::format("covariance in {} blocks", x_blocks.size()) : std::string{};
}

void KalmanFilter::archive(Archive& archive) {
  archive.random(x_random);
  archive.number(x_lambda);
  for (Block& block : x_blocks) archive.values(block.covariance);
}

bool KalmanFilter::epoch(std::span<double> parameters) {
  const network::SingleThreadedBlas blas;
  x_objective.shuffle(x_random);
  const std::size_t samples = x_objective.samples();
  const double all = std::sqrt(static_cast<double>(samples));
  for (std::size_t first = 0; first < samples;) {
    std::size_t last = first, rows = 0;
    while (last < samples && rows < x_options.rows) rows += x_objective.row_count(last++);
    x_objective.rows(parameters, first, last, x_jacobian, x_residuals);
    for (double& value : x_jacobian) value *= all;
    for (double& value : x_residuals) value *= all;
    if (rows > 0) update(parameters, rows);
    first = last;
  }
  return true;
}

void KalmanFilter::update(std::span<double> parameters, std::size_t m) {
  const std::size_t n = parameters.size();
  x_gain.resize(n * m);
  x_innovation.assign(m * m, 0.0);
  for (std::size_t i = 0; i < m; ++i) x_innovation[i * (m + 1)] = x_lambda;
  for (Block& block : x_blocks) {
    // P H, then Hᵀ P H: P is symmetric, so a tile of its columns serves for rows.
    parallel_for({block.count, tile}, [&](std::size_t, std::size_t first, std::size_t last) {
      gemm(Side::transposed, Side::plain, last - first, m, block.count, 1,
           block.covariance.data() + first * block.count, block.count, x_jacobian.data() + block.first, n, 0,
           x_gain.data() + block.first + first, n);
    });
    gemm(Side::transposed, Side::plain, m, m, block.count, 1, x_jacobian.data() + block.first, n,
         x_gain.data() + block.first, n, 1, x_innovation.data(), m);
  }
  char lower = 'L';
  auto order = static_cast<arma::blas_int>(m);
  arma::blas_int info = 0;
  arma::lapack::potrf(&lower, &order, x_innovation.data(), &order, &info);
  if (info != 0) fail("the residuals of the fit change too much, or are not finite");
  // X = L⁻¹ (P H)ᵀ, m × n: then w ← w − Xᵀ (L⁻¹ r) and P ← (P − Xᵀ X)/λ.
  x_whitened.resize(m * n);
  const arma::mat factor{x_innovation.data(), m, m, false, true};
  parallel_for({n, tile}, [&](std::size_t, std::size_t first, std::size_t last) {
    arma::mat part{x_whitened.data() + first * m, m, last - first, false, true};
    for (std::size_t i = first; i < last; ++i) {
      for (std::size_t r = 0; r < m; ++r) x_whitened[i * m + r] = x_gain[r * n + i];
    }
    part = arma::solve(arma::trimatl(factor), part, arma::solve_opts::fast);
  });
  arma::vec residual{x_residuals.data(), m, false, true};
  residual = arma::solve(arma::trimatl(factor), residual, arma::solve_opts::fast);
  gemm(Side::transposed, Side::plain, n, 1, m, -1, x_whitened.data(), m, x_residuals.data(), m, 1, parameters.data(),
       n);
  for (const double value : parameters) {
    if (!std::isfinite(value)) fail("the parameters of the fit are no longer finite");
  }
  const double by_lambda = 1 / x_lambda;
  for (Block& block : x_blocks) {
    std::vector<std::pair<std::size_t, std::size_t>> tiles;
    for (std::size_t j = 0; j < block.count; j += tile) {
      for (std::size_t i = j; i < block.count; i += tile) tiles.emplace_back(i, j);
    }
    parallel_for({tiles.size(), 1}, [&](std::size_t t, std::size_t, std::size_t) {
      const auto [i, j] = tiles[t];
      const std::size_t height = std::min(tile, block.count - i), width = std::min(tile, block.count - j);
      double* const to = block.covariance.data() + j * block.count + i;
      gemm(Side::transposed, Side::plain, height, width, m, -by_lambda, x_whitened.data() + (block.first + i) * m, m,
           x_whitened.data() + (block.first + j) * m, m, by_lambda, to, block.count);
      // The other triangle is the same to the last bit.
      for (std::size_t b = 0; b < width; ++b) {
        for (std::size_t a = i == j ? b + 1 : 0; a < height; ++a) {
          block.covariance[(i + a) * block.count + j + b] = to[b * block.count + a];
        }
      }
    });
  }
  x_lambda = 1 - (1 - x_lambda) * x_options.approach;
}

const Method kalman{
    .name = "kalman",
    .words = "a Kalman filter",
    .help =
        "An extended Kalman filter over single energies and forces, with a covariance of the weights. Only for frames.",
    .needs = Needs::rows,
    .parameters = {},
    .few = {200, 30},
    .many = {200, 30},
    .make = [](const Method&, const OptimizerOptions& options, const Task& task) -> std::unique_ptr<Optimizer> {
      KalmanOptions settings;
      settings.seed = options.seed;
      return std::make_unique<KalmanFilter>(*task.rows, settings, task.boundaries);
    }};

}  // namespace nnpipe::optimise
