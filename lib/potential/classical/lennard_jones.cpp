#include "potential/classical/lennard_jones.hpp"

#include "base/simd.hpp"
#include "potential/classical/lanes.hpp"

namespace nnpipe::potential {

namespace {

class LanesLennardJones final : public PairPotential<LennardJones> {
 public:
  explicit LanesLennardJones(const LennardJones& form)
      : PairPotential{form},
        x_terms{form.cutoff * form.cutoff, form.sigma * form.sigma, form.epsilon,
                form.shift ? form(form.cutoff * form.cutoff).energy : 0.0} {
    simd_target();  // a wrong choice is told here
  }
  void compute(AtomsView atoms, NeighboursView neighbours, Want want, Result& result) const override {
    if (want.shared_pairs) return PairPotential::compute(atoms, neighbours, want, result);
    sum_over_sites(atoms, result, [&](std::size_t first, std::size_t last, BlockSum& sum) {
      lanes::lennard_jones_sites(x_terms, atoms, neighbours, first, last, want, result, sum);
    });
  }

 private:
  lanes::LennardJonesTerms x_terms;
};

}  // namespace

PotentialPtr make_lennard_jones(const LennardJones& form) { return std::make_unique<LanesLennardJones>(form); }

}  // namespace nnpipe::potential
