#include "potential/neural/kernel_potential.hpp"

#include <array>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "descriptor/calculator.hpp"
#include "potential/neural/sites.hpp"

namespace nnpipe::potential {

namespace {

class KernelPotential final : public Potential {
 public:
  explicit KernelPotential(KernelModel model)
      : x_model{std::move(model)}, x_elements{x_model.element}, x_calculator{x_model.set, x_elements} {}

  void compute(AtomsView atoms, NeighboursView list, Want want, Result& result) const override {
    sum_over_neighbourhoods<Workspace>(atoms, list, cutoff(), want, result,
                                       [&](Workspace& workspace, std::size_t, Neighbourhood& near, bool gradient) {
                                         return site(workspace, near, gradient);
                                       });
  }

  double cutoff() const override { return x_calculator.cutoff(); }
  UnitStyle units() const override { return x_model.units; }
  std::span<const Element> elements() const override { return x_elements; }

  bool has_range() const override { return true; }
  void extrapolations(AtomsView atoms, NeighboursView list, std::vector<Extrapolation>& found) const override {
    const SiteRange range{x_calculator, x_model.inputs};
    add_extrapolations(
        atoms, list, cutoff(), [&](std::size_t) { return range; }, found);
  }
  std::string function_name(int /*species*/, int function) const override {
    return name_of(x_model.set.functions.at(static_cast<std::size_t>(function)));
  }

 private:
  struct Workspace {
    descriptor::Calculator::Workspace descriptor;
    std::vector<double> values, slopes;
  };

  // E_i, eV; with `gradient` also ∂E_i/∂r_j by the chain rule of (4.12).
  double site(Workspace& workspace, Neighbourhood& near, bool gradient) const {
    const auto& fit = x_model.regression;
    const auto& target = x_model.targets.front();
    auto& values = workspace.values;
    auto& slopes = workspace.slopes;
    values.resize(x_calculator.size());
    slopes.resize(values.size());
    x_calculator.values(near.neighbours, workspace.descriptor, values);
    for (std::size_t f = 0; f < values.size(); ++f) values[f] = x_model.inputs[f].apply(values[f]);
    const double y = fit.kernel.gradient(values, fit.centres, {fit.weights.memptr(), fit.weights.n_rows}, slopes);
    if (!gradient) return target.apply(y);
    for (std::size_t f = 0; f < slopes.size(); ++f) slopes[f] *= target.factor * x_model.inputs[f].factor;
    x_calculator.gradient(slopes, workspace.descriptor, near.gradient);
    return target.apply(y);
  }

  KernelModel x_model;
  std::array<Element, 1> x_elements;
  descriptor::Calculator x_calculator;
};

}  // namespace

PotentialPtr make_kernel_potential(KernelModel model) {
  model.check();
  if (model.kind != InputKind::symmetry_functions || model.targets.size() != 1) {
    fail("a kernel model of a table's columns is not a potential, expected one of symmetry functions and energies");
  }
  return std::make_unique<KernelPotential>(std::move(model));
}

}  // namespace nnpipe::potential
