// Symmetry functions of one atom and all their derivatives, by vectors of functions: what training on forces stores.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "descriptor/calculator.hpp"

namespace nnpipe::descriptor {

// The same numbers as Calculator to rounding, for those who need every ∂G_s/∂r_j and not one contraction of them.
// Thread-safe: what a calculation leaves behind is in the workspace.
class JacobianCalculator {
 public:
  // species[s] is the element that Neighbour::species s means; functions of other elements are 0.
  JacobianCalculator(const Set& set, std::span<const Element> species);
  ~JacobianCalculator();
  JacobianCalculator(JacobianCalculator&&) noexcept;

  std::size_t size() const;  // functions
  double cutoff() const;     // Å

  struct Plan;
  class Workspace {
   public:
    Workspace();
    ~Workspace();
    Workspace(Workspace&&) noexcept;

    struct Impl;

   private:
    friend class JacobianCalculator;
    std::unique_ptr<Impl> x_impl;
  };

  // G_s into values (size()); ∂G_s/∂r_j along axis c into jacobian[(3 j + c) · size() + s] (3 · neighbours · size()),
  // both overwritten. The centre's own derivative is minus the sum over its neighbours (4.20). An empty jacobian is not
  // filled.
  void compute(std::span<const Neighbour> neighbours, Workspace& workspace, std::span<double> values,
               std::span<double> jacobian) const;

 private:
  std::unique_ptr<const Plan> x_plan;
};

}  // namespace nnpipe::descriptor
