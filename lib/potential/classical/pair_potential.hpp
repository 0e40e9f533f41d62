// A potential of pairs alone, V(r), the same between all atoms.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "potential/site_sum.hpp"

namespace nnpipe::potential {

// V in eV and V′(r)/r in eV/Å².
struct PairValue {
  double energy;
  double slope_over_r;
};

// Form: `PairValue operator()(double r2) const`, members cutoff (Å), shift (subtract V(r_c)), units.
// E = Σ_{i<j} V(r_ij) (2.9), V = 0 from the cutoff on.
template <typename Form>
class PairPotential : public Potential {
 public:
  explicit PairPotential(const Form& form)
      : x_form{form}, x_shift{form.shift ? form(form.cutoff * form.cutoff).energy : 0.0} {}

  double cutoff() const override { return x_form.cutoff; }
  UnitStyle units() const override { return x_form.units; }
  std::span<const Element> elements() const override { return x_elements; }
  bool any_element() const override { return true; }

  void compute(AtomsView atoms, NeighboursView neighbours, Want want, Result& result) const override {
    sum_over_sites(atoms, result, [&](std::size_t first, std::size_t last, BlockSum& sum) {
      Near near;
      std::vector<double> energy, slope;
      for (std::size_t i = first; i < last; ++i) {
        near.gather(atoms, neighbours, i, x_form.cutoff * x_form.cutoff);
        if (energy.size() < near.count) {
          energy.resize(near.index.size());
          slope.resize(near.index.size());
        }
        evaluate(near, energy.data(), slope.data());
        add_site(near, energy.data(), slope.data(), i, want, result, sum);
      }
    });
  }

 private:
  void evaluate(const Near& near, double* energy, double* slope) const {
    const double* const r2 = near.r2.data();
    for (std::size_t k = 0; k < near.count; ++k) {
      const PairValue value = x_form(r2[k]);
      energy[k] = value.energy;
      slope[k] = value.slope_over_r;
    }
  }

  // The list is full: each atom takes the whole force of each of its pairs, or half and its neighbour the other half;
  // and half their energy and virial.
  void add_site(const Near& near, const double* energy, const double* slope, std::size_t i, Want want, Result& result,
                BlockSum& sum) const {
    double site = 0;
    Vec3 force;
    Virial virial;
    for (std::size_t k = 0; k < near.count; ++k) {
      const Vec3 d = near.d(k), f = slope[k] * d;
      site += energy[k] - x_shift;
      force += f;
      add_outer(virial, d, f);
    }
    sum.energy += 0.5 * site;
    if (want.site_energies) result.site_energy[i] += 0.5 * site;
    if (want.forces) result.force[i] += (want.shared_pairs ? 0.5 : 1.0) * force;
    if (want.forces && want.shared_pairs) {
      for (std::size_t k = 0; k < near.count; ++k) sum.react(near.index[k], -0.5 * slope[k] * near.d(k));
    }
    if (want.virial) sum.virial += -0.5 * virial;
  }

  Form x_form;
  double x_shift;
  std::array<Element, 1> x_elements{};
};

}  // namespace nnpipe::potential
