// Invariants of moments, one atom a lane: from the sums over neighbours to the plan's nodes, and from ∂E/∂ the nodes to
// ∂E/∂ the sums.
#if defined(NNPIPE_KERNEL_INVARIANTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NNPIPE_KERNEL_INVARIANTS_INL_H_
#undef NNPIPE_KERNEL_INVARIANTS_INL_H_
#else
#define NNPIPE_KERNEL_INVARIANTS_INL_H_
#endif

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "potential/kernel/density.hpp"
#include "potential/kernel/density_room.hpp"
#include "potential/kernel/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::potential::kernel::HWY_NAMESPACE {
namespace {

using descriptor::NodeKind;

template <typename T>
void clear(T* to, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) put(to, i, hn::Zero(Tag<T>{}));
}

// Adds `count` sums of so many terms.
template <std::size_t length, typename T>
HWY_INLINE void run_terms(std::size_t count, const Term<T>* terms, const std::uint32_t* places, const T* a, const T* b,
                          T* to) {
  const Tag<T> d;
  for (std::size_t i = 0; i < count; ++i, terms += length) {
    auto even = get(to, places[i]), odd = hn::Zero(d);
#pragma GCC unroll 8
    for (std::size_t t = 0; t < length; ++t) {
      const auto part = hn::Mul(hn::Set(d, terms[t].factor), get(a, terms[t].a));
      auto& sum = t % 2 == 0 ? even : odd;
      sum = hn::MulAdd(part, get(b, terms[t].b), sum);
    }
    put(to, places[i], length > 1 ? hn::Add(even, odd) : even);
  }
}

template <typename T>
void run_terms(const TermTable<T>& table, const T* a, const T* b, T* to) {
  const Term<T>* terms = table.terms.data();
  const std::uint32_t* places = table.to.data();
  for (const auto& run : table.runs) {
    switch (run.length) {
      case 8: run_terms<8, T>(run.count, terms, places, a, b, to); break;
      case 7: run_terms<7, T>(run.count, terms, places, a, b, to); break;
      case 6: run_terms<6, T>(run.count, terms, places, a, b, to); break;
      case 5: run_terms<5, T>(run.count, terms, places, a, b, to); break;
      case 4: run_terms<4, T>(run.count, terms, places, a, b, to); break;
      case 3: run_terms<3, T>(run.count, terms, places, a, b, to); break;
      case 2: run_terms<2, T>(run.count, terms, places, a, b, to); break;
      default: run_terms<1, T>(run.count, terms, places, a, b, to); break;
    }
    terms += run.length * run.count;
    places += run.count;
  }
}

template <int degree, typename T>
HWY_INLINE Lanes<T> dot_lanes(const T* a, const T* b) {
  auto even = hn::Mul(get(a, 0), get(b, 0)), odd = hn::Zero(Tag<T>{});
#pragma GCC unroll 16
  for (std::size_t m = 1; m < static_cast<std::size_t>(2 * degree + 1); ++m) {
    auto& sum = m % 2 == 0 ? even : odd;
    sum = hn::MulAdd(get(a, m), get(b, m), sum);
  }
  return hn::Add(even, odd);
}

template <int degree, typename T>
HWY_INLINE void axpy_lanes(Lanes<T> factor, const T* from, T* to) {
#pragma GCC unroll 17
  for (std::size_t m = 0; m < static_cast<std::size_t>(2 * degree + 1); ++m) {
    put(to, m, hn::MulAdd(factor, get(from, m), get(to, m)));
  }
}

template <typename T>
T* lanes_at(T* from, std::size_t i) {
  return from + i * width<std::remove_const_t<T>>;
}

