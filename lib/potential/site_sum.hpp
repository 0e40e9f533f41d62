// Sums over the local atoms in fixed blocks; forces on neighbours are put down in order: the same bits for any number
// of threads.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <span>
#include <vector>

#include "base/threads.hpp"
#include "potential/potential.hpp"

namespace nnpipe::potential {

// A force that the site energy of one atom exerts on another.
struct Reaction {
  int atom;
  Vec3 force;
};

// What the atoms of a block add up to. Two threads write to neighbouring ones at once: no cache line may hold parts of
// both, nor the pair of lines that is fetched together.
struct alignas(128) BlockSum {
  // Of the local atoms and of the ghosts, by number: forces on each are added side by side, the local ones' mostly by
  // the thread that has them in its cache.
  static constexpr std::size_t parts = 8;

  double energy = 0;
  Virial virial;

  // Of the site energies of the block's atoms on any atom.
  void react(int atom, Vec3 force) {
    const auto i = static_cast<std::size_t>(atom);
    if (i - first < size) {
      forces[i] += force;
    } else {
      any = true;
      reactions[i < local ? i >> shift : parts + ((i - local) >> ghost_shift)].push_back({atom, force});
    }
  }

  // What is not the business of those who add up.
  std::span<Vec3> forces;
  std::size_t first = 0, size = 0;  // the block's atoms: nobody else touches their forces meanwhile
  std::size_t local = 0;
  int shift = 0, ghost_shift = 0;
  bool any = false;                                        // reactions
  std::array<std::vector<Reaction>, 2 * parts> reactions;  // on others, of each part in the order they are to be added
};

inline constexpr std::size_t sites_per_block = 128;
inline constexpr std::size_t blocks_per_wave = 128;

// `body(first, last, sum)` handles the local atoms [first, last). It may add to site energies and forces of those atoms
// directly; forces on others go to sum.react(). Blocks go in waves: no more than one wave's reactions are held,
// and there is no force array per thread.
template <typename Body>
void sum_over_sites(AtomsView atoms, Result& result, Body&& body) {
  const auto local = static_cast<std::size_t>(atoms.local);
  constexpr std::size_t wave = blocks_per_wave * sites_per_block;
  // Kept from call to call: memory given back and asked for anew costs as much as some potentials.
  thread_local std::vector<BlockSum> kept;
  auto& sums = kept;
  sums.resize(std::max(sums.size(), std::min(Blocks{local, sites_per_block}.count(), blocks_per_wave)));
  const auto shift_of = [](std::size_t n) { return static_cast<int>(std::bit_width(n / BlockSum::parts)); };
  const int shift = shift_of(local), ghost_shift = shift_of(atoms.x.size() - local);
  for (std::size_t start = 0; start < local; start += wave) {
    const Blocks blocks{std::min(wave, local - start), sites_per_block};
    parallel_for(blocks, [&](std::size_t block, std::size_t first, std::size_t last) {
      BlockSum& sum = sums[block];
      sum.energy = 0;
      sum.virial = {};
      if (sum.any) {
        for (auto& reactions : sum.reactions) reactions.clear();
      }
      sum.any = false;
      sum.forces = result.force;
      sum.first = start + first;
      sum.size = last - first;
      sum.local = local;
      sum.shift = shift;
      sum.ghost_shift = ghost_shift;
      body(start + first, start + last, sum);
    });
    bool any = false;
    // Forces after the blocks: what bodies added directly to an atom comes first, for any number of threads.
    for (std::size_t block = 0; block < blocks.count(); ++block) {
      const BlockSum& sum = sums[block];
      result.energy += sum.energy;
      result.virial += sum.virial;
      any = any || sum.any;
    }
    if (!any) continue;
    parallel_for({BlockSum::parts, 1}, [&](std::size_t p, std::size_t, std::size_t) {
      for (std::size_t block = 0; block < blocks.count(); ++block) {
        if (!sums[block].any) continue;
        for (const std::size_t part : {p, BlockSum::parts + p}) {
          for (const auto& [atom, force] : sums[block].reactions[part]) {
            result.force[static_cast<std::size_t>(atom)] += force;
          }
        }
      }
    });
  }
}

// The neighbours of one atom nearer than a cutoff, column by column so that loops over them vectorise.
struct Near {
  std::vector<double> dx, dy, dz, r2;  // r_ij and its square, Å
  std::vector<int> index;
  std::size_t count = 0;

  void gather(AtomsView atoms, NeighboursView neighbours, std::size_t i, double cutoff2) {
    const auto begin = static_cast<std::size_t>(neighbours.first[i]);
    const auto end = static_cast<std::size_t>(neighbours.first[i + 1]);
    if (index.size() < end - begin) resize(end - begin);
    const Vec3 r = atoms.x[i];
    const Vec3* const x = atoms.x.data();
    std::size_t n = 0;
    // Entries beyond the cutoff are overwritten by the next one: no branch to mispredict.
    for (std::size_t e = begin; e < end; ++e) {
      const int j = neighbours.index[e];
      const Vec3 d = x[j] - r;
      const double d2 = norm2(d);
      dx[n] = d.x;
      dy[n] = d.y;
      dz[n] = d.z;
      r2[n] = d2;
      index[n] = j;
      n += d2 < cutoff2 ? 1U : 0U;
    }
    count = n;
  }
  Vec3 d(std::size_t k) const { return {dx[k], dy[k], dz[k]}; }

 private:
  void resize(std::size_t n) {
    for (auto* column : {&dx, &dy, &dz, &r2}) column->resize(n);
    index.resize(n);
  }
};

}  // namespace nnpipe::potential
