// What the SIMD part of the kernel is asked for and gives back: a block of atoms at a time, in one of two precisions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "potential/kernel/arena.hpp"
#include "potential/kernel/plan.hpp"
#include "potential/potential.hpp"

namespace nnpipe::potential::kernel {

// Room of one thread.
struct Scratch {
  std::vector<int> slot_of;  // of each atom in the window, −1: none; as many as atoms and ghosts
  Aligned near, near_places, centres, buckets, order, slots, placed, placed_places, empty, pairs, lanes, families,
      triplets, lists, rows, density;

  // Places of atoms in the window, which they get if they have none.
  void enter(Window& window, const int* atoms, std::size_t n, int* places) {
    int* const known = slot_of.data();
    int* const list = window.atoms.data();
    std::size_t size = window.size;
    for (std::size_t i = 0; i < n; ++i) {
      // No branch: which atoms are new cannot be predicted.
      const int atom = atoms[i];
      int& slot = known[static_cast<std::size_t>(atom)];
      list[size] = atom;
      const bool fresh = slot < 0;
      slot = fresh ? static_cast<int>(size) : slot;
      size += fresh ? 1 : 0;
      places[i] = slot;
    }
    window.size = size;
  }
  void clear(const Window& window) {
    for (std::size_t i = 0; i < window.size; ++i) slot_of[static_cast<std::size_t>(window.atoms[i])] = -1;
  }
};

struct BlockTask {
  const std::vector<ElementPlan>* plans;
  AtomsView atoms;
  NeighboursView list;
  std::size_t first, last;  // local atoms
  bool gradient;            // forces or virial
  bool members;             // each network by itself; else their mean, and site energies
  double* site_energy;      // of all local atoms, or null
  double* values;           // symmetry functions, `stride` apart an atom, or null; with them nothing else is computed
  std::size_t stride;
};

// Of the mean alone, or of each network.
struct BlockResult {
  std::vector<double> energy;  // eV
  std::vector<Virial> virial;  // eV
  Window window;

  void clear(std::size_t answers) {
    energy.assign(answers, 0);
    virial.assign(answers, {});
    window.size = 0;
  }
};

// The kernel in float or double, on the instruction set chosen.
void compute_block_double(const BlockTask& task, Scratch& scratch, BlockResult& result);
void compute_block_mixed(const BlockTask& task, Scratch& scratch, BlockResult& result);

}  // namespace nnpipe::potential::kernel
