#include "networks/torch.hpp"

#ifdef NNPIPE_TORCH
#include <torch/torch.h>
#endif

namespace bench {

#ifdef NNPIPE_TORCH

std::function<void()> torch_work(const nnpipe::network::Mlp& mlp, std::span<const double> x, std::size_t n,
                                 bool gradient, std::span<double> outputs) {
  torch::set_num_threads(1);
  const auto options = torch::TensorOptions().dtype(torch::kFloat64);
  const auto layers = static_cast<std::size_t>(mlp.layers());
  std::vector<torch::Tensor> weights, biases;
  for (std::size_t l = 0; l < layers; ++l) {
    const auto rows = static_cast<std::int64_t>(mlp.rows(l)), columns = static_cast<std::int64_t>(mlp.columns(l));
    // Stored column by column: the transpose, row by row, as a linear layer multiplies by it.
    weights.push_back(torch::from_blob(const_cast<double*>(mlp.weights(l).data()), {columns, rows}, options).clone());
    biases.push_back(torch::from_blob(const_cast<double*>(mlp.biases(l).data()), {rows}, options).clone());
  }
  const auto inputs = static_cast<std::int64_t>(mlp.inputs());
  auto input = torch::from_blob(const_cast<double*>(x.data()), {static_cast<std::int64_t>(n), inputs}, options).clone();
  input.set_requires_grad(gradient);
  return [=]() mutable {
    const torch::AutoGradMode graph{gradient};
    torch::Tensor y = input;
    for (std::size_t l = 0; l < layers; ++l) {
      y = torch::addmm(biases[l], y, weights[l]);
      if (l + 1 < layers) y = torch::tanh(y);
    }
    if (gradient) torch::autograd::grad({y.sum()}, {input});
    const auto values = y.detach();
    std::copy_n(values.data_ptr<double>(), n, outputs.begin());
  };
}

#else

std::function<void()> torch_work(const nnpipe::network::Mlp&, std::span<const double>, std::size_t, bool,
                                 std::span<double>) {
  return {};
}

#endif

}  // namespace bench
