#include "io/codes/physical_unit.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/units.hpp"

namespace nnpipe::io::codes {

namespace {

using Table = std::vector<std::pair<std::string_view, double>>;

constexpr double kilocalorie_per_mole = 0.0433641153087705;  // eV, of 4.184 kJ and the exact e and N_A
constexpr double pascal = 1e-9 / electronvolt_per_angstrom3_in_gigapascal;

const Table& lengths() {
  static const Table table{{"angstrom", 1},
                           {"ang", 1},
                           {"a", 1},
                           {"Å", 1},
                           {"bohr", bohr_in_angstrom},
                           {"a0", bohr_in_angstrom},
                           {"au", bohr_in_angstrom},
                           {"atomic", bohr_in_angstrom},
                           {"nm", 10},
                           {"nanometer", 10},
                           {"pm", 0.01}};
  return table;
}

const Table& energies() {
  static const Table table{{"ev", 1},
                           {"electronvolt", 1},
                           {"mev", 1e-3},
                           {"hartree", hartree_in_electronvolt},
                           {"ha", hartree_in_electronvolt},
                           {"eh", hartree_in_electronvolt},
                           {"au", hartree_in_electronvolt},
                           {"atomic", hartree_in_electronvolt},
                           {"rydberg", 0.5 * hartree_in_electronvolt},
                           {"ry", 0.5 * hartree_in_electronvolt},
                           {"kcal/mol", kilocalorie_per_mole},
                           {"kj/mol", kilocalorie_per_mole / 4.184}};
  return table;
}

const Table& pressures() {
  static const Table table{{"pa", pascal},        {"kpa", 1e3 * pascal},   {"mpa", 1e6 * pascal},
                           {"gpa", 1e9 * pascal}, {"bar", 1e5 * pascal},   {"kbar", 1e8 * pascal},
                           {"kb", 1e8 * pascal},  {"atm", 101325 * pascal}};
  return table;
}

constexpr double cube(double x) { return x * x * x; }

// Small letters, without what only separates; "atomic units", "atomic_unit", "a.u." are one of two names.
std::string plain(std::string_view name) {
  std::string text;
  for (const char c : lower(trim(name))) {
    if (std::string_view{" _-.()"}.find(c) == std::string_view::npos) text += c;
  }
  for (const auto& [word, other] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {"electronvolt", "ev"}, {"kilobar", "kbar"}, {"gigapascal", "gpa"}, {"per", "/"}}) {
    if (const auto at = text.find(word); at != std::string::npos) text.replace(at, word.size(), other);
  }
  if (text == "atomicunit" || text == "atomicunits") text = "atomic";
  for (const std::string_view plural : {"angstroms", "electronvolts", "hartrees", "bohrs", "rydbergs"}) {
    if (text == plural) text.pop_back();
  }
  return text;
}

std::optional<double> find(const Table& table, std::string_view name) {
  for (const auto& [known, factor] : table) {
    if (known == name) return factor;
  }
  return std::nullopt;
}

// "hartree/bohr": the last / divides, as "kcal/mol/angstrom" has two.
std::optional<std::pair<double, std::string>> energy_over(const std::string& name) {
  const auto slash = name.rfind('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto energy = find(energies(), name.substr(0, slash));
  if (!energy) return std::nullopt;
  return std::pair{*energy, name.substr(slash + 1)};
}

[[noreturn]] void fail_unknown(std::string_view quantity, std::string_view name, const Table& table) {
  std::vector<std::string> names;
  for (const auto& [known, factor] : table) names.emplace_back(known);
  fail("unknown unit {} of {}, expected one of {}", quoted(name), quantity, join(names, ", "));
}

}  // namespace

double length_unit(std::string_view name) {
  if (const auto unit = find(lengths(), plain(name))) return *unit;
  fail_unknown("a length", name, lengths());
}

double energy_unit(std::string_view name) {
  if (const auto unit = find(energies(), plain(name))) return *unit;
  fail_unknown("an energy", name, energies());
}

double force_unit(std::string_view name) {
  const auto text = plain(name);
  if (text == "au" || text == "atomic") return hartree_in_electronvolt / bohr_in_angstrom;
  if (const auto quotient = energy_over(text)) {
    if (const auto length = find(lengths(), quotient->second)) return quotient->first / *length;
  }
  fail("unknown unit {} of a force, expected an energy over a length as in eV/angstrom, hartree/bohr", quoted(name));
}

double pressure_unit(std::string_view name) {
  const auto text = plain(name);
  if (text == "au" || text == "atomic") return hartree_in_electronvolt / cube(bohr_in_angstrom);
  if (const auto unit = find(pressures(), text)) return *unit;
  if (const auto quotient = energy_over(text)) {
    auto length = quotient->second;
    const bool cubed = length.ends_with('3') || length.ends_with("³");
    while (cubed && !length.empty() && (length.back() == '3' || length.back() == '^' || length.back() == '*')) {
      length.pop_back();
    }
    if (length.ends_with("³")) length.resize(length.size() - std::string_view{"³"}.size());
    const auto unit = find(lengths(), length);
    if (cubed && unit) return quotient->first / cube(*unit);
  }
  fail_unknown("a pressure", name, pressures());
}

}  // namespace nnpipe::io::codes
