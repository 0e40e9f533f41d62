// Initial weights and biases of a network, by named methods.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "network/mlp.hpp"

namespace nnpipe::network {

enum class InitMethod {
  uniform,       // weights and biases uniform in ±a
  inverse_sqrt,  // uniform in ±1/√n, n the number of inputs of the layer
  glorot,        // weights uniform in ±√(6/(n_in + n_out)), biases 0 (Glorot, Bengio 2010)
  nguyen_widrow  // hidden layers: each node's active region in its own part of the input space (Nguyen, Widrow 1990),
                 // for inputs in about [−1, 1]; output layer as inverse_sqrt
};

struct Init {
  InitMethod method = InitMethod::nguyen_widrow;
  double a = 1;  // uniform only
};

std::vector<std::string> init_names();
std::string to_string(const Init& init);
// "glorot", "uniform=0.5" …; throws Error for anything else.
Init parse_init(std::string_view text);

// Sets all parameters.
void initialize(Mlp& mlp, const Init& init, Random& random);

}  // namespace nnpipe::network
