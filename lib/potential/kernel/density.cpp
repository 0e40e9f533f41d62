#include "potential/kernel/density.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "potential/kernel/density_room.hpp"
#include "potential/kernel/density_slots.hpp"

namespace nnpipe::potential::kernel {

namespace {

using descriptor::unseen;

// √(2 (l − m)!/(l + m)!), 1 for m = 0.
double norm_of(int l, int m) {
  if (m == 0) return 1;
  double square = 2;
  for (int i = l - m + 1; i <= l + m; ++i) square /= i;
  return std::sqrt(square);
}

void make_harmonics(int degree, DensityNumbers<double>& plan) {
  for (auto* table : {&plan.rise, &plan.fall, &plan.slope}) table->assign(legendre(degree, degree) + 1, 0.0);
  for (int l = 0; l <= degree; ++l) {
    for (int m = 0; m <= l; ++m) {
      const std::size_t at = legendre(l, m);
      if (l == m) {
        // The value itself: N_mm (2m − 1)!!.
        double diagonal = norm_of(m, m);
        for (int i = 1; i <= m; ++i) diagonal *= 2 * i - 1;
        plan.rise[at] = diagonal;
      } else {
        plan.rise[at] = norm_of(l, m) / norm_of(l - 1, m) * (2 * l - 1) / (l - m);
        if (l > m + 1) plan.fall[at] = norm_of(l, m) / norm_of(l - 2, m) * (l + m - 1) / (l - m);
        plan.slope[at] = norm_of(l, m) / norm_of(l, m + 1);
      }
    }
  }
}

void make_groups(DensityPlan& plan) {
  const auto& channels = plan.moments.channels;
  constexpr std::size_t widest = 4;
  for (std::size_t first = 0; first < channels.size();) {
    std::size_t count = 1;
    while (count < widest && first + count < channels.size() &&
           channels[first + count].degree == channels[first].degree) {
      ++count;
    }
    plan.groups.push_back({first, count, channels[first].size(), channels[first].offset});
    first += count;
  }
}

// The coefficients of a channel as each species of the kernel sees them.
std::vector<std::vector<double>> by_species(const descriptor::MomentPlan& plan,
                                            const descriptor::RadialChannel& channel, std::size_t species) {
  std::vector<std::vector<double>> rows;
  for (std::size_t s = 0; s < species; ++s) {
    const std::size_t neighbour = plan.neighbour[s];
    rows.push_back(neighbour == unseen ? std::vector<double>(plan.basis.radial) : channel.coefficients[neighbour]);
  }
  return rows;
}

void make_channels(DensityPlan& plan) {
  for (const auto& channel : plan.moments.channels) {
    const auto rows = by_species(plan.moments, plan.moments.basis.channels[channel.channel], plan.species);
    auto& terms = plan.channels.emplace_back();
    for (std::size_t n = 0; n < plan.moments.basis.radial; ++n) {
      if (std::all_of(rows.begin(), rows.end(), [&](const auto& row) { return row[n] == 0; })) continue;
      terms.push_back({n, plan.numbers_double.coefficients.size()});
      plan.channel_terms = std::max(plan.channel_terms, n + 1);
      const std::size_t stride = std::max(coefficient_stride, plan.species);
      plan.numbers_double.coefficients.resize(plan.numbers_double.coefficients.size() + stride, 0.0);
      for (std::size_t s = 0; s < plan.species; ++s)
        plan.numbers_double.coefficients[terms.back().coefficient + s] = rows[s][n];
    }
  }
}

void make_pairs(DensityPlan& plan) {
  const auto& basis = plan.moments.basis;
  for (const std::size_t p : plan.moments.pairs) {
    for (const auto& row : by_species(plan.moments, basis.pair_channels[p], plan.species)) {
      for (std::size_t n = 0; n < basis.radial; ++n) {
        if (row[n] != 0) plan.pair_terms = std::max(plan.pair_terms, n + 1);
      }
    }
  }
  for (const std::size_t p : plan.moments.pairs) {
    for (const auto& row : by_species(plan.moments, basis.pair_channels[p], plan.species)) {
      plan.numbers_double.pair_coefficients.insert(plan.numbers_double.pair_coefficients.end(), row.begin(),
                                                   row.begin() + static_cast<std::ptrdiff_t>(plan.pair_terms));
    }
  }
}

// A sum of terms, before they are put in order.
struct Sum {
  std::uint32_t to;
  std::vector<Term<double>> terms;
};

// The couplings' terms as sums to each number of the result, none longer than a run may be.
template <typename Order>
TermTable<double> table_of(const descriptor::MomentPlan& plan, Order&& order) {
  std::vector<Sum> sums;
  for (const auto& coupling : plan.couplings) {
    std::map<std::size_t, std::vector<Term<double>>> by_place;
    for (const auto& t : coupling.terms) {
      const auto [to, a, b] =
          order(coupling.first + static_cast<std::size_t>(t.a), coupling.second + static_cast<std::size_t>(t.b),
                coupling.offset + static_cast<std::size_t>(t.c));
      by_place[to].push_back({static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b), t.coefficient});
    }
    for (auto& [to, terms] : by_place) {
      for (std::size_t begin = 0; begin < terms.size(); begin += longest_run) {
        const auto first = terms.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto count = static_cast<std::ptrdiff_t>(std::min(longest_run, terms.size() - begin));
        sums.push_back({static_cast<std::uint32_t>(to), {first, first + count}});
      }
    }
  }
  std::stable_sort(sums.begin(), sums.end(),
                   [](const Sum& x, const Sum& y) { return x.terms.size() > y.terms.size(); });
  TermTable<double> table;
  for (const auto& sum : sums) {
    if (table.runs.empty() || table.runs.back().length != sum.terms.size()) table.runs.push_back({sum.terms.size(), 0});
    ++table.runs.back().count;
    table.to.push_back(sum.to);
    table.terms.insert(table.terms.end(), sum.terms.begin(), sum.terms.end());
  }
  return table;
}

void make_terms(DensityPlan& plan) {
  struct Places {
    std::size_t to, a, b;
  };
  auto& numbers = plan.numbers_double;
  using Place = std::size_t;
  numbers.couple = table_of(plan.moments, [](Place a, Place b, Place c) { return Places{c, a, b}; });
  numbers.to_first = table_of(plan.moments, [](Place a, Place b, Place c) { return Places{a, c, b}; });
  numbers.to_second = table_of(plan.moments, [](Place a, Place b, Place c) { return Places{b, c, a}; });
}

void make_runs(DensityPlan& plan) {
  const auto& nodes = plan.moments.nodes;
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    if (plan.runs.empty() || plan.runs.back().kind != nodes[n].kind || plan.runs.back().degree != nodes[n].degree) {
      plan.runs.push_back({nodes[n].kind, nodes[n].degree, n, n});
    }
    plan.runs.back().end = n + 1;
  }
}

