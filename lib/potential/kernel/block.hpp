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
  Aligned near, ids, buckets, order, slots, placed, placed_ids, pairs, lanes, families, triplets, lists, rows;

  // Finds or makes the atom's place in the window.
  int place(Window& window, int atom) {
    int& slot = slot_of[static_cast<std::size_t>(atom)];
    if (slot < 0) {
      slot = static_cast<int>(window.atoms.size());
      window.atoms.push_back(atom);
    }
    return slot;
  }
  // The window's forces; those of atoms that are new to it are 0.
  static double* forces(Window& window) {
    window.force.resize(4 * window.atoms.size());
    return window.force.data();
  }
  void clear(const Window& window) {
    for (const int atom : window.atoms) slot_of[static_cast<std::size_t>(atom)] = -1;
  }
};

struct BlockTask {
  const std::vector<ElementPlan>* plans;
  AtomsView atoms;
  NeighboursView list;
  std::size_t first, last;  // local atoms
  bool gradient;            // forces or virial
  double* site_energy;      // of all local atoms, or null
  double* values;           // symmetry functions, `stride` apart an atom, or null; with them nothing else is computed
  std::size_t stride;
};

struct BlockResult {
  double energy = 0;  // eV
  Virial virial;      // eV
  Window window;
};

// The kernel in float or double, on the instruction set chosen.
void compute_block_double(const BlockTask& task, Scratch& scratch, BlockResult& result);
void compute_block_mixed(const BlockTask& task, Scratch& scratch, BlockResult& result);

}  // namespace nnpipe::potential::kernel
