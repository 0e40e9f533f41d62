// Functions of moments of the neighbour density as the kernel computes them: the descriptor's plan in tables for lanes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "descriptor/cutoff.hpp"
#include "descriptor/moment_plan.hpp"
#include "potential/kernel/cutoff.hpp"

namespace nnpipe::potential::kernel {

// Channels of equal degree that stand side by side: their sums are gathered together.
struct ChannelGroup {
  std::size_t first, count;  // of DensityPlan::channels; four at most
  std::size_t harmonics;     // (degree + 1)²
  std::size_t offset;        // of the first one's sums
};

// c_n of a channel, for neighbours of each species; `coefficient` of the first species among those of all.
struct RadialTerm {
  std::size_t n, coefficient;
};

// factor · a · b, a and b by their places.
template <typename T>
struct Term {
  std::uint32_t a, b;
  T factor;
};
// So many sums of `length` terms each, whose terms and whose places in the result stand one after the other.
struct TermRun {
  std::size_t length, count;
};
// Sums of terms, sorted by length: loops of known length cost no branch that the processor cannot foresee.
template <typename T>
struct TermTable {
  std::vector<TermRun> runs;
  std::vector<std::uint32_t> to;
  std::vector<Term<T>> terms;
};
inline constexpr std::size_t longest_run = 8;  // longer sums are several

// Nodes [begin, end) of one kind and degree.
struct NodeRun {
  descriptor::NodeKind kind;
  int degree;
  std::size_t begin, end;
};

// The numbers of a plan in the kernel's precision.
template <typename T>
struct DensityNumbers {
  std::vector<T> coefficients;       // `coefficient_stride` or more for each term of a channel, one a species, then 0
  std::vector<T> pair_coefficients;  // pair sums × species × pair_terms
  // Q_c from A_a A_b; ∂E/∂A_a from ∂E/∂Q_c and A_b; ∂E/∂A_b from ∂E/∂Q_c and A_a.
  TermTable<T> couple, to_first, to_second;
  // Of spherical harmonics up to the degree, by (l, m ≥ 0): N_lm Q_lm = rise · z · (l − 1) − fall · (l − 2); its
  // derivative is slope · N_l,m+1 Q_l,m+1.
  std::vector<T> rise, fall, slope;
};

struct DensityPlan {
  descriptor::MomentPlan moments;
  Cutoff cutoff;
  std::size_t species = 1;  // whose coefficients differ; 1: they are those of every neighbour
  std::vector<ChannelGroup> groups;
  std::vector<std::vector<RadialTerm>> channels;  // terms of each channel of the plan
  std::size_t channel_terms = 0;                  // polynomials T_n that channels need
  std::size_t pair_terms = 0;                     // and pair sums
  std::vector<NodeRun> runs;
  std::size_t kept = 0;  // nodes before the first product that nothing else is made of
  DensityNumbers<double> numbers_double;
  DensityNumbers<float> numbers_float;

  template <typename T>
  const DensityNumbers<T>& numbers() const {
    if constexpr (sizeof(T) == sizeof(double)) {
      return numbers_double;
    } else {
      return numbers_float;
    }
  }
};

// Numbers of one term's coefficients: as many as a vector of float may have lanes.
inline constexpr std::size_t coefficient_stride = 16;
// Where (l, m ≥ 0) stands in the tables of harmonics.
constexpr std::size_t legendre(int l, int m) { return static_cast<std::size_t>(l * (l + 1) / 2 + m); }

DensityPlan make_density_plan(descriptor::MomentPlan plan);

// A readout that is linear in the functions, y = constant + Σ_f W_f G_f, in terms of the plan's nodes: products that
// nothing else is made of are not computed one by one.
template <typename T>
struct LinearNumbers {
  std::vector<T> weights;  // of the nodes before the first such product
  // Σ_q W_pq node_q for each node p, so many partners q each, one after the other.
  struct Run {
    std::uint32_t node, count;
  };
  struct Partner {
    std::uint32_t node;
    T weight;
  };
  std::vector<Run> runs;
  std::vector<Partner> partners;
  T constant, factor;  // of y; ∂E/∂y
};
struct LinearReadout {
  LinearNumbers<double> numbers_double;
  LinearNumbers<float> numbers_float;

  template <typename T>
  const LinearNumbers<T>& numbers() const {
    if constexpr (sizeof(T) == sizeof(double)) {
      return numbers_double;
    } else {
      return numbers_float;
    }
  }
};
// weights: W_f of each function of the set, all of which are the plan's.
LinearReadout make_linear_readout(const DensityPlan& plan, std::span<const double> weights, double constant,
                                  double factor);

}  // namespace nnpipe::potential::kernel
