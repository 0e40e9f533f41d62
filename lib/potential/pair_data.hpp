// Training data of a pair potential around one atom: a pair, N neighbours and their energy, or N vectors and the force.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/random.hpp"
#include "io/table.hpp"
#include "potential/classical/lennard_jones.hpp"

namespace nnpipe::potential {

// How distances r in [low, high) are drawn.
enum class Density {
  uniform,
  steep,  // uniform in r⁻⁶: most points where the potential is steep
};

struct PairDataOptions {
  LennardJones form{0.010323, 3.405, 8.5125, true};
  std::string element = "Ar";
  double low = 0, high = 0;  // range of distances, Å
  std::size_t neighbours = 1;
  bool vectors = false;  // columns x y z r a neighbour, targets fx fy fz energy
  bool slope = false;    // of one pair: a last column with dV/dr, to test fits by
  Density density = Density::uniform;
  std::uint64_t seed = 1;
};

// Rows without end. The directions of vectors are uniform on the sphere.
class PairData {
 public:
  // Throws Error for an empty range, or one that is not positive, and for a slope of more than one pair.
  explicit PairData(PairDataOptions options);

  // Columns: "r energy", and "slope" if wanted; "r1 … rN energy"; "x1 y1 z1 r1 … fx fy fz energy". Notes say inputs and
  // targets.
  io::TableHeader header() const;
  // E = Σ_j V(r_j), V = 0 beyond the cutoff; force on the centre F = Σ_j V′(r_j) **r**_j/r_j.
  void next(std::span<double> row);

 private:
  bool is_pair() const { return x_options.neighbours == 1 && !x_options.vectors; }
  double distance();

  PairDataOptions x_options;
  double x_shift;  // V(r_c), or 0
  Random x_random;
};

}  // namespace nnpipe::potential
