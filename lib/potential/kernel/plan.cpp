#include "potential/kernel/plan.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <string_view>
#include <utility>

#include "potential/kernel/density.hpp"

namespace nnpipe::potential::kernel {

namespace {

using descriptor::FunctionType;
using descriptor::SymmetryFunction;

double binomial(int n, int k) {
  double result = 1;
  for (int i = 0; i < k; ++i) result = result * (n - i) / (i + 1);
  return std::round(result);
}

// Index of the element that `same` is true for; one that is made if there is none.
template <typename Value, typename Same>
std::size_t find_or_add(std::vector<Value>& values, Value value, Same&& same) {
  const auto found = std::find_if(values.begin(), values.end(), same);
  if (found != values.end()) return static_cast<std::size_t>(found - values.begin());
  values.push_back(std::move(value));
  return values.size() - 1;
}

class Planner {
 public:
  explicit Planner(std::span<const Element> species) {
    x_plan.reach.assign(species.size(), 0);
    for (const Element element : species) x_plan.charges.push_back(element.number);
  }

  // Species of the neighbours; not looked at where the function is weighted.
  void add(const SymmetryFunction& function, std::size_t index, int first, int second) {
    x_plan.cutoff = std::max(x_plan.cutoff, function.cutoff);
    const std::size_t cutoff = cutoff_of(function);
    const bool weighted = is_weighted(function.type);
    const int species = static_cast<int>(x_plan.reach.size());
    if (weighted) first = second = weighted_species;
    for (int s = 0; s < species; ++s) {
      if (weighted || s == first || s == second) reach(s, function.cutoff);
    }
    if (!is_angular(function.type)) {
      for (int s = 0; s < species; ++s) {
        if (weighted || s == first) add_radial(function, index, s, cutoff);
      }
      return;
    }
    const std::size_t exponential = is_compact(function.type) ? no_exponential : exponential_of(function);
    const Leg wanted{cutoff, exponential, function.eta, function.r_s, weighted};
    const std::size_t leg = find_or_add(x_plan.legs, wanted, [&](const Leg& each) {
      return each.cutoff == cutoff && each.exponential == wanted.exponential && each.weighted == weighted;
    });
    const bool three_sides = is_narrow(function.type);
    const AngularTerm term{index, function.zeta, function.lambda};
    constexpr double largest_whole = 1024;
    const bool whole = function.zeta == std::floor(function.zeta) && function.zeta <= largest_whole;
    const auto same = [&](const auto& group) {
      return group.three_sides == three_sides && group.leg == leg && group.first == first && group.second == second;
    };
    if (is_compact(function.type)) {
      const std::size_t g =
          find_or_add(x_plan.bumps, BumpGroup{three_sides, leg, first, second, function.shape, {}},
                      [&](const BumpGroup& each) { return same(each) && each.shape == function.shape; });
      constexpr double radian = std::numbers::pi / 180;
      x_plan.bumps[g].terms.push_back({index, radian * 0.5 * (function.angle_low + function.angle_high),
                                       radian * 0.5 * (function.angle_high - function.angle_low)});
    } else if (whole && function.zeta <= largest_polynomial) {
      const std::size_t g =
          find_or_add(x_plan.polynomials, PolynomialGroup{three_sides, leg, first, second, 0, {}, {}, 0}, same);
      x_plan.polynomials[g].terms.push_back(term);
    } else {
      const int zeta = whole ? static_cast<int>(function.zeta) : 0;
      const std::size_t g =
          find_or_add(x_plan.powers, PowerGroup{three_sides, leg, first, second, function.zeta, zeta, {}},
                      [&](const PowerGroup& each) { return same(each) && each.zeta == function.zeta; });
      x_plan.powers[g].terms.push_back(term);
    }
  }

