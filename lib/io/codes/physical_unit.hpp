// Units by the names that files of other programs give them, as factors to nnpipe's own.
#pragma once

#include <string_view>

namespace nnpipe::io::codes {

// Names are taken in any letters, with blanks, - or _ between their words: "hartree", "a.u.", "kcal/mol",
// "eV/Angstrom", "eV/A^3". Each throws Error for a name it does not know, with those it does.
double length_unit(std::string_view name);    // → Å
double energy_unit(std::string_view name);    // → eV
double force_unit(std::string_view name);     // → eV/Å; an energy, /, a length; or atomic units
double pressure_unit(std::string_view name);  // → eV/Å³; a pressure, or an energy, /, a length cubed

}  // namespace nnpipe::io::codes
