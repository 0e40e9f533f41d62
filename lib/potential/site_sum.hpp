// Sums over sites on any number of threads with the same bits: fixed blocks, added in their order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "atoms/neighbours.hpp"
#include "base/threads.hpp"
#include "descriptor/calculator.hpp"
#include "potential/potential.hpp"

namespace nnpipe::potential {

// Neighbours of one atom within a distance, and who they are.
struct Neighbourhood {
  std::vector<descriptor::Neighbour> neighbours;
  std::vector<int> index;      // of each in AtomsView::x
  std::vector<Vec3> gradient;  // ∂E_i/∂r_j, zeroed

  void gather(AtomsView atoms, NeighboursView list, int i, double cutoff) {
    neighbours.clear();
    index.clear();
    const auto atom = static_cast<std::size_t>(i);
    for (int at = list.first[atom]; at < list.first[atom + 1]; ++at) {
      const int j = list.index[static_cast<std::size_t>(at)];
      const Vec3 r = atoms.x[static_cast<std::size_t>(j)] - atoms.x[atom];
      if (norm2(r) >= cutoff * cutoff) continue;
      neighbours.push_back({r, atoms.species[static_cast<std::size_t>(j)]});
      index.push_back(j);
    }
    gradient.assign(neighbours.size(), Vec3{});
  }
};

// Adds the site energies of all local atoms, their forces and virial to `result`.
// `make()` makes the workspace of one block; `energy(workspace, i, neighbourhood, gradient_wanted)` returns E_i, eV,
// and adds ∂E_i/∂r_j to neighbourhood.gradient if wanted.
template <typename Make, typename Energy>
void sum_over_sites(AtomsView atoms, NeighboursView list, double cutoff, Want want, Result& result, Make&& make,
                    Energy&& energy) {
  struct Block {
    double energy = 0;
    Virial virial;
    std::vector<std::pair<int, Vec3>> forces;
  };
  constexpr std::size_t block_size = 32, wave = 64 * block_size;  // a wave's forces are held at a time
  const bool gradient = want.forces || want.virial;
  const auto local = static_cast<std::size_t>(atoms.local);
  std::vector<Block> blocks(64);
  for (std::size_t start = 0; start < local; start += wave) {
    const Blocks range{std::min(wave, local - start), block_size};
    parallel_for(range, [&](std::size_t number, std::size_t first, std::size_t last) {
      Block& block = blocks[number];
      block.energy = 0;
      block.virial = {};
      block.forces.clear();
      auto workspace = make();
      Neighbourhood near;
      for (std::size_t a = start + first; a < start + last; ++a) {
        const int i = static_cast<int>(a);
        near.gather(atoms, list, i, cutoff);
        const double site = energy(workspace, i, near, gradient);
        block.energy += site;
        if (want.site_energies) result.site_energy[a] += site;  // no other block has this atom
        Vec3 sum;
        for (std::size_t j = 0; gradient && j < near.index.size(); ++j) {
          const Vec3 g = near.gradient[j];
          sum += g;
          add_outer(block.virial, near.neighbours[j].r, -g);
          if (want.forces) block.forces.emplace_back(near.index[j], -g);
        }
        if (want.forces) block.forces.emplace_back(i, sum);
      }
    });
    for (std::size_t number = 0; number < range.count(); ++number) {
      const Block& block = blocks[number];
      result.energy += block.energy;
      if (want.virial) result.virial += block.virial;
      for (const auto& [atom, force] : block.forces) result.force[static_cast<std::size_t>(atom)] += force;
    }
  }
}

}  // namespace nnpipe::potential
