// Symmetry functions G1–G5 as data: what a set file, a table and a potential file say of one, in one line of text.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "atoms/element.hpp"
#include "descriptor/cutoff.hpp"

namespace nnpipe::descriptor {

// Numbers in brackets are the thesis's equations; w(r) = exp[−η(r − R_s)²].
enum class FunctionType {
  g1,  // (4.5) Σ_j f_c(r_ij)
  g2,  // (4.6) Σ_j w(r_ij) f_c(r_ij)
  g3,  // (4.7) Σ_j cos(κ r_ij) f_c(r_ij)
  g4,  // (4.8) 2^{1−ζ} Σ_{j<k} (1 + λ cos θ)^ζ w(r_ij) w(r_ik) w(r_jk) f_c(r_ij) f_c(r_ik) f_c(r_jk)
  g5,  // (4.9) 2^{1−ζ} Σ_{j<k} (1 + λ cos θ)^ζ w(r_ij) w(r_ik) f_c(r_ij) f_c(r_ik)
};

std::string_view to_string(FunctionType type);  // "G1" … "G5"
constexpr bool is_angular(FunctionType type) { return type == FunctionType::g4 || type == FunctionType::g5; }

struct SymmetryFunction {
  FunctionType type = FunctionType::g1;
  Element centre;
  Element first, second;  // neighbours; an unordered pair has the lower atomic number first. Radial: second unused
  double eta = 0;         // η, Å⁻²: G2, G4, G5
  double r_s = 0;         // R_s, Å: G2; also G4, G5, where the thesis has 0
  double kappa = 0;       // κ, Å⁻¹: G3
  double zeta = 1;        // ζ ≥ 1: G4, G5; need not be whole
  double lambda = 1;      // −1 ≤ λ ≤ 1, in practice ±1: G4, G5
  double cutoff = 0;      // R_c, Å
  CutoffFunction cutoff_function;

  // The order of the members: no order of set files, which keep their own.
  friend auto operator<=>(const SymmetryFunction&, const SymmetryFunction&) = default;
};

// "cosine" or "poly2 inner=0.5".
std::string to_text(const CutoffFunction& function);
// Throws Error for an unknown name, an inner radius out of range or that the function does not have.
CutoffFunction parse_cutoff_function(std::string_view name, double inner);

// "G2 Si Si eta=0.3 r_s=0 cutoff=6 cutoff-function=cosine": complete by itself, reads back equal.
std::string to_text(const SymmetryFunction& function);
// The same without the cutoff function: for messages and legends.
std::string name_of(const SymmetryFunction& function);
// What to_text writes, in any order of keys. A line without cutoff-function= takes `standard`.
// Throws Error for an unknown type, element or key; a key that is missing, doubled or of another type; a value out of
// range.
SymmetryFunction parse_symmetry_function(std::string_view line, const CutoffFunction& standard = {});

}  // namespace nnpipe::descriptor
