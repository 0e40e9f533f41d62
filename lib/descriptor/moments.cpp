#include "descriptor/moments.hpp"

namespace nnpipe::descriptor {

namespace {

double dot(const double* a, const double* b, int degree) {
  double sum = 0;
  for (int m = 0; m < 2 * degree + 1; ++m) sum += a[m] * b[m];
  return sum;
}

void axpy(double factor, const double* from, int degree, double* to) {
  for (int m = 0; m < 2 * degree + 1; ++m) to[m] += factor * from[m];
}

}  // namespace

void MomentCalculator::gather(Workspace& workspace) const {
  workspace.sums.assign(x_plan.sums(), 0.0);
  std::vector<double> harmonics(harmonics_up_to(x_plan.degree));
  for (const auto& each : workspace.neighbours) {
    const std::size_t element = x_plan.neighbour[static_cast<std::size_t>(each.species)];
    const double r = norm(each.r);
    if (element == unseen || r >= x_plan.basis.cutoff) continue;
    spherical_harmonics(x_plan.degree, each.r / r, harmonics, {});
    for (const auto& channel : x_plan.channels) {
      const double value = evaluate(x_plan.basis, x_plan.basis.channels[channel.channel], element, r).value;
      for (std::size_t lm = 0; lm < channel.size(); ++lm) workspace.sums[channel.offset + lm] += value * harmonics[lm];
    }
    for (std::size_t p = 0; p < x_plan.pairs.size(); ++p) {
      const auto& channel = x_plan.basis.pair_channels[x_plan.pairs[p]];
      workspace.sums[x_plan.moments + p] += evaluate(x_plan.basis, channel, element, r).value;
    }
  }
}

void MomentCalculator::invariants(Workspace& workspace) const {
  const double* a = workspace.sums.data();
  workspace.coupled.assign(x_plan.coupled, 0.0);
  for (const auto& coupling : x_plan.couplings) {
    double* q = workspace.coupled.data() + coupling.offset;
    for (const auto& t : coupling.terms) q[t.c] += t.coefficient * a[coupling.first + t.a] * a[coupling.second + t.b];
  }
  workspace.nodes.clear();
  for (const auto& node : x_plan.nodes) {
    double value = 0;
    switch (node.kind) {
      case NodeKind::pair: value = a[node.first]; break;
      case NodeKind::power: value = dot(a + node.first, a + node.second, node.degree); break;
      case NodeKind::coupled:
        value = dot(workspace.coupled.data() + x_plan.couplings[node.first].offset, a + node.second, node.degree);
        break;
      case NodeKind::product: value = workspace.nodes[node.first] * workspace.nodes[node.second]; break;
    }
    workspace.nodes.push_back(value);
  }
}

void MomentCalculator::adjoint(std::span<const double> q, Workspace& workspace) const {
  const double* a = workspace.sums.data();
  auto& nodes = workspace.node_adjoint;
  nodes.assign(x_plan.nodes.size(), 0.0);
  workspace.adjoint.assign(x_plan.sums(), 0.0);
  workspace.coupled_adjoint.assign(x_plan.coupled, 0.0);
  double* to = workspace.adjoint.data();
  for (const auto& output : x_plan.outputs) nodes[output.node] += q[output.function];
  for (std::size_t n = x_plan.nodes.size(); n-- > 0;) {
    const auto& node = x_plan.nodes[n];
    const double q_n = nodes[n];
    switch (node.kind) {
      case NodeKind::pair: to[node.first] += q_n; break;
      case NodeKind::power:
        axpy(q_n, a + node.second, node.degree, to + node.first);
        axpy(q_n, a + node.first, node.degree, to + node.second);
        break;
      case NodeKind::coupled: {
        const std::size_t offset = x_plan.couplings[node.first].offset;
        axpy(q_n, a + node.second, node.degree, workspace.coupled_adjoint.data() + offset);
        axpy(q_n, workspace.coupled.data() + offset, node.degree, to + node.second);
        break;
      }
      case NodeKind::product:
        nodes[node.first] += q_n * workspace.nodes[node.second];
        nodes[node.second] += q_n * workspace.nodes[node.first];
        break;
    }
  }
  for (const auto& coupling : x_plan.couplings) {
    const double* from = workspace.coupled_adjoint.data() + coupling.offset;
    for (const auto& t : coupling.terms) {
      const double s = t.coefficient * from[t.c];
      to[coupling.first + t.a] += s * a[coupling.second + t.b];
      to[coupling.second + t.b] += s * a[coupling.first + t.a];
    }
  }
}

void MomentCalculator::values(std::span<const Neighbour> neighbours, Workspace& workspace,
                              std::span<double> values) const {
  workspace.neighbours.assign(neighbours.begin(), neighbours.end());
  gather(workspace);
  invariants(workspace);
  for (const auto& output : x_plan.outputs) values[output.function] = workspace.nodes[output.node];
}

void MomentCalculator::gradient(std::span<const double> q, Workspace& workspace, std::span<Vec3> gradient) const {
  adjoint(q, workspace);
  std::vector<double> harmonics(harmonics_up_to(x_plan.degree));
  std::vector<Vec3> slopes(harmonics.size());
  for (std::size_t j = 0; j < workspace.neighbours.size(); ++j) {
    const auto& each = workspace.neighbours[j];
    const std::size_t element = x_plan.neighbour[static_cast<std::size_t>(each.species)];
    const double r = norm(each.r);
    if (element == unseen || r >= x_plan.basis.cutoff) continue;
    const Vec3 u = each.r / r;
    spherical_harmonics(x_plan.degree, u, harmonics, slopes);
    double by_r = 0;
    Vec3 by_u;
    for (const auto& channel : x_plan.channels) {
      const auto [value, slope] = evaluate(x_plan.basis, x_plan.basis.channels[channel.channel], element, r);
      for (std::size_t lm = 0; lm < channel.size(); ++lm) {
        const double b = workspace.adjoint[channel.offset + lm];
        by_r += b * slope * harmonics[lm];
        by_u += b * value * slopes[lm];
      }
    }
    for (std::size_t p = 0; p < x_plan.pairs.size(); ++p) {
      const auto& channel = x_plan.basis.pair_channels[x_plan.pairs[p]];
      by_r += workspace.adjoint[x_plan.moments + p] * evaluate(x_plan.basis, channel, element, r).derivative;
    }
    gradient[j] += by_r * u + by_u / r;
  }
}

}  // namespace nnpipe::descriptor
