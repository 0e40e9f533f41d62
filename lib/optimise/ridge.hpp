// L2: any objective with ½ λ |w|² on top, which keeps parameters small.
#pragma once

#include <cstddef>
#include <span>

#include "optimise/objective.hpp"

namespace nnpipe::optimise {

class Ridge : public SquaresObjective {
 public:
  Ridge(SquaresObjective& objective, double lambda) : x_objective{objective}, x_lambda{lambda} {}

  std::size_t parameters() const override { return x_objective.parameters(); }
  std::size_t samples() const override { return x_objective.samples(); }
  void shuffle(Random& random) override { x_objective.shuffle(random); }
  void archive(Archive& archive) override { x_objective.archive(archive); }
  double value(std::span<const double> parameters) override { return x_objective.value(parameters) + half(parameters); }
  double gradient(std::span<const double> parameters, std::size_t first, std::size_t last,
                  std::span<double> gradient) override {
    const double value = x_objective.gradient(parameters, first, last, gradient) + half(parameters);
    for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += x_lambda * parameters[i];
    return value;
  }
  double normal_equations(std::span<const double> parameters, std::span<double> matrix,
                          std::span<double> gradient) override {
    const double value = x_objective.normal_equations(parameters, matrix, gradient) + half(parameters);
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      gradient[i] += x_lambda * parameters[i];
      matrix[i * (gradient.size() + 1)] += x_lambda;
    }
    return value;
  }

 private:
  double half(std::span<const double> parameters) const {
    double sum = 0;
    for (const double value : parameters) sum += value * value;
    return 0.5 * x_lambda * sum;
  }

  SquaresObjective& x_objective;
  double x_lambda;
};

}  // namespace nnpipe::optimise
