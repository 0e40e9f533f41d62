// What LAMMPS's data files and dumps share: the form of the box, types and elements, order of atoms.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "atoms/frame.hpp"
#include "io/codes/lammps.hpp"

namespace nnpipe::io::lammps {

// Types of atoms: more than any potential has, and so few that a mistyped number takes no memory.
inline constexpr std::int64_t most_types = 10'000;

// A cell as LAMMPS wants it: a = (lx, 0, 0), b = (xy, ly, 0), c = (xz, yz, lz), all lengths positive.
struct Box {
  Vec3 low;  // lower corner, Å, in LAMMPS's axes
  double lx = 0, ly = 0, lz = 0, xy = 0, xz = 0, yz = 0;
  std::array<bool, 3> periodic{};
  bool turned = false;         // vectors of the frame need turn()
  bool mirrored = false;       // c was replaced by −c: the same lattice, right-handed
  std::array<Vec3, 3> axes{};  // LAMMPS's x, y, z in the frame's axes

  bool triclinic() const { return xy != 0 || xz != 0 || yz != 0; }
  Vec3 turn(Vec3 r) const { return turned ? Vec3{dot(r, axes[0]), dot(r, axes[1]), dot(r, axes[2])} : r; }
};

// The box of a frame. Where the cell has no vector, one is made that holds all atoms with 1 Å to spare.
Box box_of(const Frame& frame);

// Stretches vectors along which the cell is not periodic until they hold all atoms, with 1 Å to spare where they did
// not: LAMMPS loses atoms outside. Returns whether it had to.
bool hold_atoms(Box& box, const Frame& frame);

// Remembers the lower corner of a box in info `Origin`, unless it is zero.
void set_origin(Frame& frame, Vec3 origin);

// The element of that mass (within 0.1 g/mol), else number −1.
Element element_by_mass(double mass);

// The element of a type that LAMMPS does not name, by its mass (0: not known). Throws Error that asks for elements.
Element element_of_type(std::int64_t type, std::int64_t types, double mass, UnitStyle units,
                        const LammpsOptions& options);

// The element of a type for which the caller has given elements. Throws Error if there are too few.
Element given_element(std::int64_t type, const LammpsOptions& options);

// Orders the atoms by id and puts what a frame has no field for into extra columns (see LammpsOptions).
void arrange(Frame& frame, LammpsAtoms& atoms);

// Drops masses that say nothing the elements do not.
void drop_plain_masses(Frame& frame);

// Types for writing: by options.elements, else by column `type`, else elements counted by atomic number.
struct Types {
  std::vector<std::int64_t> of_atom;  // from 1
  std::vector<Element> elements;      // of types 1, 2, …; number −1 where a type has no atom
  std::vector<double> masses;         // g/mol
};
Types types_of(const Frame& frame, const LammpsOptions& options);

// Whether a column is one of those that arrange() makes.
bool is_own_column(std::string_view name);
// Appends the id of an atom: 1 … N where `ids` is none.
void append_id(std::string& out, const ExtraColumn* ids, std::size_t atom);
// Box crossings of an atom; none where `images` is none.
std::array<std::int64_t, 3> image_of(const ExtraColumn* images, std::size_t atom, const Box& box);

}  // namespace nnpipe::io::lammps
