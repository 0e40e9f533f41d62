// Candidate functions of a linear fit: moments of the neighbour density of one centre element, and invariants of them.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "atoms/element.hpp"
#include "descriptor/moment_basis.hpp"
#include "train/linear/neighbour_counts.hpp"

namespace nnpipe::train {

// One invariant of the moments A_klm.
struct Candidate {
  enum class Kind {
    pair,        // A of a pair channel
    power,       // Σ_m A_klm A_k'lm: two channels, one degree
    bispectrum,  // Σ G A_klm A_k'l'm' A_k''l''m'': three channels, three degrees
    product,     // of other candidates
  };
  Kind kind = Kind::pair;
  std::array<std::size_t, 3> channel{};
  std::array<int, 3> degree{};
  std::vector<std::size_t> factors;  // of a product: candidates that are none, ascending
  std::size_t order = 0;             // how fast it changes: Σ (n + l) over its moments, products over their factors
  double rank = 0;                   // part of the products of its kind that come before it; 0 where it is none
};

struct MomentPool {
  Element centre;
  descriptor::MomentBasis basis;
  std::vector<Candidate> candidates;
};

// How large a pool is. Channel k is the Chebyshev polynomial k / (number of elements) of the neighbours of element
// k modulo that number: a neighbour enters the channels of its own element only, so that gathering moments costs the
// same for any number of elements.
struct PoolOptions {
  double cutoff = 5;                     // Å
  double steepness = 0;                  // λ of the exponential map of distances; 0: the linear map
  std::size_t pair_radial = 12;          // pair channels of each neighbour element
  std::size_t bispectrum_radial = 3;     // channels of each neighbour element that enter bispectra
  std::vector<int> degrees{4, 4, 4, 4};  // of moments, of each of these channels: the largest l; it never rises
  int bispectrum_degree = 3;
  std::size_t bispectra = 0;      // of each centre at most, the lowest order first; 0: all
  std::size_t candidates = 2400;  // about how many at most
  // Moments of more neighbours of an element than there are say nothing that fewer do not: such bispectra, and power
  // spectra beyond l = 0, are left out. Empty: there may be any number.
  MostNeighbours most_neighbours{};

  std::size_t radial() const { return degrees.size(); }  // channels of each neighbour element
  int degree() const { return degrees.front(); }
};

// One pool an element. The lowest `order` comes first wherever there are too many.
std::vector<MomentPool> make_pools(std::span<const Element> elements, const PoolOptions& options);

}  // namespace nnpipe::train
