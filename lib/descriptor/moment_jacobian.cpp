#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "descriptor/moment_jacobian.cpp"
#include "base/simd_targets.hpp"
// Highway compiles this file once for each instruction set.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "base/simd.hpp"
#include "descriptor/moment_jacobian.hpp"

// What both the vector code and the class see; the file is read once for each instruction set.
#ifndef NNPIPE_DESCRIPTOR_MOMENT_JACOBIAN
#define NNPIPE_DESCRIPTOR_MOMENT_JACOBIAN
namespace nnpipe::descriptor {

// A row and the factor it enters a sum with.
struct WeightedRow {
  double factor;
  const double* row;
};

struct MomentJacobian::Workspace::Impl {
  std::vector<double> sums, coupled, nodes;
  std::vector<double> phi, phi_slope, radial, radial_slope, harmonics;
  std::vector<Vec3> gradients;
  // Rows of derivatives, `stride` each: of the sums, of the couplings, of nodes that are no function.
  std::vector<double> sum_rows, coupled_rows, hidden_rows;
  std::vector<const double*> node_row;
  std::vector<WeightedRow> parts;
};

}  // namespace nnpipe::descriptor
#endif

HWY_BEFORE_NAMESPACE();
namespace nnpipe::descriptor::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// to = Σ factor · row over the parts; n a multiple of 8.
void combine(std::span<const WeightedRow> parts, std::size_t n, double* to) {
  const hn::CappedTag<double, 8> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    auto s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
    for (const auto& part : parts) {
      const auto factor = hn::Set(d, part.factor);
      const double* const row = part.row + i;
      s0 = hn::MulAdd(factor, hn::LoadU(d, row), s0);
      s1 = hn::MulAdd(factor, hn::LoadU(d, row + lanes), s1);
      s2 = hn::MulAdd(factor, hn::LoadU(d, row + 2 * lanes), s2);
      s3 = hn::MulAdd(factor, hn::LoadU(d, row + 3 * lanes), s3);
    }
    hn::StoreU(s0, d, to + i);
    hn::StoreU(s1, d, to + i + lanes);
    hn::StoreU(s2, d, to + i + 2 * lanes);
    hn::StoreU(s3, d, to + i + 3 * lanes);
  }
  for (; i < n; i += lanes) {
    auto sum = hn::Zero(d);
    for (const auto& part : parts) sum = hn::MulAdd(hn::Set(d, part.factor), hn::LoadU(d, part.row + i), sum);
    hn::StoreU(sum, d, to + i);
  }
}

}  // namespace nnpipe::descriptor::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nnpipe::descriptor {

HWY_EXPORT(combine);

