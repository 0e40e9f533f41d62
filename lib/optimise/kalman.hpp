// The extended Kalman filter: takes the residuals of a few samples at a time, and remembers what they fixed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/random.hpp"
#include "optimise/method.hpp"
#include "optimise/team.hpp"

namespace nnpipe::optimise {

struct KalmanOptions {
  double uncertainty = 1;    // P = uncertainty · I at the start: variance of the parameters
  double forgetting = 0.99;  // λ of the first update; λ ← 1 − (1 − λ) · approach after each
  double approach = 0.999;
  std::size_t rows = 40;             // residuals an update, at least: samples are taken together until they are as many
  std::size_t largest_block = 4000;  // parameters whose covariance is kept; between blocks it is taken as 0 (decoupled)
  std::uint64_t seed = 1;            // of the order of the samples
  std::function<bool()> interrupted{};  // see Task
};

// With residuals r = y − y_ref of unit variance, H = ∂r/∂w: S = λ I + Hᵀ P H, w ← w − P H S⁻¹ r,
// P ← (P − P H S⁻¹ Hᵀ P)/λ. One sample's residuals count as one observation, however many samples there are. An epoch
// goes through all samples in a new order. Of P, symmetric, the tiles on and below the diagonal are kept: 4 ·
// parameters · largest block B of memory. The processes of a team divide the tiles; any number of them gives the same
// bits.
class KalmanFilter : public Optimizer {
 public:
  // `boundaries`: parameters before which a block may begin, ascending (networks, layers); for networks too large for
  // one block. Keeps a reference to the team.
  KalmanFilter(RowObjective& objective, const KalmanOptions& options, std::vector<std::size_t> boundaries = {},
               const Team& team = alone());
  // Throws Error if residuals or parameters are not finite, and for derivatives beyond what numbers resolve.
  bool epoch(std::span<double> parameters) override;
  // All of a team together.
  void archive(Archive& archive) override;

  std::size_t blocks() const { return x_blocks; }
  std::size_t bytes() const override { return sizeof(double) * x_covariance.size(); }
  std::string remark() const override;

 private:
  // Parameters of one block that go together.
  struct Strip {
    std::size_t first, count;
    std::vector<std::size_t> products;  // where the products that make up its rows of P H begin
  };
  // The part of P between two strips.
  struct Tile {
    std::size_t row, column;    // strips
    std::size_t at;             // in the covariance
    std::size_t first, second;  // products: with H of the column's strip, and transposed with that of the row's
  };
  static const Team& alone();
  void add_block(std::size_t first, std::size_t count);
  void divide();
  void update(std::span<double> parameters, std::size_t rows);
  void multiply(std::size_t rows);
  void add_products(std::size_t rows);
  void innovate(std::size_t rows);
  void whiten(std::size_t rows);
  void shrink(std::size_t rows);

  RowObjective& x_objective;
  KalmanOptions x_options;
  const Team& x_team;
  Random x_random;
  double x_lambda;
  std::size_t x_parameters, x_blocks = 0, x_product_rows = 0;
  std::vector<Strip> x_strips;
  std::vector<Tile> x_tiles;
  std::vector<std::size_t> x_of_tiles;  // where each process's begin
  std::vector<double> x_covariance;
  std::vector<double> x_jacobian, x_residuals, x_products, x_gain, x_innovation;
};

extern const Method kalman;

}  // namespace nnpipe::optimise
