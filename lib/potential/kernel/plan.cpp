#include "potential/kernel/plan.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>
#include <utility>

#include "descriptor/plan.hpp"
#include "potential/kernel/density.hpp"

namespace nnpipe::potential::kernel {

namespace {

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

// From what makes up the functions to what the kernel's passes compute.
class Planner {
 public:
  explicit Planner(descriptor::SetPlan set) : x_set{std::move(set)} {
    x_plan.functions = x_set.size;
    x_plan.reach.assign(x_set.charges.size(), 0);
    x_plan.charges = x_set.charges;
    for (const auto& cutoff : x_set.cutoffs) {
      x_plan.cutoffs.push_back({cutoff.function, cutoff.radius, 0, cutoff.compact, cutoff.shape, cutoff.low});
      x_plan.cutoff = std::max(x_plan.cutoff, cutoff.radius);
    }
    for (const auto& exponential : x_set.exponentials)
      x_plan.exponentials.push_back({exponential.eta, exponential.r_s});
    for (const auto& radial : x_set.radials) add(radial);
    for (const auto& angular : x_set.angulars) add(angular);
    add_moments();
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

  // Weighted ones stand once for each species.
  void add(const descriptor::RadialFunction& radial) {
    const bool weighted = radial.species == descriptor::weighted_species;
    for (int s = 0; s < static_cast<int>(x_plan.reach.size()); ++s) {
      if (!weighted && s != radial.species) continue;
      reach(s, x_plan.cutoffs[radial.cutoff].radius);
      const double weight = weighted ? x_plan.charges[static_cast<std::size_t>(s)] : 1;
      x_plan.radials.push_back(
          {radial.index, s, radial.cutoff, radial.exponential, radial.eta, radial.r_s, radial.factor, weight, 0});
    }
  }

  void add(const descriptor::AngularGroup& angular) {
    const bool weighted = angular.first == descriptor::weighted_species;
    const auto [first, second] = std::minmax(angular.first, angular.second);
    for (int s = 0; s < static_cast<int>(x_plan.reach.size()); ++s) {
      if (weighted || s == first || s == second) reach(s, x_plan.cutoffs[angular.cutoff].radius);
    }
    const std::size_t exponential = angular.compact ? no_exponential : angular.exponential;
    const std::size_t leg = find_or_add(
        x_plan.legs, Leg{angular.cutoff, exponential, angular.eta, angular.r_s, weighted}, [&](const Leg& each) {
          return each.cutoff == angular.cutoff && each.exponential == exponential && each.weighted == weighted;
        });
    for (const auto& function : angular.functions) add(angular, leg, first, second, function);
  }

  void add(const descriptor::AngularGroup& angular, std::size_t leg, int first, int second,
           const descriptor::AngularFunction& function) {
    const bool three_sides = angular.three_sides;
    const AngularTerm term{function.index, function.zeta, function.lambda};
    const auto same = [&](const auto& group) {
      return group.three_sides == three_sides && group.leg == leg && group.first == first && group.second == second;
    };
    if (angular.compact) {
      const std::size_t g =
          find_or_add(x_plan.bumps, BumpGroup{three_sides, leg, first, second, function.shape, {}},
                      [&](const BumpGroup& each) { return same(each) && each.shape == function.shape; });
      x_plan.bumps[g].terms.push_back(
          {function.index, 0.5 * (function.low + function.high), 0.5 * (function.high - function.low)});
    } else if (function.whole_zeta > 0 && function.whole_zeta <= largest_polynomial) {
      const std::size_t g =
          find_or_add(x_plan.polynomials, PolynomialGroup{three_sides, leg, first, second, 0, {}, {}, 0}, same);
      x_plan.polynomials[g].terms.push_back(term);
    } else {
      const std::size_t g = find_or_add(
          x_plan.powers, PowerGroup{three_sides, leg, first, second, function.zeta, function.whole_zeta, {}},
          [&](const PowerGroup& each) { return same(each) && each.zeta == function.zeta; });
      x_plan.powers[g].terms.push_back(term);
    }
  }

  void add_moments() {
    const auto& moments = x_set.moments;
    if (moments.empty()) return;
    const double cutoff = moments.basis.cutoff;
    x_plan.cutoff = std::max(x_plan.cutoff, cutoff);
    for (std::size_t s = 0; s < moments.neighbour.size(); ++s) {
      if (moments.neighbour[s] != descriptor::unseen) reach(static_cast<int>(s), cutoff);
    }
    x_plan.alike = x_plan.cutoffs.empty();
    x_plan.density = std::make_shared<const DensityPlan>(make_density_plan(moments));
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

  descriptor::SetPlan x_set;
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

// Nothing if the network has a hidden layer, or takes other functions than those of moments.
std::shared_ptr<const LinearReadout> readout_of(const ElementPlan& plan, const ElementModel& element) {
  const auto& mlp = element.network;
  const bool linear = mlp.layers() == 1 && kind_of(mlp.activations().front()) == ActivationKind::identity;
  if (!linear || !plan.density || plan.density->moments.outputs.size() != plan.functions) return nullptr;
  std::vector<double> weights;
  double constant = mlp.biases(0).front();
  for (std::size_t f = 0; f < plan.functions; ++f) {
    const double own = mlp.weights(0)[f] + (element.linear.empty() ? 0 : element.linear[f]);
    weights.push_back(element.inputs[f].factor * own);
    constant -= weights.back() * element.inputs[f].subtract;
  }
  return std::make_shared<const LinearReadout>(
      make_linear_readout(*plan.density, weights, constant, element.targets.front().factor));
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
      {"gaussian", Kind::gaussian},
      {"cosine", Kind::cosine},
      {"exponential", Kind::exponential},
      {"square", Kind::square},
  };
  for (const auto& [name, kind] : kinds) {
    if (name == activation.name()) return kind;
  }
  return Kind::other;
}

std::vector<ElementPlan> make_plan(std::span<const descriptor::Set> sets, std::span<const Element> species) {
  std::vector<ElementPlan> plans;
  for (const Element element : species) {
    const auto set = std::find_if(sets.begin(), sets.end(), [&](const auto& each) { return each.centre == element; });
    const descriptor::Set none{element, {}};
    plans.push_back(Planner{descriptor::make_plan(set == sets.end() ? none : *set, species)}.finish());
  }
  return plans;
}

std::vector<ElementPlan> make_plan(std::span<const Model> models) {
  std::vector<descriptor::Set> sets;
  for (const auto& element : models.front().elements) sets.push_back(element.set);
  auto plans = make_plan(sets, models.front().species());
  for (std::size_t s = 0; s < plans.size(); ++s) {
    if (models.size() == 1) plans[s].readout = readout_of(plans[s], models.front().elements[s]);
    for (const auto& model : models) {
      plans[s].networks_double.push_back(make_network<double>(model.elements[s]));
      plans[s].networks_float.push_back(make_network<float>(model.elements[s]));
    }
  }
  return plans;
}

}  // namespace nnpipe::potential::kernel
