// Crystals: lattices by name or of one's own, repeated, strained, shaken, with vacancies, or cut into clusters.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "atoms/frame.hpp"
#include "base/random.hpp"

namespace nnpipe {

struct BasisAtom {
  Element element;
  Vec3 fractional;
};

// One conventional cell.
struct Lattice {
  std::array<Vec3, 3> vectors;  // Å
  std::vector<BasisAtom> basis;
};

// What a named lattice is made with. A value of 0 is the lattice's own: only silica has constants of its own, only hcp
// and alpha-quartz a ratio c/a.
struct LatticeOptions {
  std::vector<Element> elements;
  double constant = 0;  // a, Å
  double c_over_a = 0;
};

// sc bcc fcc hcp diamond alpha-quartz beta-cristobalite.
const std::vector<std::string>& lattice_names();
// Whether the lattice has a constant and elements of its own.
bool is_complete(std::string_view name);
// bcc and diamond take one element or two (CsCl, zincblende), silica two (Si and O by default), the others one.
// Throws Error for a number of elements that does not fit, and where a constant or ratio is missing or has no meaning.
Lattice make_lattice(std::string_view name, const LatticeOptions& options);
// The points of a named lattice of one element, each carrying a whole basis (fractional in the conventional cell): fcc
// with Na at 0 0 0 and Cl at ½ ½ ½ is rock salt. Sites that fall together are an Error.
Lattice with_basis(Lattice lattice, const std::vector<BasisAtom>& basis);

// The smallest cell of the same crystal, spanned by its shortest translations, with the atoms that are left. A cell
// that is primitive already stays as it is.
Lattice primitive(const Lattice& lattice);

// Three edges; three edges and the angles α β γ in degrees; or nine components, vector by vector. Throws Error for
// another count or what is no cell.
std::array<Vec3, 3> parse_cell_vectors(const std::vector<double>& values);
// One number: the same along all axes; six: ε_xx ε_yy ε_zz γ_yz γ_xz γ_xy (Voigt, engineering shear γ = 2ε); nine: the
// rows of ε. Throws Error for another count, and for a strain that leaves no volume.
std::array<Vec3, 3> parse_strain(const std::vector<double>& values);

// The cell and its copies along each vector, periodic in all directions. Throws Error for more than 10⁸ atoms.
Frame repeated(const Lattice& lattice, std::array<int, 3> counts);
// All atoms of the infinite crystal within `radius` of the first atom of the basis, which comes first at the origin; no
// cell.
Frame cluster(const Lattice& lattice, double radius);

// r → (1 + ε) r for the lattice's vectors; `strain` holds the rows of ε.
void apply_strain(Lattice& lattice, const std::array<Vec3, 3>& strain);
// Moves each coordinate by a normal deviate of standard deviation sigma, Å.
void rattle(Frame& frame, double sigma, Random& random);
// Removes `count` atoms chosen at random. Throws Error unless some are left.
void remove_atoms(Frame& frame, std::size_t count, Random& random);

}  // namespace nnpipe
