// The extended Kalman filter: takes the residuals of a few samples at a time, and remembers what they fixed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/random.hpp"
#include "optimise/method.hpp"

namespace nnpipe::optimise {

struct KalmanOptions {
  double uncertainty = 1;    // P = uncertainty · I at the start: variance of the parameters
  double forgetting = 0.99;  // λ of the first update; λ ← 1 − (1 − λ) · approach after each
  double approach = 0.999;
  std::size_t rows = 40;             // residuals an update, at least: samples are taken together until they are as many
  std::size_t largest_block = 4000;  // parameters whose covariance is kept; between blocks it is taken as 0 (decoupled)
  std::uint64_t seed = 1;            // of the order of the samples
};

// With residuals r = y − y_ref of unit variance, H = ∂r/∂w: S = λ I + Hᵀ P H, w ← w − P H S⁻¹ r,
// P ← (P − P H S⁻¹ Hᵀ P)/λ. One sample's residuals count as one observation, however many samples there are. An epoch
// goes through all samples in a new order. Memory: 8 · parameters · largest block B.
class KalmanFilter : public Optimizer {
 public:
  // `boundaries`: parameters before which a block may begin, ascending (networks, layers); for networks too large for
  // one block.
  KalmanFilter(RowObjective& objective, const KalmanOptions& options, std::vector<std::size_t> boundaries = {});
  // Throws Error if residuals or parameters are not finite, and for derivatives beyond what numbers resolve.
  bool epoch(std::span<double> parameters) override;
  void archive(Archive& archive) override;

  std::size_t blocks() const { return x_blocks.size(); }
  std::size_t bytes() const override;
  std::string remark() const override;

 private:
  struct Block {
    std::size_t first, count;  // parameters
    std::vector<double> covariance;
  };
  void update(std::span<double> parameters, std::size_t rows);
  void start();

  RowObjective& x_objective;
  KalmanOptions x_options;
  Random x_random;
  double x_lambda;
  std::vector<Block> x_blocks;
  std::vector<double> x_jacobian, x_residuals, x_gain, x_innovation, x_whitened;
};

extern const Method kalman;

}  // namespace nnpipe::optimise
