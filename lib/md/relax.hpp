// Relaxation of a frame to the minimum of its energy: atoms alone, or atoms and cell.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "atoms/frame.hpp"
#include "potential/potential.hpp"

namespace nnpipe::md {

enum class CellFreedom {
  fixed,
  isotropic,  // volume alone
  full,       // all six strains
};

enum class RelaxMethod { lbfgs, cg, fire };

struct RelaxOptions {
  RelaxMethod method = RelaxMethod::lbfgs;
  CellFreedom cell = CellFreedom::fixed;
  double pressure = 0;             // eV/Å³, what the cell is held against
  double force_tolerance = 1e-8;   // largest component, eV/Å
  double stress_tolerance = 1e-9;  // largest component, eV/Å³; with a free cell
  std::size_t most_steps = 2000;
  std::vector<char> fixed{};                                // 1: an atom that stays; empty: none. With a fixed cell
  std::function<void(std::size_t, double, double)> seen{};  // called after each step: number, energy, largest gradient
};

struct Relaxed {
  double energy = 0;  // eV; enthalpy − pressure · volume left out
  double force = 0;   // largest component, eV/Å
  double stress = 0;  // largest deviation from the pressure, eV/Å³; 0 with a fixed cell
  std::size_t steps = 0;
  bool converged = false;
};

// Moves positions and cell of the frame. Throws Error as Evaluator does; not for steps run out: see `converged`.
Relaxed relax(Frame& frame, const potential::Potential& potential, const RelaxOptions& options = {});

}  // namespace nnpipe::md
