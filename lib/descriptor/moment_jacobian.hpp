// Functions of moments of one atom with all their derivatives, by vectors: what training on forces needs, and the
// choice of functions out of a pool of thousands.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "descriptor/moment_plan.hpp"
#include "descriptor/neighbour.hpp"

namespace nnpipe::descriptor {

// Follows a plan: the same numbers as MomentCalculator to rounding. Thread-safe: what a calculation leaves behind is in
// the workspace.
class MomentJacobian {
 public:
  explicit MomentJacobian(MomentPlan plan);

  const MomentPlan& plan() const { return x_plan; }

  class Workspace {
   public:
    Workspace();
    ~Workspace();
    Workspace(Workspace&&) noexcept;

    struct Impl;

   private:
    friend class MomentJacobian;
    std::unique_ptr<Impl> x_impl;
  };

  // Numbers of a row of the Jacobian for so many neighbours: 3 each, and padding.
  static std::size_t stride(std::size_t neighbours);

  // G_f of the plan's functions into values[f], f their index in the set; ∂G_f/∂r_j along axis c into
  // jacobian[f · stride(n) + 3 j + c]: a row a function. The rows of other functions are left alone; an empty jacobian
  // is not filled. The centre's own derivative is minus the sum over its neighbours (4.20).
  void compute(std::span<const Neighbour> neighbours, Workspace& workspace, std::span<double> values,
               std::span<double> jacobian) const;

 private:
  MomentPlan x_plan;
  std::vector<std::size_t> x_function;  // of each node: index in the set, or `unseen`
};

}  // namespace nnpipe::descriptor
