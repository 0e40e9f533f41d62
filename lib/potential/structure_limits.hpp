// Where a structure is no physics to a potential any more: atoms too near, atoms that have lost the others, a committee
// in dispute.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "atoms/frame.hpp"
#include "potential/committee.hpp"
#include "potential/evaluator.hpp"
#include "potential/least_distance.hpp"
#include "potential/potential.hpp"

namespace nnpipe::potential {

// Atoms with less than half of the neighbours that any atom of their element had in training: they have left the
// others, or the molecule has come apart. Potentials that do not know have no limit.
class LostAtoms {
 public:
  explicit LostAtoms(const Potential& potential);
  // "atom 7 (H) has 1 neighbour within 4 Å, expected at least 4, half of the fewest in training": the atom that lacks
  // most. `centre_alone`: the first atom only, as in a site sample.
  std::optional<std::string> violation(const Evaluator& evaluator, bool centre_alone = false) const;

 private:
  struct Limit {
    std::size_t least = 0;  // 0: none
    double within = 0;      // Å
    std::string symbol;
  };
  std::vector<Limit> x_limits;  // of species
};

// A committee whose members differ by more than the limit that its fit has found.
class DisputeLimit {
 public:
  explicit DisputeLimit(const Potential& potential);
  // "the committee disputes the force on atom 3 (Si): its spread is 9.2 eV/Å, expected at most 1.4; the expected error
  // of a component is 4.5 eV/Å": that only if the fit has calibrated it.
  std::optional<std::string> violation(const Evaluator& evaluator, bool centre_alone = false) const;

 private:
  const Potential& x_potential;
  const Committee* x_committee;  // null: no limit
  Dispute x_dispute;
};

// All of them.
class StructureLimits {
 public:
  struct Asked {
    bool distances = true, dispute = true;
  };
  // Keeps a reference to the potential. `frame`: see LeastDistance.
  StructureLimits(const Potential& potential, const Frame& frame, Asked asked);

  // Of what the evaluator has computed last: what is wrong with it, the worst first; nothing if all is well.
  std::optional<std::string> violation(const Evaluator& evaluator, bool centre_alone = false) const;

 private:
  Asked x_asked;
  LeastDistance x_least;
  LostAtoms x_lost;
  DisputeLimit x_dispute;
};

}  // namespace nnpipe::potential
