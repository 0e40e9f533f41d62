// Static structure factors of a stream of frames, by pair of elements, from the wave vectors of the cell.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "atoms/frame.hpp"

namespace nnpipe::analysis {

// S(q) = ⟨|Σ_j exp(iq·r_j)|²⟩/N and S_ab(q) = ⟨Re ρ_a ρ_b*⟩/√(N_a N_b) (Ashcroft, Langreth 1967), over the q that the
// periodic cell has. No cutoff, no transform of g(r): exact for what is in the box.
class StructureFactor {
 public:
  // Largest q in 1/Å; at most so many wave vectors in each bin, chosen evenly. Throws Error where these make no sense.
  StructureFactor(double largest, std::size_t bins, std::size_t most_vectors);

  // Throws Error without a cell of three periodic directions, and for elements that differ from the first frame's.
  void add(const Frame& frame);

  struct Curve {
    std::string name;       // "all", "Si-O": lower atomic number first
    std::vector<double> s;  // one a bin that has wave vectors
  };
  std::vector<Curve> curves() const;
  std::vector<double> wave_numbers() const;  // mean |q| of each of those bins, 1/Å
  std::size_t frames() const { return x_frames; }

 private:
  struct Wave {
    std::size_t bin;
    Vec3 q;
  };
  void find_waves(const Cell& cell);

  double x_largest;
  std::size_t x_bins, x_most, x_frames = 0;
  Cell x_cell;
  std::vector<Wave> x_waves;
  std::vector<Element> x_elements;
  std::vector<double> x_count, x_length;   // of wave vectors, by bin
  std::vector<std::vector<double>> x_sum;  // all, then pairs a ≤ b; by bin
};

}  // namespace nnpipe::analysis
