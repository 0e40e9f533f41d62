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

// Rows and columns of a tile at most.
constexpr std::size_t tile = 256;

// Parameters whose columns are whitened at a time.
constexpr std::size_t whitened = 64;

// What a tile costs: a product with H, another with its transpose, and the update.
constexpr double cost_on_diagonal = 2, cost_below = 3;

std::vector<std::size_t> times(std::vector<std::size_t> values, std::size_t factor) {
  for (auto& value : values) value *= factor;
  return values;
}

}  // namespace

const Team& KalmanFilter::alone() {
  static const Team team;
  return team;
}

KalmanFilter::KalmanFilter(RowObjective& objective, const KalmanOptions& options, std::vector<std::size_t> boundaries,
                           const Team& team)
    : x_objective{objective},
      x_options{options},
      x_team{team},
      x_random{options.seed, 0x6b616c6d},
      x_lambda{options.forgetting},
      x_parameters{objective.parameters()} {
  boundaries.push_back(x_parameters);
  // As many whole pieces as a block holds; a piece that is too large by itself is cut.
  for (std::size_t first = 0, at = 0; first < x_parameters;) {
    std::size_t last = first;
    while (at < boundaries.size() && boundaries[at] - first <= options.largest_block) last = boundaries[at++];
    if (last == first) last = std::min(x_parameters, first + options.largest_block);
    add_block(first, last - first);
    first = last;
  }
  divide();
}

// Strips of about the same width, tiles column by column, and a covariance that says: uncertain, and independent.
void KalmanFilter::add_block(std::size_t first, std::size_t count) {
  ++x_blocks;
  const std::size_t begin = x_strips.size(), strips = (count + tile - 1) / tile;
  for (std::size_t s = 0; s < strips; ++s) {
    const std::size_t from = count * s / strips, to = count * (s + 1) / strips;
    x_strips.push_back({first + from, to - from, {}});
  }
  for (std::size_t j = begin; j < x_strips.size(); ++j) {
    for (std::size_t i = j; i < x_strips.size(); ++i) {
      auto &row = x_strips[i], &column = x_strips[j];
      Tile made{i, j, x_covariance.size(), x_product_rows, 0};
      row.products.push_back(made.first);
      x_product_rows += row.count;
      if (i != j) {
        made.second = x_product_rows;
        column.products.push_back(made.second);
        x_product_rows += column.count;
      }
      x_covariance.resize(x_covariance.size() + row.count * column.count);
      for (std::size_t k = 0; i == j && k < row.count; ++k) {
        x_covariance[made.at + k * (row.count + 1)] = x_options.uncertainty;
      }
      x_tiles.push_back(made);
    }
  }
}

void KalmanFilter::divide() {
  std::vector<double> costs;
  for (const Tile& one : x_tiles) {
    costs.push_back((one.row == one.column ? cost_on_diagonal : cost_below) *
                    static_cast<double>(x_strips[one.row].count * x_strips[one.column].count));
  }
  x_of_tiles = parts_of_like_cost(costs, x_team.count());
}

std::string KalmanFilter::remark() const {
  return x_blocks > 1 ? fmt::format("covariance in {} blocks", x_blocks) : std::string{};
}

void KalmanFilter::archive(Archive& archive) {
  archive.random(x_random);
  archive.number(x_lambda);
  if (!archive.restoring()) {
    std::vector<std::size_t> first;
    for (const std::size_t t : x_of_tiles) first.push_back(t < x_tiles.size() ? x_tiles[t].at : x_covariance.size());
    x_team.share(x_covariance, first);
  }
  archive.values(std::span{x_covariance});
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
    if (x_options.interrupted && x_options.interrupted()) break;
  }
  return true;
}

void KalmanFilter::update(std::span<double> parameters, std::size_t m) {
  multiply(m);
  add_products(m);
  innovate(m);
  whiten(m);
  const std::size_t n = parameters.size();
  gemm(Side::transposed, Side::plain, n, 1, m, -1, x_gain.data(), m, x_residuals.data(), m, 1, parameters.data(), n);
  for (const double value : parameters) {
    if (!std::isfinite(value)) fail("the parameters of the fit are no longer finite");
  }
  shrink(m);
  x_lambda = 1 - (1 - x_lambda) * x_options.approach;
}

