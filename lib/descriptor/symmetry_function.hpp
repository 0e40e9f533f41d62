// Symmetry functions as data: what a set file, a table and a potential file say of one, in one line of text.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "atoms/element.hpp"
#include "descriptor/cutoff.hpp"

namespace nnpipe::descriptor {

// Numbers in brackets are the thesis's equations; w(r) = exp[−η(r − R_s)²]. C of a distance and of the angle are
// compact functions, see CompactShape. Those that begin with w run over neighbours of all elements, each weighted with
// its atomic number Z. RuNNer's numbers of the latter two kinds stand behind.
enum class FunctionType {
  g1,      // (4.5) Σ_j f_c(r_ij)
  g2,      // (4.6) Σ_j w(r_ij) f_c(r_ij)
  g3,      // (4.7) Σ_j cos(κ r_ij) f_c(r_ij)
  g4,      // (4.8) 2^{1−ζ} Σ_{j<k} (1 + λ cos θ)^ζ w(r_ij) w(r_ik) w(r_jk) f_c(r_ij) f_c(r_ik) f_c(r_jk)
  g5,      // (4.9) 2^{1−ζ} Σ_{j<k} (1 + λ cos θ)^ζ w(r_ij) w(r_ik) f_c(r_ij) f_c(r_ik)
  wg2,     // 12: Σ_j Z_j × that of G2
  wg4,     // 13: Σ_{j<k} Z_j Z_k × that of G4
  c2,      // 20: Σ_j C(r_ij)
  c4,      // 21: Σ_{j<k} C(r_ij) C(r_ik) C(r_jk) C(θ)
  c5,      // 22: Σ_{j<k} C(r_ij) C(r_ik) C(θ)
  wc2,     // 23: Σ_j Z_j × that of C2
  wc4,     // 24: Σ_{j<k} Z_j Z_k × that of C4
  wc5,     // 25: Σ_{j<k} Z_j Z_k × that of C5
  bessel,  // Σ_j sin(κ r_ij)/(κ r_ij) f_c(r_ij): with κ = nπ/R_c those of Gasteiger et al., ICLR 2020
  // Invariants of the moments A_klm of the set's MomentBasis, over neighbours of all its elements.
  pair,        // 2 bodies: A_k00 of a pair channel
  power,       // 3 bodies, power spectrum: Σ_m A_klm A_k'lm
  bispectrum,  // 4 bodies: Σ_mm'm'' G A_klm A_k'l'm' A_k''l''m'', G of gaunt_terms()
  product,     // of several of these: 5 bodies and more
};
inline constexpr std::size_t function_types = 18;

std::string_view to_string(FunctionType type);  // "G1" … "G5", "wG2", "C2", "bessel", "power" …
constexpr bool is_moment(FunctionType type) { return type >= FunctionType::pair; }
// Whether triplets count, and of these the distance r_jk too.
constexpr bool is_narrow(FunctionType type) {
  return type == FunctionType::g4 || type == FunctionType::wg4 || type == FunctionType::c4 || type == FunctionType::wc4;
}
constexpr bool is_angular(FunctionType type) {
  return is_narrow(type) || type == FunctionType::g5 || type == FunctionType::c5 || type == FunctionType::wc5;
}
constexpr bool is_compact(FunctionType type) {
  return type == FunctionType::c2 || type == FunctionType::c4 || type == FunctionType::c5 ||
         type == FunctionType::wc2 || type == FunctionType::wc4 || type == FunctionType::wc5;
}
constexpr bool is_weighted(FunctionType type) {
  return type == FunctionType::wg2 || type == FunctionType::wg4 || type == FunctionType::wc2 ||
         type == FunctionType::wc4 || type == FunctionType::wc5;
}
// Whether exp[−η(r − R_s)²] is a factor.
constexpr bool has_exponential(FunctionType type) {
  return type == FunctionType::g2 || type == FunctionType::wg2 || (is_angular(type) && !is_compact(type));
}

// Whether κ is a parameter.
constexpr bool has_kappa(FunctionType type) { return type == FunctionType::g3 || type == FunctionType::bessel; }

// A_kl· of one channel and degree.
struct Moment {
  int k = 0, l = 0;
  friend auto operator<=>(const Moment&, const Moment&) = default;
};

// pair, power or bispectrum: of one, two or three moments; the others stay (0, 0). Equal invariants are equal once
// canonical() has put their moments in order.
struct Invariant {
  FunctionType type = FunctionType::pair;
  std::array<Moment, 3> moments{};

  std::size_t size() const { return type == FunctionType::pair ? 1 : type == FunctionType::power ? 2 : 3; }
  friend auto operator<=>(const Invariant&, const Invariant&) = default;
};
Invariant canonical(Invariant invariant);

// Whether f_c is its own: compact functions end by themselves, those of moments with their basis.
constexpr bool has_cutoff_function(FunctionType type) { return !is_compact(type) && !is_moment(type); }

struct SymmetryFunction {
  FunctionType type = FunctionType::g1;
  Element centre;
  Element first, second;  // neighbours; an unordered pair has the lower atomic number first. Unused: the second of
                          // radial functions, both of weighted ones
  double eta = 0;         // η, Å⁻²: G2, G4, G5
  double r_s = 0;         // R_s, Å: G2; also G4, G5, where the thesis has 0
  double kappa = 0;       // κ, Å⁻¹: G3, bessel
  double zeta = 1;        // ζ ≥ 1: G4, G5; need not be whole
  double lambda = 1;      // −1 ≤ λ ≤ 1, in practice ±1: G4, G5
  double cutoff = 0;      // R_c, Å
  CutoffFunction cutoff_function;  // not compact
  CompactShape shape{};            // compact, like all below
  double low = 0;                  // Å; may be negative. C(r) is not 0 between it and R_c
  double angle_low = 0;            // degrees; C(θ) is not 0 between the two, which lie in [0, 180] or have their
  double angle_high = 180;         // middle at 0 or 180
  // Of moments: the factors in order, one unless it is a product. The basis has the cutoff; `cutoff` is unused.
  std::vector<Invariant> factors{};

  // The order of the members: no order of set files, which keep their own.
  friend auto operator<=>(const SymmetryFunction&, const SymmetryFunction&) = default;
};

// The neighbours' elements that it names: none if weighted or of moments, one, or two.
std::vector<Element> neighbours_of(const SymmetryFunction& function);

// A function of moments: of one invariant, or the product of several, which are put in order. Throws Error for moments
// out of range, a bispectrum that is always 0, and a product of one or of more than four.
SymmetryFunction moment_function(Element centre, std::vector<Invariant> factors);
inline constexpr std::size_t most_factors = 4;

// "G2 Si Si eta=0.3 r_s=0 cutoff=6 cutoff-function=cosine": complete by itself, reads back equal. Functions of moments,
// complete with the basis: "pair Si k=3", "power Si k=0,1 l=2", "bispectrum Si k=0,0,1 l=1,1,2", "product Si power
// k=0,1 l=2 bispectrum k=0,0,1 l=1,1,2".
std::string to_text(const SymmetryFunction& function);
// The same without the cutoff function: for messages and legends.
std::string name_of(const SymmetryFunction& function);
// What to_text writes, in any order of keys. A line without cutoff-function= takes `standard`.
// Throws Error for an unknown type, element or key; a key that is missing, doubled or of another type; a value out of
// range.
SymmetryFunction parse_symmetry_function(std::string_view line, const CutoffFunction& standard = {});

}  // namespace nnpipe::descriptor
