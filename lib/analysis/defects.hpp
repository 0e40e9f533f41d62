// Energies of simple defects of a crystal, and of two atoms alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "analysis/observe.hpp"
#include "atoms/frame.hpp"
#include "potential/potential.hpp"

namespace nnpipe::analysis {

struct DefectEnergy {
  double unrelaxed, relaxed;  // eV (vacancy) or eV/Å² (surface)
};

// E(N − 1 atoms) − (N − 1)/N · E(N atoms), one atom taken out of a crystal of one element; atoms relax at fixed cell.
// The perfect surroundings are often but a local minimum: the first relaxation begins
// there, each of `starts` more from neighbours moved at random by about 0.3 Å, and the lowest counts. Throws Error for
// several elements, whose vacancy energy depends on a reservoir.
DefectEnergy vacancy_energy(const Frame& frame, const potential::Potential& potential, std::size_t atom, int starts,
                            std::uint64_t seed, const Observe& observe = {});

// (E of the slab − E of the crystal)/(2 · area): the crystal is cut at the cell's face `axis` after its atoms have been
// moved by `shift` (fraction of that cell vector), and kept apart by `vacuum` Å.
DefectEnergy surface_energy(const Frame& frame, const potential::Potential& potential, int axis, double shift,
                            double vacuum, const Observe& observe = {});

struct DimerPoint {
  double r, energy, force;  // Å; eV of both atoms; eV/Å, positive: they repel
};

// Two atoms alone at `points` distances from low to high.
std::vector<DimerPoint> dimer_curve(const potential::Potential& potential, Element a, Element b, double low,
                                    double high, int points, const Observe& observe = {});

}  // namespace nnpipe::analysis
