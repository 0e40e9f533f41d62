// How near two atoms may come before a structure is no physics any more.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "atoms/frame.hpp"
#include "potential/evaluator.hpp"
#include "potential/potential.hpp"

namespace nnpipe::potential {

// The least distance of two atoms, by their species: half of the shortest distance that the potential's training has
// seen; where that is not known, two fifths of the sum of their covalent radii, which is about as much. Potentials in
// other units than metal, and elements without a radius, have no limit.
class LeastDistance {
 public:
  // `frame`: whose elements stand for the species of potentials that act alike on every element.
  LeastDistance(const Potential& potential, const Frame& frame);

  // "atoms 3 (Si) and 17 (Si) are 0.31 Å apart, expected at least 1.1 Å, half of the shortest distance in training", of
  // what the evaluator has computed last: the pair that is nearest to each other for its limit; nothing if none is too
  // near. `centre_alone`: pairs of the first atom only, as in a site sample.
  std::optional<std::string> violation(const Evaluator& evaluator, bool centre_alone = false) const;

 private:
  struct Limit {
    double distance = 0;  // Å; 0: none
    bool learned = false;
  };
  const Limit& limit(int a, int b) const {
    return x_limits[static_cast<std::size_t>(a) * x_species + static_cast<std::size_t>(b)];
  }

  std::vector<std::string> x_symbols;  // of species
  std::size_t x_species = 0;
  std::vector<Limit> x_limits;  // species × species
  double x_largest = 0;
};

}  // namespace nnpipe::potential
