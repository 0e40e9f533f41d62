// Inputs brought to one scale while a network is trained, and the network's first layer with them.
#pragma once

#include <vector>

#include "descriptor/scaling.hpp"
#include "network/mlp.hpp"
#include "train/tables/dataset.hpp"

namespace nnpipe::train {

// x′ = (x − c) f for each input. A network W x + b of the inputs as they were is W′ x′ + b′ with W′ = W/f,
// b′ = b + W c: the same function.
class Conditioning {
 public:
  // Scales the data in place, by range to [−1, 1] or otherwise.
  Conditioning(Dataset& data, descriptor::ScalingMethod method);
  void enter(network::Mlp& network) const;  // one of the inputs as they were becomes one of x′
  void leave(network::Mlp& network) const;  // and back

 private:
  std::vector<descriptor::ColumnScaling> x_scaling;
};

}  // namespace nnpipe::train
