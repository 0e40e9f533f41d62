// Unit styles and their constants, digit for digit those of LAMMPS so that trajectories agree.
#pragma once

#include <string_view>

namespace nnpipe {

// metal: Å, eV, ps, g/mol, K, bar. lj: all reduced. none: a table that carries no physical quantity.
enum class UnitStyle { metal, lj, none };

struct Units {
  UnitStyle style;
  double boltzmann;       // energy per temperature
  double mass_velocity2;  // mass × velocity² → energy
  double pressure;        // energy per volume → pressure
  double coulomb;         // e²/4πε₀, energy × length
  std::string_view length_name, energy_name, time_name, temperature_name, pressure_name;

  double force_to_acceleration() const { return 1.0 / mass_velocity2; }
};

const Units& units_of(UnitStyle style);
std::string_view to_string(UnitStyle style);
// Throws Error for a name that is no unit style.
UnitStyle parse_unit_style(std::string_view name);

// Throws Error "units differ: A has metal, B has lj" unless both are equal.
void check_same_units(UnitStyle a, std::string_view name_a, UnitStyle b, std::string_view name_b);

// CODATA 2018: other programs' files are converted with these.
inline constexpr double bohr_in_angstrom = 0.529177210903;
inline constexpr double hartree_in_electronvolt = 27.211386245988;
inline constexpr double electronvolt_per_angstrom3_in_gigapascal = 160.21766208;

}  // namespace nnpipe