// The products of one's own tiles with H; then those of all are known.
void KalmanFilter::multiply(std::size_t m) {
  const std::size_t n = x_parameters, own = x_of_tiles[x_team.rank()];
  x_products.resize(x_product_rows * m);
  parallel_for({x_of_tiles[x_team.rank() + 1] - own, 1}, [&](std::size_t t, std::size_t, std::size_t) {
    const Tile& one = x_tiles[own + t];
    const Strip &row = x_strips[one.row], &column = x_strips[one.column];
    const double* const p = x_covariance.data() + one.at;
    // A tile on the diagonal is symmetric.
    gemm(one.row == one.column ? Side::transposed : Side::plain, Side::plain, row.count, m, column.count, 1, p,
         row.count, x_jacobian.data() + column.first, n, 0, x_products.data() + one.first * m, row.count);
    if (one.row == one.column) return;
    gemm(Side::transposed, Side::plain, column.count, m, row.count, 1, p, row.count, x_jacobian.data() + row.first, n,
         0, x_products.data() + one.second * m, column.count);
  });
  std::vector<std::size_t> first;
  for (const std::size_t t : x_of_tiles) first.push_back(t < x_tiles.size() ? x_tiles[t].first : x_product_rows);
  x_team.share(x_products, times(std::move(first), m));
}

// (P H)ᵀ, rows × parameters.
void KalmanFilter::add_products(std::size_t m) {
  x_gain.resize(x_parameters * m);
  parallel_for({x_strips.size(), 1}, [&](std::size_t s, std::size_t, std::size_t) {
    const Strip& strip = x_strips[s];
    std::vector<double> sum(strip.count);
    for (std::size_t r = 0; r < m; ++r) {
      for (std::size_t k = 0; k < strip.products.size(); ++k) {
        const double* const from = x_products.data() + strip.products[k] * m + r * strip.count;
        if (k == 0) {
          std::copy_n(from, strip.count, sum.data());
        } else {
          for (std::size_t i = 0; i < strip.count; ++i) sum[i] += from[i];
        }
      }
      for (std::size_t i = 0; i < strip.count; ++i) x_gain[(strip.first + i) * m + r] = sum[i];
    }
  });
}

// The lower triangle of S = λ I + Hᵀ P H, and its Cholesky factor.
void KalmanFilter::innovate(std::size_t m) {
  x_innovation.assign(m * m, 0.0);
  for (std::size_t i = 0; i < m; ++i) x_innovation[i * (m + 1)] = x_lambda;
  constexpr std::size_t columns = 8;
  parallel_for({m, columns}, [&](std::size_t, std::size_t first, std::size_t last) {
    gemm(Side::plain, Side::plain, m - first, last - first, x_parameters, 1, x_gain.data() + first, m,
         x_jacobian.data() + first * x_parameters, x_parameters, 1, x_innovation.data() + first * (m + 1), m);
  });
  char lower = 'L';
  auto order = static_cast<arma::blas_int>(m);
  arma::blas_int info = 0;
  arma::lapack::potrf(&lower, &order, x_innovation.data(), &order, &info);
  if (info != 0) fail("the residuals of the fit change too much, or are not finite");
}

// X = L⁻¹ (P H)ᵀ in place, and L⁻¹ r: then w ← w − Xᵀ (L⁻¹ r) and P ← (P − Xᵀ X)/λ.
void KalmanFilter::whiten(std::size_t m) {
  const auto solve = [&](double* columns, std::size_t count) {
    char lower = 'L', plain = 'N';
    auto order = static_cast<arma::blas_int>(m), number = static_cast<arma::blas_int>(count);
    arma::blas_int info = 0;
    arma::lapack::trtrs(&lower, &plain, &plain, &order, &number, x_innovation.data(), &order, columns, &order, &info);
  };
  parallel_for({x_parameters, whitened}, [&](std::size_t, std::size_t first, std::size_t last) {
    solve(x_gain.data() + first * m, last - first);
  });
  solve(x_residuals.data(), 1);
}

// One's own tiles of P.
void KalmanFilter::shrink(std::size_t m) {
  const double by_lambda = 1 / x_lambda;
  const std::size_t own = x_of_tiles[x_team.rank()];
  parallel_for({x_of_tiles[x_team.rank() + 1] - own, 1}, [&](std::size_t t, std::size_t, std::size_t) {
    const Tile& one = x_tiles[own + t];
    const Strip &row = x_strips[one.row], &column = x_strips[one.column];
    double* const p = x_covariance.data() + one.at;
    gemm(Side::transposed, Side::plain, row.count, column.count, m, -by_lambda, x_gain.data() + row.first * m, m,
         x_gain.data() + column.first * m, m, by_lambda, p, row.count);
    if (one.row != one.column) return;
    // The other triangle is the same to the last bit.
    for (std::size_t b = 0; b < column.count; ++b) {
      for (std::size_t a = b + 1; a < row.count; ++a) p[a * row.count + b] = p[b * row.count + a];
    }
  });
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
      settings.interrupted = task.interrupted;
      if (task.team == nullptr) return std::make_unique<KalmanFilter>(*task.rows, settings, task.boundaries);
      return std::make_unique<KalmanFilter>(*task.rows, settings, task.boundaries, *task.team);
    }};

}  // namespace nnpipe::optimise
