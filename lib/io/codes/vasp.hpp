// What VASP's POSCAR, CHGCAR and XDATCAR share: the head with cell and species.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "io/codes/common.hpp"

namespace nnpipe::io::codes {

// Species in order, and how many atoms of each are promised: atoms are made as they are read.
using Blocks = std::vector<std::pair<Element, std::int64_t>>;

// Blocks of species and the words of a line of numbers. Throws Error unless there is one number for each species.
Blocks blocks_of(const std::vector<Element>& species, const std::vector<std::string_view>& counts);

bool all_numbers(const std::vector<std::string_view>& words, std::size_t count);

class VaspSource : public LineSource {
 protected:
  VaspSource(Input input, const FormatOptions& options)
      : LineSource{std::move(input), options}, x_elements{options.lammps.elements} {}

  // All but the title, which stands before: scale, lattice, species, numbers of atoms.
  void read_head();
  std::int64_t atoms() const;

  Cell x_cell;
  std::array<double, 3> x_factors{};  // of Cartesian coordinates
  Blocks x_blocks;

 private:
  void read_cell();
  bool read_factors();
  void read_species();

  std::vector<Element> x_elements;  // where the file names none
};

}  // namespace nnpipe::io::codes
