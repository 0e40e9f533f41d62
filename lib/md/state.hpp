// Atoms in motion: positions, velocities and masses, and what kinetic theory says of them.
#pragma once

#include <cstddef>
#include <vector>

#include "atoms/frame.hpp"
#include "base/random.hpp"
#include "base/units.hpp"

namespace nnpipe::md {

struct State {
  UnitStyle units = UnitStyle::metal;
  Cell cell;
  std::vector<Vec3> positions;   // Å; as the frame's, less `wound` whole cell vectors
  std::vector<Vec3> velocities;  // Å/ps
  std::vector<double> masses;    // g/mol
  std::vector<Vec3> wound;       // whole numbers; what wind() has taken off
  std::vector<char> held;        // 1: feels no force, goes on with its velocity; empty: all atoms are free

  std::size_t size() const { return positions.size(); }
  bool free(std::size_t atom) const { return held.empty() || held[atom] == 0; }
  std::size_t free_atoms() const;
};

// The state of a frame; velocities are zero where the frame has none. Throws Error for a mass that is not positive.
State state_of(const Frame& frame);

// Brings atoms that have left the cell by a tenth of it or more back into it, so that neighbour lists stay small.
// Returns whether there were any.
bool wind(State& state);
// Positions as if wind() had never been called: displacements can be read off them.
void unwind(const State& state, std::vector<Vec3>& positions);

// All of these are of free atoms.
// 3N − 3: the centre of mass has no part in the temperature; 3N where some atoms are held.
double degrees_of_freedom(const State& state);
// ½ Σ m v², eV.
double kinetic_energy(const State& state);
// Σ m v ⊗ v, eV: twice the kinetic energy on its diagonal.
Tensor6 kinetic_tensor(const State& state);
// 2 E_kin / (3N − 3) k_B, K; 0 for a single atom.
double temperature(const State& state);
// Σ m v, g/mol Å/ps.
Vec3 momentum(const State& state);

// Velocities from Maxwell's distribution, then without total momentum (where no atom is held) and scaled to exactly
// this temperature. Throws Error for atoms without a degree of freedom at a temperature above zero.
void set_temperature(State& state, double kelvin, Random& random);
// Takes the velocity of the centre of mass off every atom.
void remove_drift(State& state);

}  // namespace nnpipe::md
