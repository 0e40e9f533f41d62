// How far the members of a committee disagree about a structure.
#pragma once

#include <cstddef>
#include <vector>

#include "potential/committee.hpp"
#include "potential/evaluator.hpp"

namespace nnpipe::potential {

// Standard deviations over the members.
struct CommitteeSpread {
  double energy = 0;            // eV per atom
  double largest = 0, rms = 0;  // of the forces on the atoms, |F|: the largest and the mean square's root, eV/Å
  std::vector<double> atoms;    // of the force on each atom, eV/Å

  // The error to be expected of a component of the force on an atom, eV/Å: factor √(spread² + rms² + floor²), as the
  // fit of the committee has calibrated it; without a floor, as in older files, factor · spread.
  double expected(std::size_t atom, const Dispute& dispute) const;
};

// Of the members' energies and forces on local atoms, where the evaluator has computed last.
CommitteeSpread committee_spread(const Committee& committee, const Evaluator& evaluator);

}  // namespace nnpipe::potential
