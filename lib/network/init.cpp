#include "network/init.hpp"

#include <cmath>
#include <span>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::network {

namespace {

void fill_uniform(std::span<double> values, double a, Random& random) {
  for (double& value : values) value = random.uniform(-a, a);
}

// Width of the region in which an activation bends, in units of its argument, relative to tanh.
double bend(const Activation& activation) { return activation.name() == "sigmoid" ? 2.0 : 1.0; }

void spread(Mlp& mlp, std::size_t layer, Random& random) {
  const std::size_t n = mlp.rows(layer);
  const std::size_t m = mlp.columns(layer);
  const double beta =
      0.7 * std::pow(static_cast<double>(n), 1.0 / static_cast<double>(m)) * bend(mlp.activations()[layer]);
  auto w = mlp.weights(layer);
  auto b = mlp.biases(layer);
  for (std::size_t i = 0; i < n; ++i) {
    double norm = 0;
    for (std::size_t j = 0; j < m; ++j) {
      const double value = random.uniform(-1, 1);
      w[j * n + i] = value;
      norm += value * value;
    }
    const double factor = beta / std::sqrt(std::max(norm, 1e-12));
    for (std::size_t j = 0; j < m; ++j) w[j * n + i] *= factor;
    // Evenly spaced, not drawn: with few nodes chance leaves gaps.
    b[i] = n == 1 ? 0.0 : beta * (2.0 * static_cast<double>(i) / static_cast<double>(n - 1) - 1.0);
  }
}

}  // namespace

std::vector<std::string> init_names() { return {"uniform", "inverse-sqrt", "glorot", "nguyen-widrow"}; }

std::string to_string(const Init& init) {
  std::string name = init_names()[static_cast<std::size_t>(init.method)];
  if (init.method == InitMethod::uniform) name += "=" + to_text(init.a);
  return name;
}

Init parse_init(std::string_view text) {
  Init init;
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  const auto names = init_names();
  std::size_t i = 0;
  while (i < names.size() && names[i] != name) ++i;
  if (i == names.size()) {
    fail("unknown initialisation {}, expected one of {}", quoted(name), join(names, ", "));
  }
  init.method = static_cast<InitMethod>(i);
  if (equals != std::string_view::npos) {
    if (init.method != InitMethod::uniform) fail("initialisation {} takes no value, got {}", name, quoted(text));
    init.a = to_finite(text.substr(equals + 1), "initialisation uniform");
    if (init.a <= 0) fail("initialisation uniform: expected a positive number, got {}", to_text(init.a));
  }
  return init;
}

void initialize(Mlp& mlp, const Init& init, Random& random) {
  for (std::size_t l = 0; l < mlp.layers(); ++l) {
    const auto n_in = static_cast<double>(mlp.columns(l));
    const auto n_out = static_cast<double>(mlp.rows(l));
    switch (init.method) {
      case InitMethod::uniform:
        fill_uniform(mlp.weights(l), init.a, random);
        fill_uniform(mlp.biases(l), init.a, random);
        break;
      case InitMethod::nguyen_widrow:
        if (l + 1 < mlp.layers()) {
          spread(mlp, l, random);
          break;
        }
        [[fallthrough]];
      case InitMethod::inverse_sqrt:
        fill_uniform(mlp.weights(l), 1.0 / std::sqrt(n_in), random);
        fill_uniform(mlp.biases(l), 1.0 / std::sqrt(n_in), random);
        break;
      case InitMethod::glorot:
        fill_uniform(mlp.weights(l), std::sqrt(6.0 / (n_in + n_out)), random);
        for (double& bias : mlp.biases(l)) bias = 0;
        break;
    }
  }
}

}  // namespace nnpipe::network