// Nodes up to the last product that others are made of.
std::size_t kept_nodes(const descriptor::MomentPlan& plan) {
  std::size_t kept = 0;
  for (std::size_t n = 0; n < plan.nodes.size(); ++n) {
    const auto& node = plan.nodes[n];
    if (node.kind == descriptor::NodeKind::product) {
      kept = std::max({kept, node.first + 1, node.second + 1});
    } else {
      kept = std::max(kept, n + 1);
    }
  }
  return kept;
}

std::vector<float> single(const std::vector<double>& from) {
  std::vector<float> to;
  for (const double value : from) to.push_back(static_cast<float>(value));
  return to;
}

TermTable<float> single(const TermTable<double>& from) {
  TermTable<float> to{from.runs, from.to, {}};
  for (const auto& term : from.terms) to.terms.push_back({term.a, term.b, static_cast<float>(term.factor)});
  return to;
}

DensityNumbers<float> single(const DensityNumbers<double>& from) {
  return {single(from.coefficients), single(from.pair_coefficients),
          single(from.couple),       single(from.to_first),
          single(from.to_second),    single(from.rise),
          single(from.fall),         single(from.slope)};
}

}  // namespace

DensityPlan make_density_plan(descriptor::MomentPlan moments) {
  DensityPlan plan;
  plan.moments = std::move(moments);
  const auto& basis = plan.moments.basis;
  plan.cutoff = {basis.cutoff_function, basis.cutoff, 0};
  const auto& neighbour = plan.moments.neighbour;
  plan.species = neighbour.size();
  make_harmonics(plan.moments.degree, plan.numbers_double);
  make_groups(plan);
  make_channels(plan);
  make_pairs(plan);
  make_terms(plan);
  make_runs(plan);
  plan.kept = kept_nodes(plan.moments);
  plan.numbers_float = single(plan.numbers_double);
  return plan;
}

LinearReadout make_linear_readout(const DensityPlan& plan, std::span<const double> weights, double constant,
                                  double factor) {
  const auto& nodes = plan.moments.nodes;
  LinearNumbers<double> numbers;
  numbers.weights.resize(plan.kept);
  numbers.constant = constant;
  numbers.factor = factor;
  std::map<std::size_t, std::vector<LinearNumbers<double>::Partner>> partners;
  for (const auto& output : plan.moments.outputs) {
    const double weight = weights[output.function];
    if (output.node < plan.kept) {
      numbers.weights[output.node] = weight;
    } else {
      const auto& node = nodes[output.node];
      partners[node.first].push_back({static_cast<std::uint32_t>(node.second), weight});
    }
  }
  for (const auto& [node, list] : partners) {
    numbers.runs.push_back({static_cast<std::uint32_t>(node), static_cast<std::uint32_t>(list.size())});
    numbers.partners.insert(numbers.partners.end(), list.begin(), list.end());
  }
  LinearNumbers<float> narrow{
      single(numbers.weights), {}, {}, static_cast<float>(constant), static_cast<float>(factor)};
  for (const auto& run : numbers.runs) narrow.runs.push_back({run.node, run.count});
  for (const auto& each : numbers.partners) narrow.partners.push_back({each.node, static_cast<float>(each.weight)});
  return {std::move(numbers), std::move(narrow)};
}

std::size_t density_room(const DensityPlan& plan, std::size_t slots) { return DensityRoom<double>::lanes(plan, slots); }

}  // namespace nnpipe::potential::kernel
