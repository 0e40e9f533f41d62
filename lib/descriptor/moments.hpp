// Functions of the moments of one atom's neighbour density: values and derivatives by the plain scalar path, the
// reference of the faster ones.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "atoms/vec3.hpp"
#include "descriptor/moment_plan.hpp"
#include "descriptor/neighbour.hpp"

namespace nnpipe::descriptor {

// Follows a plan. Thread-safe: what a calculation leaves behind is in the workspace.
class MomentCalculator {
 public:
  explicit MomentCalculator(MomentPlan plan) : x_plan{std::move(plan)} {}

  const MomentPlan& plan() const { return x_plan; }

  struct Workspace {
    std::vector<double> sums, adjoint;             // A_klm and pair sums; ∂E/∂ each
    std::vector<double> coupled, coupled_adjoint;  // Q_c; ∂E/∂ each
    std::vector<double> nodes, node_adjoint;
    std::vector<Neighbour> neighbours;
  };

  // The values of the plan's functions into `values`, by their index in the set; others are left alone.
  void values(std::span<const Neighbour> neighbours, Workspace& workspace, std::span<double> values) const;
  // Adds Σ_s q_s ∂G_s/∂r_j to gradient[j] for every neighbour j of the last values(), s over the plan's functions:
  // reverse mode, through the invariants to ∂E/∂A_klm and from there to the neighbours.
  void gradient(std::span<const double> q, Workspace& workspace, std::span<Vec3> gradient) const;

 private:
  void gather(Workspace& workspace) const;
  void invariants(Workspace& workspace) const;
  void adjoint(std::span<const double> q, Workspace& workspace) const;

  MomentPlan x_plan;
};

}  // namespace nnpipe::descriptor
