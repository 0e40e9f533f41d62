// The units in which tables and messages show quantities, and what hangs on the style of units.
#pragma once

#include <string>

#include "base/units.hpp"

namespace nnpipe {

// A value in internal units times `factor` is the number shown, in units of `name`.
struct ShownUnit {
  double factor = 1;
  std::string name;
};

// Of reduced units all factors are 1.
struct ShownUnits {
  ShownUnit length, area, volume;  // Å, Å², Å³
  ShownUnit energy, force;         // eV, eV/Å
  ShownUnit small_energy;          // meV: errors, spreads
  ShownUnit small_force;           // meV/Å
  ShownUnit stress;                // GPa
  ShownUnit surface_energy;        // J/m²
  ShownUnit frequency;             // THz
};
const ShownUnits& shown_units(UnitStyle style);

// The first for metal units, the second for reduced ones: defaults and bounds that are of one size there.
template <typename T>
T by_style(UnitStyle style, T metal, T reduced) {
  return style == UnitStyle::metal ? metal : reduced;
}

// Whether lengths are in Å and energies in eV, so that what is known of atoms and bonds holds.
constexpr bool is_physical(UnitStyle style) { return style == UnitStyle::metal; }
constexpr bool has_units(UnitStyle style) { return style != UnitStyle::none; }

// Throws Error "units lj, expected metal": formats of other programs know no others. `place`, if any, stands before it.
void expect_metal(UnitStyle style, std::string_view place = {});

}  // namespace nnpipe
