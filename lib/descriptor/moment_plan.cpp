#include "descriptor/moment_plan.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

namespace nnpipe::descriptor {

namespace {

// Two moments and the degree they are coupled to.
using CouplingKey = std::tuple<Moment, Moment, int>;

// The three ways to take a bispectrum apart: two moments coupled, and the one left.
struct Way {
  CouplingKey coupling;
  Moment left;
};
std::array<Way, 3> ways_of(const Invariant& invariant) {
  const auto& m = invariant.moments;
  return {Way{{m[0], m[1], m[2].l}, m[2]}, Way{{m[0], m[2], m[1].l}, m[1]}, Way{{m[1], m[2], m[0].l}, m[0]}};
}

class MomentPlanner {
 public:
  MomentPlanner(const Set& set, std::span<const Element> species) : x_set{set} {
    x_plan.basis = *set.moments;
    const auto& seen = x_plan.basis.neighbours;
    for (const Element element : species) {
      const auto found = std::find(seen.begin(), seen.end(), element);
      x_plan.neighbour.push_back(found == seen.end() ? unseen : static_cast<std::size_t>(found - seen.begin()));
    }
  }

  MomentPlan plan() {
    find_sums();
    choose_couplings();
    // Kind by kind and degree by degree; of products first those that others are made of.
    for (const auto type : {FunctionType::pair, FunctionType::power, FunctionType::bispectrum}) {
      for (int degree = 0; degree <= x_plan.basis.degree; ++degree) {
        for_factors([&](const Invariant& factor) {
          if (factor.type == type && node_degree(factor) == degree) node_of(factor);
        });
      }
    }
    for (const auto& function : x_set.functions) {
      if (function.factors.size() > 2) product_of(std::span{function.factors}.first(function.factors.size() - 1));
    }
    for (std::size_t f = 0; f < x_set.functions.size(); ++f) {
      const auto& factors = x_set.functions[f].factors;
      if (!factors.empty()) x_plan.outputs.push_back({f, product_of(factors)});
    }
    return std::move(x_plan);
  }

 private:
  template <typename Visit>
  void for_factors(Visit&& visit) const {
    for (const auto& function : x_set.functions) {
      for (const auto& factor : function.factors) visit(factor);
    }
  }

  void find_sums() {
    std::map<int, int> degrees;  // of each channel
    std::map<int, std::size_t> pairs;
    for_factors([&](const Invariant& factor) {
      if (factor.type == FunctionType::pair) {
        pairs.emplace(factor.moments[0].k, 0);
        return;
      }
      for (const auto& moment : std::span{factor.moments}.first(factor.size())) {
        int& degree = degrees[moment.k];
        degree = std::max(degree, moment.l);
      }
    });
    for (const auto& [k, degree] : degrees) {
      x_plan.channels.push_back({static_cast<std::size_t>(k), degree, 0});
      x_plan.degree = std::max(x_plan.degree, degree);
    }
    std::stable_sort(x_plan.channels.begin(), x_plan.channels.end(),
                     [](const ChannelPlan& a, const ChannelPlan& b) { return a.degree > b.degree; });
    for (auto& channel : x_plan.channels) {
      channel.offset = x_plan.moments;
      x_plan.moments += channel.size();
    }
    for (const auto& [k, unused] : pairs) x_plan.pairs.push_back(static_cast<std::size_t>(k));
  }

