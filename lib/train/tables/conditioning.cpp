#include "train/tables/conditioning.hpp"

namespace nnpipe::train {

Conditioning::Conditioning(Dataset& data, descriptor::ScalingMethod method) {
  descriptor::ScalingLearner learner{data.inputs()};
  for (std::size_t s = 0; s < data.samples(); ++s) learner.add(data.input(s));
  for (const auto& column : learner.finish(method)) {
    x_scaling.push_back(column.value_or(descriptor::ColumnScaling{}));  // constant: as it is
  }
  data.scale_inputs(x_scaling);
}

void Conditioning::enter(network::Mlp& network) const {
  auto w = network.weights(0);
  auto b = network.biases(0);
  for (std::size_t j = 0; j < x_scaling.size(); ++j) {
    for (std::size_t i = 0; i < b.size(); ++i) {
      double& weight = w[j * b.size() + i];
      b[i] += weight * x_scaling[j].subtract;
      weight /= x_scaling[j].factor;
    }
  }
}

void Conditioning::leave(network::Mlp& network) const {
  auto w = network.weights(0);
  auto b = network.biases(0);
  for (std::size_t j = 0; j < x_scaling.size(); ++j) {
    for (std::size_t i = 0; i < b.size(); ++i) {
      double& weight = w[j * b.size() + i];
      weight *= x_scaling[j].factor;
      b[i] -= weight * x_scaling[j].subtract;
    }
  }
}

}  // namespace nnpipe::train