namespace {

using Impl = MomentJacobian::Workspace::Impl;

// The sums over neighbours, and their derivatives if there is room for them.
void gather(const MomentPlan& plan, std::span<const Neighbour> neighbours, std::size_t stride, bool slopes,
            Impl& work) {
  const MomentBasis& basis = plan.basis;
  work.sums.assign(plan.sums(), 0.0);
  if (slopes) work.sum_rows.assign(plan.sums() * stride, 0.0);
  work.phi.resize(basis.radial);
  work.phi_slope.resize(basis.radial);
  work.harmonics.resize(harmonics_up_to(plan.degree));
  work.gradients.resize(slopes ? work.harmonics.size() : 0);
  for (std::size_t j = 0; j < neighbours.size(); ++j) {
    const std::size_t element = plan.neighbour[static_cast<std::size_t>(neighbours[j].species)];
    const double r = norm(neighbours[j].r);
    if (element == unseen || r >= basis.cutoff) continue;
    const Vec3 u = neighbours[j].r / r;
    radial_functions(basis, r, work.phi, work.phi_slope);
    spherical_harmonics(plan.degree, u, work.harmonics, work.gradients);
    const auto radial = [&](const RadialChannel& channel) {
      const auto& c = channel.coefficients[element];
      ValueDerivative sum;
      for (std::size_t n = 0; n < basis.radial; ++n) {
        sum.value += c[n] * work.phi[n];
        sum.derivative += c[n] * work.phi_slope[n];
      }
      return sum;
    };
    const auto put = [&](std::size_t row, const Vec3& g) {
      double* const to = work.sum_rows.data() + row * stride + 3 * j;
      to[0] = g.x;
      to[1] = g.y;
      to[2] = g.z;
    };
    for (const auto& channel : plan.channels) {
      const auto [value, slope] = radial(basis.channels[channel.channel]);
      for (std::size_t lm = 0; lm < channel.size(); ++lm) {
        work.sums[channel.offset + lm] += value * work.harmonics[lm];
        if (!slopes) continue;
        put(channel.offset + lm, slope * work.harmonics[lm] * u + value / r * work.gradients[lm]);
      }
    }
    for (std::size_t p = 0; p < plan.pairs.size(); ++p) {
      const auto [value, slope] = radial(basis.pair_channels[plan.pairs[p]]);
      work.sums[plan.moments + p] += value;
      if (slopes) put(plan.moments + p, slope * u);
    }
  }
}

void couple(const MomentPlan& plan, std::size_t stride, bool slopes, Impl& work) {
  const double* const a = work.sums.data();
  work.coupled.assign(plan.coupled, 0.0);
  if (slopes) work.coupled_rows.resize(plan.coupled * stride);
  for (const auto& coupling : plan.couplings) {
    std::size_t at = 0;
    for (int c = 0; c < 2 * coupling.degree + 1; ++c) {
      const std::size_t to = coupling.offset + static_cast<std::size_t>(c);
      work.parts.clear();
      for (; at < coupling.terms.size() && coupling.terms[at].c == c; ++at) {
        const auto& t = coupling.terms[at];
        const std::size_t first = coupling.first + static_cast<std::size_t>(t.a);
        const std::size_t second = coupling.second + static_cast<std::size_t>(t.b);
        work.coupled[to] += t.coefficient * a[first] * a[second];
        if (!slopes) continue;
        work.parts.push_back({t.coefficient * a[second], work.sum_rows.data() + first * stride});
        work.parts.push_back({t.coefficient * a[first], work.sum_rows.data() + second * stride});
      }
      if (slopes) HWY_DYNAMIC_DISPATCH(combine)(work.parts, stride, work.coupled_rows.data() + to * stride);
    }
  }
}

double value_of(const MomentPlan& plan, const MomentNode& node, const Impl& work) {
  const double* const a = work.sums.data();
  if (node.kind == NodeKind::pair) return a[node.first];
  if (node.kind == NodeKind::product) return work.nodes[node.first] * work.nodes[node.second];
  const double* const first =
      node.kind == NodeKind::power ? a + node.first : work.coupled.data() + plan.couplings[node.first].offset;
  double sum = 0;
  for (int m = 0; m < 2 * node.degree + 1; ++m) sum += first[m] * a[node.second + static_cast<std::size_t>(m)];
  return sum;
}

// The rows that make up the derivative of a node.
void find_parts(const MomentPlan& plan, const MomentNode& node, std::size_t stride, Impl& work) {
  auto& parts = work.parts;
  parts.clear();
  if (node.kind == NodeKind::pair) {
    parts.push_back({1, work.sum_rows.data() + node.first * stride});
    return;
  }
  if (node.kind == NodeKind::product) {
    parts.push_back({work.nodes[node.second], work.node_row[node.first]});
    parts.push_back({work.nodes[node.first], work.node_row[node.second]});
    return;
  }
  const bool power = node.kind == NodeKind::power;
  const std::size_t offset = power ? node.first : plan.couplings[node.first].offset;
  const double* const first = (power ? work.sums.data() : work.coupled.data()) + offset;
  const double* const first_row = (power ? work.sum_rows.data() : work.coupled_rows.data()) + offset * stride;
  const double* const second = work.sums.data() + node.second;
  const double* const second_row = work.sum_rows.data() + node.second * stride;
  const auto size = static_cast<std::size_t>(2 * node.degree + 1);
  for (std::size_t m = 0; m < size; ++m) {
    if (first == second) {
      parts.push_back({2 * first[m], first_row + m * stride});
    } else {
      parts.push_back({second[m], first_row + m * stride});
      parts.push_back({first[m], second_row + m * stride});
    }
  }
}

}  // namespace

MomentJacobian::Workspace::Workspace() : x_impl{std::make_unique<Impl>()} {}
MomentJacobian::Workspace::~Workspace() = default;
MomentJacobian::Workspace::Workspace(Workspace&&) noexcept = default;

MomentJacobian::MomentJacobian(MomentPlan plan) : x_plan{std::move(plan)}, x_function(x_plan.nodes.size(), unseen) {
  // Settles the instruction set, and meets a wrong NNPIPE_SIMD where a user expects it.
  static_cast<void>(simd_target());
  for (const auto& output : x_plan.outputs) x_function[output.node] = output.function;
}

std::size_t MomentJacobian::stride(std::size_t neighbours) { return (3 * neighbours + 7) / 8 * 8; }

void MomentJacobian::compute(std::span<const Neighbour> neighbours, Workspace& workspace, std::span<double> values,
                             std::span<double> jacobian) const {
  Impl& work = *workspace.x_impl;
  const std::size_t row = stride(neighbours.size()), count = x_plan.nodes.size();
  const bool slopes = !jacobian.empty();
  gather(x_plan, neighbours, row, slopes, work);
  couple(x_plan, row, slopes, work);
  work.nodes.clear();
  for (const auto& node : x_plan.nodes) work.nodes.push_back(value_of(x_plan, node, work));
  for (const auto& output : x_plan.outputs) values[output.function] = work.nodes[output.node];
  if (!slopes) return;
  const auto hidden = static_cast<std::size_t>(std::count(x_function.begin(), x_function.end(), unseen));
  work.hidden_rows.resize(hidden * row);
  work.node_row.resize(count);
  double* next = work.hidden_rows.data();
  for (std::size_t n = 0; n < count; ++n) {
    const bool shown = x_function[n] != unseen;
    double* const to = shown ? jacobian.data() + x_function[n] * row : next;
    if (!shown) next += row;
    find_parts(x_plan, x_plan.nodes[n], row, work);
    HWY_DYNAMIC_DISPATCH(combine)(work.parts, row, to);
    work.node_row[n] = to;
  }
}

}  // namespace nnpipe::descriptor
#endif