  // The coupling that most bispectra left can use is taken, until none is left.
  void choose_couplings() {
    std::map<Invariant, bool> left;
    for_factors([&](const Invariant& factor) {
      if (factor.type == FunctionType::bispectrum) left.emplace(factor, true);
    });
    while (!left.empty()) {
      std::map<CouplingKey, std::size_t> uses;
      for (const auto& [invariant, unused] : left) {
        const auto ways = ways_of(invariant);
        for (std::size_t w = 0; w < ways.size(); ++w) {
          bool fresh = true;
          for (std::size_t before = 0; before < w; ++before) fresh = fresh && ways[before].coupling != ways[w].coupling;
          if (fresh) ++uses[ways[w].coupling];
        }
      }
      const auto best =
          std::max_element(uses.begin(), uses.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
      const std::size_t coupling = add_coupling(best->first);
      std::erase_if(left, [&](const auto& entry) {
        for (const auto& way : ways_of(entry.first)) {
          if (way.coupling != best->first) continue;
          x_coupled[entry.first] = {coupling, way.left};
          return true;
        }
        return false;
      });
    }
  }

  std::size_t add_coupling(const CouplingKey& key) {
    const auto& [a, b, degree] = key;
    Coupling coupling{offset_of(a), offset_of(b), x_plan.coupled, degree, gaunt_terms(a.l, b.l, degree)};
    if (a == b) {
      // A_a A_b and A_b A_a are one term.
      std::erase_if(coupling.terms, [](const CouplingTerm& term) { return term.a > term.b; });
      for (auto& term : coupling.terms) term.coefficient *= term.a < term.b ? 2 : 1;
    }
    std::stable_sort(coupling.terms.begin(), coupling.terms.end(),
                     [](const CouplingTerm& x, const CouplingTerm& y) { return x.c < y.c; });
    x_plan.coupled += static_cast<std::size_t>(2 * degree + 1);
    x_plan.couplings.push_back(std::move(coupling));
    return x_plan.couplings.size() - 1;
  }

  std::size_t offset_of(const Moment& moment) const {
    for (const auto& channel : x_plan.channels) {
      if (channel.channel == static_cast<std::size_t>(moment.k)) return channel.at(moment.l);
    }
    return 0;
  }

  int node_degree(const Invariant& invariant) const {
    if (invariant.type == FunctionType::bispectrum) return x_coupled.at(invariant).second.l;
    return invariant.moments[0].l;
  }

  std::size_t node_of(const Invariant& invariant) {
    if (const auto known = x_nodes.find(invariant); known != x_nodes.end()) return known->second;
    const auto& m = invariant.moments;
    MomentNode node{NodeKind::power, 0, 0, m[0].l};
    if (invariant.type == FunctionType::pair) {
      const auto at = std::find(x_plan.pairs.begin(), x_plan.pairs.end(), static_cast<std::size_t>(m[0].k));
      node = {NodeKind::pair, x_plan.moments + static_cast<std::size_t>(at - x_plan.pairs.begin()), 0, 0};
    } else if (invariant.type == FunctionType::power) {
      node.first = offset_of(m[0]);
      node.second = offset_of(m[1]);
    } else {
      const auto& [coupling, left] = x_coupled.at(invariant);
      node = {NodeKind::coupled, coupling, offset_of(left), left.l};
    }
    return x_nodes[invariant] = add(node);
  }

  std::size_t product_of(std::span<const Invariant> factors) {
    std::size_t node = node_of(factors.front());
    for (const auto& factor : factors.subspan(1)) node = product(node, node_of(factor));
    return node;
  }

  std::size_t product(std::size_t first, std::size_t second) {
    const std::pair key{first, second};
    if (const auto known = x_products.find(key); known != x_products.end()) return known->second;
    return x_products[key] = add({NodeKind::product, first, second, 0});
  }

  std::size_t add(const MomentNode& node) {
    x_plan.nodes.push_back(node);
    return x_plan.nodes.size() - 1;
  }

  const Set& x_set;
  MomentPlan x_plan;
  std::map<Invariant, std::pair<std::size_t, Moment>> x_coupled;  // coupling and the moment left
  std::map<Invariant, std::size_t> x_nodes;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> x_products;
};

}  // namespace

MomentPlan make_moment_plan(const Set& set, std::span<const Element> species) {
  const bool any = std::any_of(set.functions.begin(), set.functions.end(),
                               [](const SymmetryFunction& function) { return is_moment(function.type); });
  if (!any) return {};
  return MomentPlanner{set, species}.plan();
}

}  // namespace nnpipe::descriptor
