// LAMMPS's files of parameters for potentials of triplets (.sw, .vashishta).
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "atoms/element.hpp"
#include "io/input.hpp"

namespace nnpipe::potential {

// One entry: three elements, the centre first, and numbers; it may run over several lines.
struct ParameterEntry {
  std::array<Element, 3> elements;
  std::vector<double> values;
  std::string place;  // "FILE:LINE" where it begins
};

struct ParameterFile {
  std::string name;
  std::vector<ParameterEntry> entries;  // all with equally many values

  // The elements of all entries, in the order they first appear.
  std::vector<Element> elements() const;
  // For elements e₀ … eₙ₋₁, the entry of triplet (i, j, k) at (i·n + j)·n + k. Throws Error for a triplet that has none
  // or two.
  std::vector<const ParameterEntry*> by_triplet(const std::vector<Element>& elements) const;
};

// Takes the whole stream. Throws Error with file and line for anything malformed, for units other than metal in the
// first line (LAMMPS's `UNITS:` tag), and for a file without entries.
ParameterFile read_parameter_file(io::Input& input);

}  // namespace nnpipe::potential
