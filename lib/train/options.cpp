#include "train/options.hpp"

#include <utility>

#include "base/error.hpp"

namespace nnpipe::train {

std::size_t most_epochs(const FitOptions& fit, std::size_t usual) {
  constexpr std::size_t longer = 10;
  return fit.epochs.value_or(fit.limit.is_set() ? longer * usual : usual);
}

FitOptions with_defaults(FitOptions options, const NetworkDefaults& defaults) {
  if (!options.hidden) options.hidden = defaults.hidden;
  if (!options.activations) options.activations = std::vector{defaults.activation};
  if (!options.init) options.init = network::Init{defaults.init};
  if (!options.scaling) options.scaling = defaults.scaling;
  return options;
}

network::Mlp make_network(const FitOptions& options, std::size_t inputs, std::size_t outputs) {
  return make_network(options, *options.hidden, inputs, outputs);
}

network::Mlp make_network(const FitOptions& options, const std::vector<std::size_t>& hidden, std::size_t inputs,
                          std::size_t outputs) {
  const auto& names = *options.activations;
  if (names.size() != 1 && names.size() != hidden.size()) {
    fail("expected one activation, or one for each of {} hidden layers, got {}", hidden.size(), names.size());
  }
  std::vector<std::size_t> sizes{inputs};
  sizes.insert(sizes.end(), hidden.begin(), hidden.end());
  sizes.push_back(outputs);
  std::vector<network::Activation> activations;
  for (std::size_t l = 0; l < hidden.size(); ++l) activations.emplace_back(names[names.size() == 1 ? 0 : l]);
  activations.emplace_back(options.output_activation);
  return network::Mlp{std::move(sizes), std::move(activations)};
}

}  // namespace nnpipe::train
