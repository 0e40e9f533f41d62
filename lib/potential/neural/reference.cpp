#include <utility>
#include <vector>

#include "descriptor/calculator.hpp"
#include "potential/neural/network_potential.hpp"
#include "potential/neural/sites.hpp"

namespace nnpipe::potential {

namespace {

// E = Σ_i E_i (4.1): symmetry functions, scaling, network, target scaling and offset of each atom's element.
class ReferencePotential final : public Potential {
 public:
  explicit ReferencePotential(Model model)
      : x_model{std::move(model)}, x_elements{x_model.species()}, x_cutoff{x_model.range()} {
    for (const auto& element : x_model.elements) x_calculators.emplace_back(element.set, x_elements);
  }

  void compute(AtomsView atoms, NeighboursView list, Want want, Result& result) const override {
    sum_over_neighbourhoods<Workspace>(atoms, list, x_cutoff, want, result,
                                       [&](Workspace& workspace, std::size_t i, Neighbourhood& near, bool gradient) {
                                         return site(workspace, species(atoms, i), near, gradient);
                                       });
  }

  double cutoff() const override { return x_cutoff; }
  UnitStyle units() const override { return x_model.units; }
  std::span<const Element> elements() const override { return x_elements; }

  bool has_range() const override { return true; }
  void extrapolations(AtomsView atoms, NeighboursView list, std::vector<Extrapolation>& found) const override {
    const auto range_of = [&](std::size_t i) {
      const std::size_t s = species(atoms, i);
      return SiteRange{x_calculators[s], x_model.elements[s].inputs};
    };
    add_extrapolations(atoms, list, x_cutoff, range_of, found);
  }
  double shortest_distance(int species, int other) const override { return x_model.shortest_distance(species, other); }
  NeighbourCount fewest_neighbours(int species) const override {
    return {x_model.fewest_neighbours(x_elements.at(static_cast<std::size_t>(species))), x_model.range()};
  }
  std::string function_name(int species, int function) const override {
    return x_model.function_name(species, function);
  }

 private:
  struct Workspace {
    descriptor::Calculator::Workspace descriptor;
    network::Mlp::Workspace network;
    std::vector<double> values, slopes;
  };

  static std::size_t species(AtomsView atoms, std::size_t i) { return static_cast<std::size_t>(atoms.species[i]); }

  // E_i, eV; with `gradient` also ∂E_i/∂r_j = Σ_s (∂E_i/∂G_s)(∂G_s/∂r_j), the inner sum of (4.12).
  double site(Workspace& workspace, std::size_t s, Neighbourhood& near, bool gradient) const {
    const auto& element = x_model.elements[s];
    const auto& calculator = x_calculators[s];
    const auto& target = element.targets.front();
    auto& values = workspace.values;
    values.resize(calculator.size());
    calculator.values(near.neighbours, workspace.descriptor, values);
    for (std::size_t f = 0; f < values.size(); ++f) values[f] = element.inputs[f].apply(values[f]);
    double linear = 0;
    for (std::size_t f = 0; f < element.linear.size(); ++f) linear += element.linear[f] * values[f];
    if (!gradient) {
      return target.apply(linear + element.network.value(values, workspace.network)) + element.energy_offset;
    }
    auto& slopes = workspace.slopes;
    slopes.resize(values.size());
    const double y = element.network.input_gradient(values, slopes, workspace.network);
    for (std::size_t f = 0; f < slopes.size(); ++f) {
      if (!element.linear.empty()) slopes[f] += element.linear[f];
      slopes[f] *= target.factor * element.inputs[f].factor;
    }
    calculator.gradient(slopes, workspace.descriptor, near.gradient);
    return target.apply(linear + y) + element.energy_offset;
  }

  Model x_model;
  std::vector<Element> x_elements;
  double x_cutoff;
  std::vector<descriptor::Calculator> x_calculators;  // one an element
};

}  // namespace

PotentialPtr make_reference_potential(Model model) {
  model.check();
  return std::make_unique<ReferencePotential>(std::move(model));
}

}  // namespace nnpipe::potential
