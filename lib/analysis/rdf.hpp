// Radial distribution functions of a stream of frames, by pair of elements.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "atoms/frame.hpp"

namespace nnpipe::analysis {

// g_ab(r): density of b at distance r from an a, over the mean density of b. Any cutoff, also beyond half the cell.
class RadialDistribution {
 public:
  // Throws Error for no bins or a cutoff that is not positive.
  RadialDistribution(double cutoff, std::size_t bins);

  // Frames may differ in cell, number and order of atoms. Throws Error without a cell of three periodic directions.
  void add(const Frame& frame);

  struct Curve {
    std::string name;  // "Si-O", lower atomic number first; "all"
    std::vector<double> g;
    std::vector<double> coordination;  // mean number of second about first up to the bin's outer edge
  };
  // All pairs together first, then each pair where there are several elements.
  std::vector<Curve> curves() const;
  std::vector<double> distances() const;  // middles of the bins, Å
  std::size_t frames() const { return x_frames; }

 private:
  struct Partial {
    std::vector<double> g;           // Σ over frames of counts/(N_a ρ_b)
    std::vector<double> neighbours;  // Σ over frames of counts/N_a
    std::size_t frames = 0;
  };
  double x_cutoff;
  std::size_t x_bins, x_frames = 0;
  Partial x_all;
  std::map<std::pair<Element, Element>, Partial> x_pairs;
};

}  // namespace nnpipe::analysis
