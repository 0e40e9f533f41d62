// LAMMPS's files of parameters for potentials of triplets (.sw, .vashishta).
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "atoms/element.hpp"
#include "base/error.hpp"
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

// Throws Error unless `same_pair(ij, ji)` holds for the pairs at i·n + j and j·n + i, and `same_triplet(ijk, ikj)` for
// the triplets: a pair's energy must not depend on which atom is looked at first.
template <typename SamePair, typename SameTriplet>
void check_symmetry(const std::vector<Element>& elements, const std::vector<const ParameterEntry*>& table,
                    SamePair&& same_pair, SameTriplet&& same_triplet) {
  const std::size_t n = elements.size();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      if (!same_pair(i * n + j, j * n + i)) {
        fail("{}: the pair {} {} has other pair parameters than at {}", table[(i * n + j) * n + j]->place,
             elements[i].symbol(), elements[j].symbol(), table[(j * n + i) * n + i]->place);
      }
      for (std::size_t k = 0; k < j; ++k) {
        const std::size_t ijk = (i * n + j) * n + k, ikj = (i * n + k) * n + j;
        if (same_triplet(ijk, ikj)) continue;
        fail("{}: the triplet {} {} {} has other triplet parameters than at {}", table[ijk]->place,
             elements[i].symbol(), elements[j].symbol(), elements[k].symbol(), table[ikj]->place);
      }
    }
  }
}

}  // namespace nnpipe::potential
