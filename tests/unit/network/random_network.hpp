// Networks with random weights for tests.
#pragma once

#include <string>
#include <vector>

#include "base/random.hpp"
#include "network/mlp.hpp"

inline nnpipe::network::Mlp random_network(std::vector<std::size_t> sizes, const std::string& activation,
                                           nnpipe::Random& random, double a = 0.8) {
  using nnpipe::network::Activation;
  std::vector<Activation> activations(sizes.size() - 2, Activation{activation});
  activations.emplace_back("identity");
  nnpipe::network::Mlp mlp{std::move(sizes), std::move(activations)};
  for (double& p : mlp.parameters()) p = random.uniform(-a, a);
  return mlp;
}

inline std::vector<double> random_values(std::size_t n, nnpipe::Random& random, double a = 1) {
  std::vector<double> values(n);
  for (double& value : values) value = random.uniform(-a, a);
  return values;
}

// Every depth the tests go through.
inline const std::vector<std::vector<std::size_t>> all_shapes{
    {1, 1}, {3, 2}, {1, 10, 1}, {4, 7, 1}, {5, 3, 6, 2}, {2, 5, 4, 3, 1}, {3, 4, 4, 4, 4, 2}};