  // The functions of moments of a set; none if the plan is empty.
  void add(descriptor::MomentPlan moments) {
    if (moments.empty()) return;
    const double cutoff = moments.basis.cutoff;
    x_plan.cutoff = std::max(x_plan.cutoff, cutoff);
    for (std::size_t s = 0; s < moments.neighbour.size(); ++s) {
      if (moments.neighbour[s] != descriptor::unseen) reach(static_cast<int>(s), cutoff);
    }
    x_plan.alike = x_plan.cutoffs.empty();
    x_plan.density = std::make_shared<const DensityPlan>(make_density_plan(std::move(moments)));
  }

  ElementPlan finish() {
    sort_radii();
    place_rows();
    finish_polynomials();
    make_families();
    make_moments();
    // Slots that stay empty lie a little beyond the cutoff.
    x_plan.program_double = make_program(x_plan.exponentials, empty_slot * x_plan.cutoff, 64);
    x_plan.program_float = make_program(x_plan.exponentials, empty_slot * x_plan.cutoff, 8);
    return std::move(x_plan);
  }

 private:
  void reach(int species, double cutoff) {
    double& radius = x_plan.reach[static_cast<std::size_t>(species)];
    radius = std::max(radius, cutoff);
  }

  void add_radial(const SymmetryFunction& function, std::size_t index, int species, std::size_t cutoff) {
    const bool gaussian = has_exponential(function.type);
    const RadialKind kind = gaussian                            ? RadialKind::gaussian
                            : function.type == FunctionType::g3 ? RadialKind::cosine
                                                                : RadialKind::plain;
    const double weight = is_weighted(function.type) ? x_plan.charges[static_cast<std::size_t>(species)] : 1;
    x_plan.radials.push_back({kind, index, species, cutoff, gaussian ? exponential_of(function) : 0, function.eta,
                              function.r_s, function.kappa, weight, 0});
  }

  std::size_t cutoff_of(const SymmetryFunction& function) {
    const Cutoff wanted{function.cutoff_function,  function.cutoff, 0,
                        is_compact(function.type), function.shape,  function.low};
    return find_or_add(x_plan.cutoffs, wanted, [&](const Cutoff& each) {
      return each.function == wanted.function && each.radius == wanted.radius && each.compact == wanted.compact &&
             each.shape == wanted.shape && each.low == wanted.low;
    });
  }

  std::size_t exponential_of(const SymmetryFunction& function) {
    return find_or_add(x_plan.exponentials, Exponential{function.eta, function.r_s},
                       [&](const Exponential& each) { return each.eta == function.eta && each.r_s == function.r_s; });
  }

  void sort_radii() {
    auto& radii = x_plan.radii;
    for (const auto& cutoff : x_plan.cutoffs) radii.push_back(cutoff.radius);
    if (x_plan.density) radii.push_back(x_plan.density->cutoff.radius);
    std::sort(radii.begin(), radii.end());
    radii.erase(std::unique(radii.begin(), radii.end()), radii.end());
    for (auto& cutoff : x_plan.cutoffs) {
      cutoff.shell =
          static_cast<std::size_t>(std::lower_bound(radii.begin(), radii.end(), cutoff.radius) - radii.begin());
    }
  }

  // Functions that run over the same slots stand side by side.
  void place_rows() {
    std::stable_sort(x_plan.radials.begin(), x_plan.radials.end(), [&](const Radial& a, const Radial& b) {
      const std::size_t shell_a = x_plan.cutoffs[a.cutoff].shell, shell_b = x_plan.cutoffs[b.cutoff].shell;
      return a.species != b.species ? a.species < b.species : shell_a < shell_b;
    });
    std::vector<std::size_t> used(x_plan.reach.size());
    for (auto& radial : x_plan.radials) {
      radial.row = used[static_cast<std::size_t>(radial.species)]++;
      x_plan.rows = std::max(x_plan.rows, radial.row + 1);
    }
  }

  void finish_polynomials() {
    for (auto& group : x_plan.polynomials) {
      for (const auto& term : group.terms) group.degree = std::max(group.degree, static_cast<int>(term.zeta));
      for (const auto& term : group.terms) {
        const int zeta = static_cast<int>(term.zeta);
        for (int m = 0; m <= group.degree; ++m) {
          group.coefficients.push_back(m > zeta ? 0
                                                : std::exp2(1 - zeta) * binomial(zeta, m) * std::pow(term.lambda, m));
        }
      }
      group.offset = x_plan.polynomial_size;
      x_plan.polynomial_size += largest_polynomial + 1;
    }
  }

