// Kernel ridge regression, which is the mean of a Gaussian process: all points as centres, or few of them.
#pragma once

#include <optional>

#include "kernel_methods/kernel_function.hpp"

namespace nnpipe::kernel_methods {

// y(x) = Σ_j w_j k(x, c_j), and how far it may be off. Several targets share all but weights and signal.
struct Regression {
  KernelFunction kernel;
  arma::mat centres;    // inputs × centres
  arma::mat weights;    // centres × targets
  arma::rowvec signal;  // variance of each target in units of the kernel, s²; the noise has the variance s² · ridge
  double ridge = 0;     // λ
  double jitter = 0;    // sparse only: stands on the diagonal of the centres' kernel, absolute
  arma::mat inner;  // sparse only: L_A of A = λ + V Vᵀ, lower triangle, centres × centres; see sparse_regression

  bool sparse() const { return !inner.is_empty(); }
};

// Weights w = (K + λ)⁻¹ y of n points, y n × targets (Saunders, Gammerman, Vovk 1998; Rasmussen, Williams 2006, 2.3).
// The signal is the most likely one, s² = yᵀ(K + λ)⁻¹y/n. Nothing where K + λ has no Cholesky factor.
// `evidence`: log of the marginal likelihood of all targets (R&W 5.8), if wanted. `left_out`: points × targets, what
// each point's label is off by if all others are fitted with the same kernel and ridge (R&W 5.12), if wanted.
std::optional<Regression> regression(const KernelFunction& kernel, const arma::mat& points, const arma::mat& y,
                                     double ridge, double* evidence = nullptr, arma::mat* left_out = nullptr);

// The same with the given centres in place of all points: the projected process (Seeger 2003; R&W 8.3.4), whose memory
// is centres² + a block of points. With L Lᵀ = K_mm + jitter, V = L⁻¹ K_mn, L_A L_Aᵀ = λ + V Vᵀ: w = L⁻ᵀ A⁻¹ V y.
// `left_out`: as above, with the same centres.
std::optional<Regression> sparse_regression(const KernelFunction& kernel, arma::mat centres, const arma::mat& points,
                                            const arma::mat& y, double ridge, arma::mat* left_out = nullptr);

// Values of a regression at points, and the standard deviation that a label there is expected to have from each: that
// of the function and of the noise (R&W 2.26 with σ_n² = s² λ).
class Predictor {
 public:
  // Keeps a reference. With `deviations` it factorises the kernel of the centres. Throws Error where that fails.
  Predictor(const Regression& regression, bool deviations);

  // targets × points each.
  void predict(const arma::mat& points, arma::mat& values, arma::mat* deviations) const;

 private:
  const Regression& x_regression;
  arma::mat x_factor;  // of K + λ, or of K_mm + jitter
};

}  // namespace nnpipe::kernel_methods
