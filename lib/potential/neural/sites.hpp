// The sum over sites as network potentials take it: each atom's neighbourhood, its energy and that energy's gradient.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "descriptor/calculator.hpp"
#include "descriptor/scaling.hpp"
#include "potential/site_sum.hpp"

namespace nnpipe::potential {

// Neighbours of one atom within a distance, and who they are.
struct Neighbourhood {
  std::vector<descriptor::Neighbour> neighbours;
  std::vector<int> index;      // of each in AtomsView::x
  std::vector<Vec3> gradient;  // ∂E_i/∂r_j, eV/Å; zeroed

  void gather(AtomsView atoms, NeighboursView list, std::size_t i, double cutoff) {
    neighbours.clear();
    index.clear();
    for (int at = list.first[i]; at < list.first[i + 1]; ++at) {
      const int j = list.index[static_cast<std::size_t>(at)];
      const Vec3 r = atoms.x[static_cast<std::size_t>(j)] - atoms.x[i];
      if (norm2(r) >= cutoff * cutoff) continue;
      neighbours.push_back({r, atoms.species[static_cast<std::size_t>(j)]});
      index.push_back(j);
    }
    gradient.assign(neighbours.size(), Vec3{});
  }
};

// Adds the inputs of one atom that leave the range they were trained on. `values`: not scaled.
inline void add_extrapolations(std::span<const descriptor::ColumnScaling> inputs, std::span<const double> values,
                               std::size_t atom, std::vector<Extrapolation>& found) {
  for (std::size_t f = 0; f < inputs.size(); ++f) {
    const auto& input = inputs[f];
    if (values[f] >= input.low && values[f] <= input.high) continue;
    found.push_back({static_cast<int>(atom), static_cast<int>(f), values[f], input.low, input.high});
  }
}

// What an atom's inputs are computed by, and the ranges they were trained on.
struct SiteRange {
  const descriptor::Calculator& calculator;
  std::span<const descriptor::ColumnScaling> inputs;
};

// The same of all local atoms, by range_of(i).
template <typename RangeOf>
void add_extrapolations(AtomsView atoms, NeighboursView list, double cutoff, RangeOf&& range_of,
                        std::vector<Extrapolation>& found) {
  descriptor::Calculator::Workspace workspace;
  Neighbourhood near;
  std::vector<double> values;
  for (std::size_t i = 0; i < static_cast<std::size_t>(atoms.local); ++i) {
    const SiteRange range = range_of(i);
    near.gather(atoms, list, i, cutoff);
    values.resize(range.calculator.size());
    range.calculator.values(near.neighbours, workspace, values);
    add_extrapolations(range.inputs, values, i, found);
  }
}

// Adds the site energies of all local atoms, their forces and virial to `result`. `energy(workspace, i, neighbourhood,
// gradient_wanted)` returns E_i, eV, and if wanted adds ∂E_i/∂r_j to neighbourhood.gradient.
template <typename Workspace, typename Energy>
void sum_over_neighbourhoods(AtomsView atoms, NeighboursView list, double cutoff, Want want, Result& result,
                             Energy&& energy) {
  const bool gradient = want.forces || want.virial;
  sum_over_sites(atoms, result, [&](std::size_t first, std::size_t last, BlockSum& sum) {
    Workspace workspace;
    Neighbourhood near;
    for (std::size_t i = first; i < last; ++i) {
      near.gather(atoms, list, i, cutoff);
      const double site = energy(workspace, i, near, gradient);
      sum.energy += site;
      if (want.site_energies) result.site_energy[i] += site;
      Vec3 own;
      for (std::size_t j = 0; gradient && j < near.index.size(); ++j) {
        const Vec3 g = near.gradient[j];
        own += g;
        if (want.virial) add_outer(sum.virial, near.neighbours[j].r, -g);
        if (want.forces) sum.react(near.index[j], -g);
      }
      if (want.forces) result.force[i] += own;
    }
  });
}

}  // namespace nnpipe::potential