  template <typename Group>
  TripletFamily& family_of(const Group& group) {
    const std::size_t cutoff = x_plan.legs[group.leg].cutoff;
    TripletFamily wanted{group.three_sides, group.first, group.second, cutoff, {}, {}, {}, {}, {}};
    const std::size_t f = find_or_add(x_plan.families, std::move(wanted), [&](const TripletFamily& each) {
      return each.three_sides == group.three_sides && each.first == group.first && each.second == group.second &&
             each.cutoff == cutoff;
    });
    auto& family = x_plan.families[f];
    find_or_add(family.legs, group.leg, [&](std::size_t each) { return each == group.leg; });
    return family;
  }

  void make_families() {
    for (std::size_t g = 0; g < x_plan.polynomials.size(); ++g)
      family_of(x_plan.polynomials[g]).polynomials.push_back(g);
    for (std::size_t g = 0; g < x_plan.powers.size(); ++g) family_of(x_plan.powers[g]).powers.push_back(g);
    for (std::size_t g = 0; g < x_plan.bumps.size(); ++g) family_of(x_plan.bumps[g]).bumps.push_back(g);
    for (auto& family : x_plan.families) {
      const auto& first = x_plan.legs[family.legs[0]];
      for (const std::size_t l : family.legs) {
        const auto& leg = x_plan.legs[l];
        const double ratio = leg.eta / first.eta;
        const bool power =
            leg.r_s == 0 && first.r_s == 0 && ratio <= 16 && std::abs(ratio - std::round(ratio)) < 1e-14 * ratio;
        family.powers_of_first.push_back(power ? static_cast<int>(std::round(ratio)) : 0);
      }
    }
    // Groups of one degree, or of one ζ, stand side by side: two legs can go through the triplets together.
    for (auto& family : x_plan.families) {
      std::stable_sort(family.polynomials.begin(), family.polynomials.end(), [&](std::size_t a, std::size_t b) {
        return x_plan.polynomials[a].degree < x_plan.polynomials[b].degree;
      });
      std::stable_sort(family.powers.begin(), family.powers.end(),
                       [&](std::size_t a, std::size_t b) { return x_plan.powers[a].zeta < x_plan.powers[b].zeta; });
    }
  }

  void make_moments() {
    for (std::size_t g = 0; g < x_plan.polynomials.size(); ++g) {
      const auto& group = x_plan.polynomials[g];
      if (group.three_sides) continue;
      for (const int species : {group.first, group.second}) {
        const std::size_t at =
            find_or_add(x_plan.moments, Moments{group.leg, species, 0, 0, {}},
                        [&](const Moments& each) { return each.leg == group.leg && each.species == species; });
        auto& moments = x_plan.moments[at];
        moments.degree = std::max(moments.degree, group.degree);
        if (moments.groups.empty() || moments.groups.back() != g) moments.groups.push_back(g);
      }
    }
    for (auto& moments : x_plan.moments) {
      moments.offset = x_plan.moment_size;
      x_plan.moment_size += monomials_up_to(moments.degree);
    }
  }