// Pair sums from the sums of φ_n.
template <typename T>
void pair_sums(const DensityPlan& plan, const DensityRoom<T>& room) {
  const std::size_t terms = plan.species * plan.pair_terms;
  for (std::size_t p = 0; p < plan.moments.pairs.size(); ++p) {
    const T* const c = plan.numbers<T>().pair_coefficients.data() + p * terms;
    auto sum = hn::Zero(Tag<T>{});
    for (std::size_t n = 0; n < terms; ++n) {
      if (c[n] != 0) sum = hn::MulAdd(hn::Set(Tag<T>{}, c[n]), get(room.phi, n), sum);
    }
    put(room.sums, plan.moments.moments + p, sum);
  }
}

template <typename T>
void pair_adjoints(const DensityPlan& plan, const DensityRoom<T>& room) {
  const std::size_t terms = plan.species * plan.pair_terms;
  for (std::size_t n = 0; n < terms; ++n) {
    auto sum = hn::Zero(Tag<T>{});
    for (std::size_t p = 0; p < plan.moments.pairs.size(); ++p) {
      const T c = plan.numbers<T>().pair_coefficients[p * terms + n];
      if (c != 0) sum = hn::MulAdd(hn::Set(Tag<T>{}, c), get(room.adjoint, plan.moments.moments + p), sum);
    }
    put(room.phi_adjoint, n, sum);
  }
}

// Power spectra and bispectra of one degree: values, and what their adjoints make of those of the sums.
template <int degree, typename T>
void node_values(const DensityPlan& plan, const DensityRoom<T>& room, const NodeRun& run) {
  const bool power = run.kind == NodeKind::power;
  for (std::size_t n = run.begin; n < run.end; ++n) {
    const auto& node = plan.moments.nodes[n];
    const T* const first =
        power ? lanes_at(room.sums, node.first) : lanes_at(room.coupled, plan.moments.couplings[node.first].offset);
    put(room.nodes, n, dot_lanes<degree, T>(first, lanes_at(room.sums, node.second)));
  }
}

template <int degree, typename T>
void node_adjoints(const DensityPlan& plan, const DensityRoom<T>& room, const NodeRun& run) {
  const bool power = run.kind == NodeKind::power;
  for (std::size_t n = run.begin; n < run.end; ++n) {
    const auto& node = plan.moments.nodes[n];
    const std::size_t offset = power ? node.first : plan.moments.couplings[node.first].offset;
    const T* const first = lanes_at(power ? room.sums : room.coupled, offset);
    T* const first_adjoint = lanes_at(power ? room.adjoint : room.coupled_adjoint, offset);
    const auto q = get(room.node_adjoint, n);
    axpy_lanes<degree, T>(q, lanes_at(room.sums, node.second), first_adjoint);
    axpy_lanes<degree, T>(q, first, lanes_at(room.adjoint, node.second));
  }
}

// Calls action with the degree as a constant.
template <typename Action>
void with_degree(int degree, Action&& action) {
  switch (degree) {
    case 0: return action(std::integral_constant<int, 0>{});
    case 1: return action(std::integral_constant<int, 1>{});
    case 2: return action(std::integral_constant<int, 2>{});
    case 3: return action(std::integral_constant<int, 3>{});
    case 4: return action(std::integral_constant<int, 4>{});
    case 5: return action(std::integral_constant<int, 5>{});
    case 6: return action(std::integral_constant<int, 6>{});
    case 7: return action(std::integral_constant<int, 7>{});
    default: return action(std::integral_constant<int, 8>{});
  }
}

// Nodes before `end`; whole runs, but of products.
template <typename T>
void node_values(const DensityPlan& plan, const DensityRoom<T>& room, std::size_t end) {
  const auto& nodes = plan.moments.nodes;
  clear(room.coupled, plan.moments.coupled);
  run_terms<T>(plan.numbers<T>().couple, room.sums, room.sums, room.coupled);
  for (const auto& run : plan.runs) {
    if (run.kind == NodeKind::pair) {
      for (std::size_t n = run.begin; n < run.end; ++n) put(room.nodes, n, get(room.sums, nodes[n].first));
    } else if (run.kind == NodeKind::product) {
      for (std::size_t n = run.begin; n < std::min(run.end, end); ++n) {
        put(room.nodes, n, hn::Mul(get(room.nodes, nodes[n].first), get(room.nodes, nodes[n].second)));
      }
    } else {
      with_degree(run.degree, [&](auto degree) { node_values<degree(), T>(plan, room, run); });
    }
  }
}

