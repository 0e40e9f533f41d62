// Harmonic phonons of a potential, by finite displacements.
#pragma once

#include <array>
#include <vector>

#include "analysis/observe.hpp"
#include "atoms/frame.hpp"
#include "potential/potential.hpp"

namespace nnpipe::analysis {

struct PhononOptions {
  double displacement = 0.01;      // Å, half-width of the central difference
  std::array<int, 3> supercell{};  // 0: as many as the potential's reach needs
};

// Force constants between the atoms of a crystal's cell and those of a supercell.
class Phonons {
 public:
  // The frame must be relaxed; every atom is displaced both ways in three directions. Forces of a many-body potential
  // reach two cutoffs, so the supercell is at least four cutoffs high unless told otherwise.
  Phonons(const Frame& frame, const potential::Potential& potential, const PhononOptions& options = {},
          const Observe& observe = {});

  // Frequencies in THz (metal; 1/τ in lj) of the 3N branches, ascending, at a wave vector given in fractions of the
  // reciprocal vectors. An imaginary frequency is negative.
  std::vector<double> frequencies(Vec3 q) const;
  std::array<int, 3> supercell() const { return x_supercell; }

 private:
  Frame x_frame;
  std::array<int, 3> x_supercell{};
  // One for each atom j of the supercell: its atom in the cell and whole-cell offset, nearest to the origin atom.
  struct Site {
    std::size_t atom;
    Vec3 offset;  // whole cell vectors, as integers
  };
  std::vector<Site> x_sites;
  std::vector<double> x_constants;  // −∂F_jβ/∂r_iα: [(i, α)][j of the supercell][β], eV/Å²
};

// Points along straight lines between wave vectors, `steps` a line, each corner once.
std::vector<Vec3> wave_vector_path(const std::vector<Vec3>& corners, int steps);

}  // namespace nnpipe::analysis
