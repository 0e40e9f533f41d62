// A frame: atoms, their cell, and what is known of them.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "atoms/cell.hpp"
#include "atoms/element.hpp"
#include "atoms/vec3.hpp"
#include "base/units.hpp"

namespace nnpipe {

// A per-atom column that nnpipe has no meaning for; carried through unchanged.
struct ExtraColumn {
  std::string name;
  char type = 'R';  // R real, I integer, S text, L logical, as extended XYZ has it
  int width = 1;
  std::vector<std::string> values;  // atoms × width, as they were read
};

// A site sample is a frame without cell: the centre first, and one site energy.
struct Frame {
  Cell cell;
  UnitStyle units = UnitStyle::metal;
  std::vector<Element> elements;      // one an atom, as everything below that is not empty
  std::vector<Vec3> positions;        // Å
  std::vector<Vec3> velocities;       // Å/ps; empty: unknown
  std::vector<Vec3> forces;           // eV/Å; empty: unknown
  std::vector<double> masses;         // g/mol; empty: the elements' own
  std::vector<double> site_energies;  // eV, one an atom; empty: unknown
  std::optional<double> energy;       // eV, total
  std::optional<double> site_energy;  // eV, of the first atom: this frame is a site sample
  std::optional<Virial> virial;       // eV; stress = −virial/volume, tension positive
  std::vector<ExtraColumn> columns;
  std::vector<std::pair<std::string, std::string>> info;  // other key=value pairs, values as read without quotes

  std::size_t size() const { return positions.size(); }
  double mass(std::size_t atom) const { return masses.empty() ? elements[atom].mass() : masses[atom]; }

  const std::string* find_info(std::string_view key) const;
  void set_info(std::string_view key, std::string value);
  void drop_info(std::string_view key);

  // As Frame{}, but keeps the memory of what there is one of an atom.
  void clear();

  // Throws Error naming atom and quantity: counts that differ, NaN, infinity, a cell of zero volume, coincident atoms
  // are left to the neighbour search, which meets them anyway.
  void check() const;
};

// The elements of a frame, each once, by atomic number.
std::vector<Element> elements_in(const Frame& frame);

}  // namespace nnpipe
