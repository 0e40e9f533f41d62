#include <algorithm>
#include <array>
#include <utility>

#include "base/error.hpp"
#include "potential/neural/network_potential.hpp"
#include "potential/neural/sites.hpp"

namespace nnpipe::potential {

namespace {

class NeuralPair final : public Potential {
 public:
  explicit NeuralPair(Model model) : x_model{std::move(model)}, x_elements{element().element} {
    network::Mlp::Workspace workspace;
    const auto [energy, slope] = network(x_model.cutoff, workspace);
    if (x_model.pair_end != PairEnd::truncated) x_energy_at_cutoff = energy;
    if (x_model.pair_end == PairEnd::force_shifted) x_slope_at_cutoff = slope;
  }

  void compute(AtomsView atoms, NeighboursView list, Want want, Result& result) const override {
    sum_over_neighbourhoods<network::Mlp::Workspace>(
        atoms, list, x_model.cutoff, want, result,
        [&](network::Mlp::Workspace& workspace, std::size_t, Neighbourhood& near, bool gradient) {
          double energy = element().energy_offset;
          for (std::size_t j = 0; j < near.neighbours.size(); ++j) {
            const Vec3 r = near.neighbours[j].r;
            const double distance = norm(r);
            const auto v = pair(distance, workspace);
            energy += 0.5 * v.value;
            if (gradient) near.gradient[j] += 0.5 * v.derivative / distance * r;
          }
          return energy;
        });
  }

  double cutoff() const override { return x_model.cutoff; }
  UnitStyle units() const override { return x_model.units; }
  std::span<const Element> elements() const override { return x_elements; }

  bool has_range() const override { return true; }
  // Of each atom only its nearest and its farthest pair outside the range.
  void extrapolations(AtomsView atoms, NeighboursView list, std::vector<Extrapolation>& found) const override {
    const auto& range = element().inputs.front();
    // Sampled distances end a little before the cutoff they were drawn to.
    const double slack = 0.01 * (range.high - range.low);
    Neighbourhood near;
    for (std::size_t i = 0; i < static_cast<std::size_t>(atoms.local); ++i) {
      near.gather(atoms, list, i, x_model.cutoff);
      double nearest = range.low, farthest = range.high + slack;
      for (const auto& neighbour : near.neighbours) {
        const double distance = norm(neighbour.r);
        nearest = std::min(nearest, distance);
        farthest = std::max(farthest, distance);
      }
      if (nearest < range.low) found.push_back({static_cast<int>(i), 0, nearest, range.low, range.high});
      if (farthest > range.high + slack) found.push_back({static_cast<int>(i), 0, farthest, range.low, range.high});
    }
  }
  std::string function_name(int, int) const override {
    const std::string symbol{x_elements.front().symbol()};
    return "distance " + symbol + " " + symbol;
  }

 private:
  const ElementModel& element() const { return x_model.elements.front(); }

  // What the network says, eV and eV/Å.
  descriptor::ValueDerivative network(double r, network::Mlp::Workspace& workspace) const {
    const auto& input = element().inputs.front();
    const auto& target = element().targets.front();
    const std::array x{input.apply(r)};
    std::array<double, 1> slope{};
    const double y = element().network.input_gradient(x, slope, workspace);
    return {target.apply(y), target.factor * slope[0] * input.factor};
  }

  // V(r) and V′(r) with the end at the cutoff.
  descriptor::ValueDerivative pair(double r, network::Mlp::Workspace& workspace) const {
    const auto v = network(r, workspace);
    const double tail = x_energy_at_cutoff + (r - x_model.cutoff) * x_slope_at_cutoff;
    return {v.value - tail, v.derivative - x_slope_at_cutoff};
  }

  Model x_model;
  std::array<Element, 1> x_elements;
  double x_energy_at_cutoff = 0, x_slope_at_cutoff = 0;
};

}  // namespace

PotentialPtr make_pair_potential(Model model) {
  model.check();
  return std::make_unique<NeuralPair>(std::move(model));
}

}  // namespace nnpipe::potential
