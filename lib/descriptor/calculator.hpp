// Symmetry functions of one atom from its neighbours: values and derivatives. The plain scalar path, which is the
// reference of every faster one.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "atoms/vec3.hpp"
#include "descriptor/moments.hpp"
#include "descriptor/neighbour.hpp"
#include "descriptor/plan.hpp"
#include "descriptor/set.hpp"

namespace nnpipe::descriptor {

// All functions of one set. Functions that share element, cutoff, η and R_s are one group: one cutoff function and one
// exponential a neighbour, one angle a triplet. Thread-safe: what a calculation leaves behind is in the workspace.
class Calculator {
 public:
  // species[s] is the element that Neighbour::species s means; functions of other elements are 0.
  Calculator(const Set& set, std::span<const Element> species);

  std::size_t size() const { return x_plan.size; }  // functions
  double cutoff() const { return x_plan.cutoff; }   // Å

  class Workspace;

  // G_s of all functions into `values` (size()). Neighbours at their function's cutoff and beyond count nothing.
  void values(std::span<const Neighbour> neighbours, Workspace& workspace, std::span<double> values) const;

  // Adds Σ_s q_s ∂G_s/∂r_j to gradient[j] for every neighbour j of the last values(); the centre's own is minus their
  // sum (4.20). With q = ∂E/∂G this is the chain rule of (4.12).
  void gradient(std::span<const double> q, Workspace& workspace, std::span<Vec3> gradient) const;

  // ∂G_s/∂r_j into derivatives[s · neighbours + j].
  void derivatives(Workspace& workspace, std::span<Vec3> derivatives) const;

 private:
  struct Triplet;

  void radial_values(Workspace& workspace, std::span<double> values) const;
  void angular_values(const AngularGroup& group, Workspace& workspace, std::span<double> values) const;
  void radial_gradient(std::span<const double> q, const Workspace& workspace, std::span<Vec3> gradient) const;
  void angular_gradient(const AngularGroup& group, std::span<const double> q, Workspace& workspace,
                        std::span<Vec3> gradient) const;
  void select(const AngularGroup& group, Workspace& workspace) const;
  template <typename Visit>
  void for_triplets(const AngularGroup& group, Workspace& workspace, Visit&& visit) const;

  SetPlan x_plan;
  std::optional<MomentCalculator> x_moments;
};

class Calculator::Workspace {
 private:
  friend class Calculator;
  struct Pair {
    Vec3 u;  // unit vector
    double r;
    int species;
  };
  // A neighbour within the cutoff of an angular group.
  struct Leg {
    std::size_t neighbour;
    Vec3 u;
    double r;
    ValueDerivative w;  // exp[−η(r − R_s)²] f_c(r)
    double gradient;    // Σ over triplets of ∂E/∂w
  };
  std::vector<Pair> x_pairs;
  std::vector<ValueDerivative> x_cutoffs;  // cutoff group × neighbours
  std::vector<Leg> x_first, x_second;      // second is unused where both species are equal
  std::vector<double> x_one;
  MomentCalculator::Workspace x_moments;
};

}  // namespace nnpipe::descriptor
