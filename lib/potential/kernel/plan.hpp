// What the kernel computes for a model, worked out once when the model is loaded: functions grouped by what they share.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "descriptor/radial_form.hpp"
#include "potential/kernel/cutoff.hpp"
#include "potential/neural/model.hpp"

namespace nnpipe::potential::kernel {

// In place of a species: neighbours of all, weighted with their atomic numbers.
inline constexpr int weighted_species = -1;
// In place of an exponential: none.
inline constexpr std::size_t no_exponential = static_cast<std::size_t>(-1);

struct DensityPlan;
struct LinearReadout;

// exp[−η(r − R_s)²], which functions and legs share.
struct Exponential {
  double eta, r_s;
};

// How the exponentials are got, in this order; a product costs a fifth of an exponential. Entries beyond those of the
// plan are stepping stones.
struct ExponentialStep {
  enum class Way {
    gaussian,  // exp[−η(r − R_s)²]
    linear,    // exp[slope (r − R_s)]
    product,   // scale · entry a · entry b
  };
  Way way;
  std::size_t entry;  // what it makes
  double eta = 0, r_s = 0, slope = 0;
  std::size_t a = 0, b = 0;
  double scale = 1;
};
struct ExponentialProgram {
  std::vector<ExponentialStep> steps;
  std::size_t entries = 0;
};

// Finds products that keep the rounding error below `ulps` units in the last place, out to `cutoff`.
ExponentialProgram make_program(const std::vector<Exponential>& wanted, double cutoff, double ulps);

// Σ_j e(r_ij) g(r_ij) f_c(r_ij), e an exponential and g a factor. Weighted ones stand once for each species: parts of a
// sum.
struct Radial {
  std::size_t function;     // index in the set
  int species;              // of the neighbour
  std::size_t cutoff;       // index in ElementPlan::cutoffs
  std::size_t exponential;  // or no_exponential
  double eta, r_s;
  descriptor::RadialFactor factor;
  double weight;
  std::size_t row;  // where its derivatives are kept: rows are used again for other species
};

// w(r) = exp[−η(r − R_s)²] f_c(r), times Z where weighted: what a neighbour brings to a triplet.
struct Leg {
  std::size_t cutoff;
  std::size_t exponential;  // or no_exponential
  double eta, r_s;
  bool weighted;
};

// A function of a group: 2^{1−ζ}(1 + λc)^ζ.
struct AngularTerm {
  std::size_t function;
  double zeta, lambda;
};

// Functions that differ in whole ζ and in λ alone are polynomials in c = cos θ: G = Σ_m C_m N_m,
// N_m = Σ_{j<k} w_j w_k [w_jk] cᵐ, C_m = 2^{1−ζ} binom(ζ, m) λᵐ.
struct PolynomialGroup {
  bool three_sides;   // G4
  std::size_t leg;    // index in ElementPlan::legs
  int first, second;  // species of the two neighbours, first ≤ second
  int degree;         // largest ζ
  std::vector<AngularTerm> terms;
  std::vector<double> coefficients;  // terms × (degree + 1)
  std::size_t offset;                // of N_0 among the N_m of the element; there is room for degree 8
};

// C(θ) between two angles, radians.
struct BumpTerm {
  std::size_t function;
  double middle, half;
};

// Compact functions of the angle, of one shape and with one leg.
struct BumpGroup {
  bool three_sides;
  std::size_t leg;
  int first, second;
  descriptor::CompactShape shape;
  std::vector<BumpTerm> terms;
};

// Functions with the same ζ, not whole or too large for a polynomial.
struct PowerGroup {
  bool three_sides;
  std::size_t leg;
  int first, second;
  double zeta;
  int whole;  // ζ if it is a whole number, else 0
  std::vector<AngularTerm> terms;
};

// Groups whose triplets are the same: one pass computes cos θ, and for G4 the distance of the two neighbours, for all.
struct TripletFamily {
  bool three_sides;
  int first, second;
  std::size_t cutoff;
  std::vector<std::size_t> polynomials, powers, bumps;  // indices in ElementPlan
  std::vector<std::size_t> legs;                        // G4: those whose w_jk is needed
  std::vector<int> powers_of_first;  // of each leg: n where its exponential is that of the first to the n, else 0
};

// Σ_j w_j uᵃvᵇwᶜ over the neighbours of one species, a + b + c = 0 … degree: what makes up the N_m of G5.
struct Moments {
  std::size_t leg;
  int species;
  int degree;
  std::size_t offset;               // of its moments among those of the element
  std::vector<std::size_t> groups;  // polynomial groups that it enters
};

// Activations that have a form of their own; others are computed one by one.
enum class ActivationKind {
  identity,
  relu,
  sigmoid,
  tanh,
  gelu,
  swish,
  mish,
  softplus,
  elu,
  selu,
  prelu,
  rrelu,
  softsign,
  hard_tanh,
  hard_sigmoid,
  hard_swish,
  tanh_shrink,
  soft_shrink,
  hard_shrink,
  gaussian,
  cosine,
  exponential,
  square,
  other,
};
ActivationKind kind_of(const network::Activation& activation);

// The fully connected layers in the kernel's precision: x = (G − subtract), then W x + b, …
template <typename T>
struct Layer {
  std::size_t inputs, outputs;
  std::vector<T> weights;     // outputs run fastest; the first layer's carry the input scaling
  std::vector<T> transposed;  // inputs run fastest
  std::vector<T> biases;
};

template <typename T>
struct Network {
  std::vector<double> subtract;  // one an input, raw
  std::vector<T> linear;         // one an input, added to y: carries the input scaling; none: empty
  std::vector<Layer<T>> layers;
  std::vector<network::Activation> activations;
  std::vector<ActivationKind> kinds;
  std::size_t nodes = 0, widest = 0;  // of all layers; of the widest, inputs included
  double factor, offset;              // E_i = offset + factor · y, eV
};

struct ElementPlan {
  std::size_t functions = 0;
  double cutoff = 0;            // the largest, Å
  std::vector<double> radii;    // all different ones, ascending
  std::vector<double> reach;    // of each neighbour species, Å; 0: not seen
  std::vector<double> charges;  // Z of each species
  std::vector<Cutoff> cutoffs;
  std::vector<Exponential> exponentials;
  ExponentialProgram program_double, program_float;
  std::vector<Radial> radials;
  std::size_t rows = 0;  // of derivatives of radial functions
  std::vector<Leg> legs;
  std::vector<PolynomialGroup> polynomials;
  std::vector<PowerGroup> powers;
  std::vector<BumpGroup> bumps;
  std::vector<TripletFamily> families;           // of every group
  std::vector<Moments> moments;                  // of the G5 polynomials
  std::size_t polynomial_size = 0;               // of all N_m
  std::size_t moment_size = 0;                   // of all moments
  std::shared_ptr<const DensityPlan> density;    // of functions of moments of the neighbour density
  std::shared_ptr<const LinearReadout> readout;  // in place of one network that is linear in them, and in nothing else
  bool alike = false;  // no function asks which species a slot holds: all share a row of slots
  std::vector<Network<double>>
      networks_double;  // one, or those of a committee; none where only functions are asked for
  std::vector<Network<float>> networks_float;
  std::size_t slot_rows() const { return alike ? 1 : reach.size(); }
  template <typename T>
  const ExponentialProgram& program() const {
    return sizeof(T) == sizeof(double) ? program_double : program_float;
  }
  template <typename T>
  const std::vector<Network<T>>& networks() const {
    if constexpr (sizeof(T) == sizeof(double)) {
      return networks_double;
    } else {
      return networks_float;
    }
  }
};

// Above this ζ the coefficients binom(ζ, m) cost digits, and powers are cheaper.
inline constexpr int largest_polynomial = 8;

// Where slots without a neighbour pretend to have one, in units of the cutoff.
inline constexpr double empty_slot = 1.0625;

// Number of monomials of degree m in three variables, and of all up to and including it.
constexpr std::size_t monomials(int m) { return static_cast<std::size_t>((m + 1) * (m + 2) / 2); }
constexpr std::size_t monomials_up_to(int m) { return static_cast<std::size_t>((m + 1) * (m + 2) * (m + 3) / 6); }

// One plan a species, by the set with that centre; nothing to compute where there is none.
std::vector<ElementPlan> make_plan(std::span<const descriptor::Set> sets, std::span<const Element> species);
// With the networks of the models, which have passed check(), are of symmetry functions and differ in nothing that
// make_plan() looks at otherwise.
std::vector<ElementPlan> make_plan(std::span<const Model> models);

}  // namespace nnpipe::potential::kernel
