#include "network/mlp.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/simd.hpp"
#include "network/sample_lanes.hpp"

namespace nnpipe::network {

Mlp::Mlp(std::vector<std::size_t> sizes, std::vector<Activation> activations)
    : x_sizes{std::move(sizes)}, x_activations{std::move(activations)} {
  if (x_sizes.size() < 2) fail("a network needs inputs and outputs, got {} layer sizes", x_sizes.size());
  if (std::find(x_sizes.begin(), x_sizes.end(), 0U) != x_sizes.end()) fail("a layer of a network has no nodes");
  if (x_activations.size() + 1 != x_sizes.size()) {
    fail("expected {} activations, one a layer, got {}", x_sizes.size() - 1, x_activations.size());
  }
  static_cast<void>(simd_target());  // settled before a sample is computed; a wrong NNPIPE_SIMD is met here
  std::size_t offset = 0;
  for (std::size_t l = 0; l < layers(); ++l) {
    x_offsets.push_back(offset);
    offset += rows(l) * (columns(l) + 1);
  }
  constexpr std::size_t most = 200'000'000;
  if (offset > most) fail("a network of {} parameters, expected at most {}", offset, most);
  x_parameters.assign(offset, 0.0);
}

std::size_t Mlp::forward(std::span<const double> x, Workspace& workspace, bool derivatives) const {
  std::size_t nodes = 0;
  for (std::size_t l = 0; l < layers(); ++l) nodes += rows(l);
  if (workspace.y.size() < nodes) workspace.y.resize(nodes);
  if (derivatives && workspace.f1.size() < nodes) workspace.f1.resize(nodes);

  const double* before = x.data();
  std::size_t begin = 0;
  for (std::size_t l = 0; l < layers(); ++l) {
    const std::size_t n = rows(l);
    double* y = workspace.y.data() + begin;
    const double* w = x_parameters.data() + weights_offset(l);
    std::copy_n(x_parameters.data() + biases_offset(l), n, y);
    add_product(n, columns(l), w, before, y);
    activate(x_activations[l], n, y, derivatives ? workspace.f1.data() + begin : nullptr);
    before = y;
    if (l + 1 < layers()) begin += n;
  }
  return begin;
}

void Mlp::value(std::span<const double> x, std::span<double> y, Workspace& workspace) const {
  const std::size_t begin = forward(x, workspace, false);
  std::copy_n(workspace.y.data() + begin, outputs(), y.data());
}

double Mlp::value(std::span<const double> x, Workspace& workspace) const {
  return workspace.y[forward(x, workspace, false)];
}

double Mlp::input_gradient(std::span<const double> x, std::span<double> gradient, Workspace& workspace,
                           std::size_t output) const {
  std::size_t begin = forward(x, workspace, true);
  const double result = workspace.y[begin + output];
  const std::size_t widest = *std::max_element(x_sizes.begin(), x_sizes.end());
  if (workspace.delta.size() < 2 * widest) workspace.delta.resize(2 * widest);
  double* delta = workspace.delta.data();
  double* next = delta + widest;
  std::fill_n(delta, outputs(), 0.0);
  delta[output] = workspace.f1[begin + output];
  for (std::size_t l = layers(); l-- > 0;) {
    const std::size_t n = rows(l);
    const std::size_t m = columns(l);
    const double* w = x_parameters.data() + weights_offset(l);
    if (l > 0) begin -= m;
    double* target = l > 0 ? next : gradient.data();
    transposed_product(n, m, w, delta, target);
    for (std::size_t j = 0; l > 0 && j < m; ++j) target[j] *= workspace.f1[begin + j];
    std::swap(delta, next);
  }
  return result;
}

}  // namespace nnpipe::network
