// Where the lanes of a density calculation stand.
#pragma once

#include <algorithm>
#include <cstddef>

#include "potential/kernel/density.hpp"

namespace nnpipe::potential::kernel {

// Neighbours whose harmonics are gathered together, and those that go through functions of distance together.
inline constexpr std::size_t density_block = 4, density_chunk = 16;

// Arrays of lanes, one after the other; slots run slowest.
template <typename T>
struct DensityRoom {
  T *sums = nullptr, *adjoint = nullptr;             // A_klm and pair sums; ∂E/∂ each
  T *coupled = nullptr, *coupled_adjoint = nullptr;  // Q_c; ∂E/∂ each
  T *nodes = nullptr, *node_adjoint = nullptr;
  T *phi = nullptr, *phi_adjoint = nullptr;                         // species × pair terms: Σ_j φ_n; ∂E/∂ each
  T* radial = nullptr;                                              // slots × channels × 2: R_k and R_k′
  T* arguments = nullptr;                                           // slots × 4: x, f_c, f_c′, f_c dx/dr
  T *square = nullptr, *cutoff = nullptr, *cutoff_slope = nullptr;  // of a chunk: r², f_c, f_c′
  T* harmonics = nullptr;                                           // of a block
  T *legendre = nullptr, *field = nullptr;  // of one neighbour: N_lm Q_lm, Σ_k R_k ∂E/∂A_klm

  DensityRoom(const DensityPlan& plan, std::size_t slots, std::size_t width, T* from) {
    std::size_t taken = 0;
    place(plan, slots, [&](T*& array, std::size_t lanes) {
      array = from + taken;
      taken += lanes * width;
    });
  }

  static std::size_t lanes(const DensityPlan& plan, std::size_t slots) {
    std::size_t sum = 0;
    DensityRoom room;
    room.place(plan, slots, [&](T*&, std::size_t lanes) { sum += lanes; });
    return sum;
  }

 private:
  DensityRoom() = default;

  template <typename Take>
  void place(const DensityPlan& plan, std::size_t slots, Take&& take) {
    const auto& moments = plan.moments;
    const std::size_t harmonic_count = descriptor::harmonics_up_to(moments.degree);
    const auto both = [&](T*& a, T*& b, std::size_t lanes) {
      take(a, lanes | 1);
      take(b, lanes | 1);
    };
    both(sums, adjoint, moments.sums());
    both(coupled, coupled_adjoint, moments.coupled);
    both(nodes, node_adjoint, moments.nodes.size());
    both(phi, phi_adjoint, plan.species * plan.pair_terms);
    take(radial, slots * moments.channels.size() * 2);
    take(arguments, slots * 4);
    take(square, density_chunk);
    both(cutoff, cutoff_slope, density_chunk);
    take(harmonics, density_block * harmonic_count);
    both(legendre, field, harmonic_count);
  }
};

}  // namespace nnpipe::potential::kernel
