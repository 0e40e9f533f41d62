// Moments of the neighbour density of one centre element: radial functions, channels over neighbour species, degrees.
#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "atoms/element.hpp"
#include "descriptor/cutoff.hpp"

namespace nnpipe::descriptor {

// How a distance becomes x in [−1, 1], the argument of the Chebyshev polynomials. R_c the cutoff.
enum class RadialMap {
  linear,       // x = 2r/R_c − 1
  exponential,  // x = 1 − 2 (e^{−λr/R_c} − e^{−λ})/(1 − e^{−λ}): finer near the atom
};
std::string_view to_string(RadialMap map);

// R_k(Z_j, r) = Σ_n c_n(Z_j) φ_n(r).
struct RadialChannel {
  std::vector<std::vector<double>> coefficients;  // of each neighbour element of the basis: c_0, c_1 …

  friend auto operator<=>(const RadialChannel&, const RadialChannel&) = default;
};

// A_klm = Σ_j R_k(Z_j, r_ij) C_lm(r_ij/|r_ij|), l = 0 … degree, C_lm real spherical harmonics with Σ_m C_lm² = 1 (see
// spherical_harmonics.hpp); φ_n(r) = f_c(r) (r_0/r)^p T_n(x(r)), T_n Chebyshev polynomials of the first kind. Channels
// run over neighbours of all elements of the basis. Pair channels have l = 0 alone: they enter `pair` functions.
struct MomentBasis {
  double cutoff = 0;  // R_c, Å
  CutoffFunction cutoff_function;
  int degree = 0;          // largest l
  std::size_t radial = 0;  // number of φ_n
  RadialMap map = RadialMap::linear;
  double steepness = 0;             // λ of the exponential map, else 0
  double power = 0, reference = 1;  // p, and r_0 in Å
  std::vector<Element> neighbours;  // elements seen, by atomic number
  std::vector<RadialChannel> channels, pair_channels;

  // Throws Error naming what is out of range, or a channel that is nothing.
  void check() const;
  // Whether some channel sees a neighbour element, by index.
  bool sees(std::size_t neighbour) const;

  friend auto operator<=>(const MomentBasis&, const MomentBasis&) = default;
};

inline constexpr int largest_degree = 8;          // of l
inline constexpr std::size_t most_radial = 64;    // φ_n
inline constexpr std::size_t most_channels = 64;  // of either kind

// φ_n(r) and φ_n′(r), n = 0 … radial − 1, into arrays of `radial` numbers; 0 from the cutoff on.
void radial_functions(const MomentBasis& basis, double r, std::span<double> value, std::span<double> derivative);
// R_k(r) and R_k′(r) of a channel and a neighbour element of the basis, by index.
ValueDerivative evaluate(const MomentBasis& basis, const RadialChannel& channel, std::size_t neighbour, double r);

// The lines of a basis in set and potential files: "moments Si cutoff=5 degree=4 radial=12 cutoff-function=cosine",
// then "channel Si 0 Si 1 0 0.5" and "pair-channel Si 0 Si 0 1" (centre, k, neighbour, c_0 c_1 …; zeros behind the last
// may be left out, so may lines of zeros alone). They read back equal.
std::vector<std::string> to_lines(const MomentBasis& basis, Element centre);

// Whether a line is one of a basis, by its first word.
bool is_basis_line(std::string_view line);
// The centre of such a line. Throws Error if it names none.
Element centre_of_basis_line(std::string_view line);
// Adds such a line to a basis: the first one begins it. Throws Error for anything malformed, a second first line, a
// line given twice, channels without a beginning.
void read_basis_line(std::string_view line, std::optional<MomentBasis>& basis);

}  // namespace nnpipe::descriptor