  ElementPlan x_plan;
};

template <typename T>
Network<T> make_network(const ElementModel& element) {
  const auto& mlp = element.network;
  const auto& target = element.targets.front();
  Network<T> network{
      {}, {}, {}, mlp.activations(), {}, 0, mlp.inputs(), target.factor, target.offset + element.energy_offset};
  for (std::size_t i = 0; i < element.linear.size(); ++i) {
    network.linear.push_back(static_cast<T>(element.inputs[i].factor * element.linear[i]));
  }
  for (const auto& activation : mlp.activations()) network.kinds.push_back(kind_of(activation));
  for (const auto& input : element.inputs) network.subtract.push_back(input.subtract);
  for (std::size_t l = 0; l < mlp.layers(); ++l) {
    const std::size_t rows = mlp.rows(l), columns = mlp.columns(l);
    Layer<T> layer{columns, rows, std::vector<T>(rows * columns), std::vector<T>(rows * columns), {}};
    for (std::size_t c = 0; c < columns; ++c) {
      const double scale = l == 0 ? element.inputs[c].factor : 1;
      for (std::size_t r = 0; r < rows; ++r) {
        const auto weight = static_cast<T>(scale * mlp.weights(l)[c * rows + r]);
        layer.weights[c * rows + r] = weight;
        layer.transposed[r * columns + c] = weight;
      }
    }
    for (const double bias : mlp.biases(l)) layer.biases.push_back(static_cast<T>(bias));
    network.nodes += rows;
    network.widest = std::max(network.widest, rows);
    network.layers.push_back(std::move(layer));
  }
  return network;
}

}  // namespace

ActivationKind kind_of(const network::Activation& activation) {
  using Kind = ActivationKind;
  constexpr std::pair<std::string_view, Kind> kinds[] = {
      {"identity", Kind::identity},
      {"relu", Kind::relu},
      {"sigmoid", Kind::sigmoid},
      {"tanh", Kind::tanh},
      {"gelu", Kind::gelu},
      {"swish", Kind::swish},
      {"mish", Kind::mish},
      {"softplus", Kind::softplus},
      {"elu", Kind::elu},
      {"selu", Kind::selu},
      {"prelu", Kind::prelu},
      {"rrelu", Kind::rrelu},
      {"softsign", Kind::softsign},
      {"hard-tanh", Kind::hard_tanh},
      {"hard-sigmoid", Kind::hard_sigmoid},
      {"hard-swish", Kind::hard_swish},
      {"tanh-shrink", Kind::tanh_shrink},
      {"soft-shrink", Kind::soft_shrink},
      {"hard-shrink", Kind::hard_shrink},
  };
  for (const auto& [name, kind] : kinds) {
    if (name == activation.name()) return kind;
  }
  return Kind::other;
}

std::vector<ElementPlan> make_plan(std::span<const descriptor::Set> sets, std::span<const Element> species) {
  const auto species_of = [&](Element element) {
    const auto found = std::find(species.begin(), species.end(), element);
    return found == species.end() ? -1 : static_cast<int>(found - species.begin());
  };
  std::vector<ElementPlan> plans;
  for (const Element element : species) {
    Planner planner{species};
    const auto set = std::find_if(sets.begin(), sets.end(), [&](const auto& each) { return each.centre == element; });
    const std::size_t functions = set == sets.end() ? 0 : set->functions.size();
    for (std::size_t f = 0; f < functions; ++f) {
      const SymmetryFunction& function = set->functions[f];
      if (is_moment(function.type)) continue;
      int first = species_of(function.first);
      int second = is_angular(function.type) ? species_of(function.second) : first;
      // A function of an element that no atom has is always 0.
      if (!is_weighted(function.type) && (first < 0 || second < 0)) continue;
      if (second < first) std::swap(first, second);
      planner.add(function, f, first, second);
    }
    if (set != sets.end()) planner.add(descriptor::make_moment_plan(*set, species));
    plans.push_back(planner.finish());
    plans.back().functions = functions;
  }
  return plans;
}

std::vector<ElementPlan> make_plan(std::span<const Model> models) {
  std::vector<descriptor::Set> sets;
  std::vector<Element> species;
  for (const auto& element : models.front().elements) {
    sets.push_back(element.set);
    species.push_back(element.element);
  }
  auto plans = make_plan(sets, species);
  for (std::size_t s = 0; s < plans.size(); ++s) {
    for (const auto& model : models) {
      plans[s].networks_double.push_back(make_network<double>(model.elements[s]));
      plans[s].networks_float.push_back(make_network<float>(model.elements[s]));
    }
  }
  return plans;
}

}  // namespace nnpipe::potential::kernel
