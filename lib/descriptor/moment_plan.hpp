// What functions of moments are made of, worked out once for a set: followed by the reference, the Jacobian and the
// force kernel.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "descriptor/set.hpp"
#include "descriptor/spherical_harmonics.hpp"

namespace nnpipe::descriptor {

// In place of a species' index among the basis's neighbours: not seen.
inline constexpr std::size_t unseen = static_cast<std::size_t>(-1);

// A channel that some function needs, with its moments of l = 0 … degree side by side.
struct ChannelPlan {
  std::size_t channel;  // of MomentBasis::channels
  int degree;
  std::size_t offset;  // of A_k00 among all sums

  std::size_t size() const { return harmonics_up_to(degree); }
  std::size_t at(int l) const { return offset + static_cast<std::size_t>(l * l); }
};

// Q_c = Σ_ab g_abc A_a A_b: two moments coupled to a third degree, for the bispectra that share it. Terms by c.
struct Coupling {
  std::size_t first, second;        // offsets of the two moments among the sums; where equal, a ≤ b
  std::size_t offset;               // of Q among all couplings
  int degree;                       // l of Q
  std::vector<CouplingTerm> terms;  // sorted by c, then a, b
};

enum class NodeKind {
  pair,     // a sum over neighbours: `first` among the sums
  power,    // Σ_m A_m A'_m: `first` and `second` among the sums, 2·degree + 1 numbers each
  coupled,  // Σ_c Q_c A_c: coupling `first`, `second` among the sums, 2·degree + 1 numbers
  product,  // of nodes `first` and `second`, which stand before it
};
struct MomentNode {
  NodeKind kind;
  std::size_t first, second;
  int degree;
};

// A function of the set and the node that is its value.
struct MomentOutput {
  std::size_t function, node;
};

struct MomentPlan {
  MomentBasis basis;
  std::vector<std::size_t> neighbour;  // of each species: index among basis.neighbours, or `unseen`
  std::vector<ChannelPlan> channels;   // those needed, by falling degree
  std::vector<std::size_t> pairs;      // pair channels needed; their sums stand behind all moments
  std::size_t moments = 0;             // numbers A_klm
  std::size_t coupled = 0;             // numbers Q_c
  int degree = 0;                      // the largest of the channels
  std::vector<Coupling> couplings;
  std::vector<MomentNode> nodes;  // in the order of their kinds, of each kind by degree
  std::vector<MomentOutput> outputs;

  std::size_t sums() const { return moments + pairs.size(); }  // over neighbours
  bool empty() const { return outputs.empty(); }
};

// Of the functions of moments of a set, which passes check_moments(); empty if there are none.
MomentPlan make_moment_plan(const Set& set, std::span<const Element> species);

}  // namespace nnpipe::descriptor