// From ∂E/∂ the nodes before `end` to ∂E/∂ all sums.
template <typename T>
void node_adjoints(const DensityPlan& plan, const DensityRoom<T>& room, std::size_t end) {
  const auto& nodes = plan.moments.nodes;
  clear(room.adjoint, plan.moments.sums());
  clear(room.coupled_adjoint, plan.moments.coupled);
  for (std::size_t r = plan.runs.size(); r-- > 0;) {
    const auto& run = plan.runs[r];
    if (run.kind == NodeKind::pair) {
      for (std::size_t n = run.begin; n < run.end; ++n) add_to(room.adjoint, nodes[n].first, get(room.node_adjoint, n));
    } else if (run.kind == NodeKind::product) {
      for (std::size_t n = std::min(run.end, end); n-- > run.begin;) {
        const std::size_t a = nodes[n].first, b = nodes[n].second;
        const auto q_n = get(room.node_adjoint, n);
        put(room.node_adjoint, a, hn::MulAdd(q_n, get(room.nodes, b), get(room.node_adjoint, a)));
        put(room.node_adjoint, b, hn::MulAdd(q_n, get(room.nodes, a), get(room.node_adjoint, b)));
      }
    } else {
      with_degree(run.degree, [&](auto degree) { node_adjoints<degree(), T>(plan, room, run); });
    }
  }
  run_terms<T>(plan.numbers<T>().to_first, room.coupled_adjoint, room.sums, room.adjoint);
  run_terms<T>(plan.numbers<T>().to_second, room.coupled_adjoint, room.sums, room.adjoint);
  pair_adjoints<T>(plan, room);
}

// y = constant + Σ_n W_n node_n + Σ_pq W_pq node_p node_q, and ∂E/∂ the nodes.
template <typename T>
Lanes<T> read_out(const DensityPlan& plan, const LinearNumbers<T>& numbers, const DensityRoom<T>& room) {
  const Tag<T> d;
  const auto factor = hn::Set(d, numbers.factor);
  // Two sums: one would wait for itself.
  auto even = hn::Set(d, numbers.constant), odd = hn::Zero(d);
  for (std::size_t n = 0; n < plan.kept; ++n) {
    const auto weight = hn::Set(d, numbers.weights[n]);
    auto& sum = n % 2 == 0 ? even : odd;
    sum = hn::MulAdd(weight, get(room.nodes, n), sum);
    put(room.node_adjoint, n, hn::Mul(factor, weight));
  }
  const auto* partner = numbers.partners.data();
  for (const auto& run : numbers.runs) {
    const auto node = get(room.nodes, run.node), scaled = hn::Mul(factor, node);
    auto first = hn::Zero(d), second = first;
    std::uint32_t i = 0;
    for (; i + 2 <= run.count; i += 2, partner += 2) {
      const auto w0 = hn::Set(d, partner[0].weight), w1 = hn::Set(d, partner[1].weight);
      first = hn::MulAdd(w0, get(room.nodes, partner[0].node), first);
      second = hn::MulAdd(w1, get(room.nodes, partner[1].node), second);
      add_to(room.node_adjoint, partner[0].node, hn::Mul(w0, scaled));
      add_to(room.node_adjoint, partner[1].node, hn::Mul(w1, scaled));
    }
    for (; i < run.count; ++i, ++partner) {
      const auto w = hn::Set(d, partner->weight);
      first = hn::MulAdd(w, get(room.nodes, partner->node), first);
      add_to(room.node_adjoint, partner->node, hn::Mul(w, scaled));
    }
    const auto sum = hn::Add(first, second);
    odd = hn::MulAdd(node, sum, odd);
    add_to(room.node_adjoint, run.node, hn::Mul(factor, sum));
  }
  return hn::Add(even, odd);
}

}  // namespace
}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
