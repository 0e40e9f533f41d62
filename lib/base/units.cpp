#include "base/units.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe {

namespace {

// update.cpp of LAMMPS, 29 Sep 2021 (CODATA 1998 values; CODATA 2018 differs by about 1e-6).
constexpr Units metal{UnitStyle::metal, 8.617343e-5, 1.0364269e-4, 1.6021765e6, 14.399645, "Å", "eV", "ps", "K", "bar"};
constexpr Units lj{UnitStyle::lj, 1.0, 1.0, 1.0, 1.0, "σ", "ε", "τ", "ε/k", "ε/σ³"};
constexpr Units none{UnitStyle::none, 1.0, 1.0, 1.0, 1.0, "", "", "", "", ""};

}  // namespace

const Units& units_of(UnitStyle style) {
  switch (style) {
    case UnitStyle::metal: return metal;
    case UnitStyle::lj: return lj;
    case UnitStyle::none: return none;
  }
  return none;
}

std::string_view to_string(UnitStyle style) {
  switch (style) {
    case UnitStyle::metal: return "metal";
    case UnitStyle::lj: return "lj";
    case UnitStyle::none: return "none";
  }
  return "none";
}

UnitStyle parse_unit_style(std::string_view name) {
  if (name == "metal") return UnitStyle::metal;
  if (name == "lj") return UnitStyle::lj;
  if (name == "none") return UnitStyle::none;
  fail("unknown units {}, expected metal or lj", quoted(name));
}

void check_same_units(UnitStyle a, std::string_view name_a, UnitStyle b, std::string_view name_b) {
  if (a != b) fail("units differ: {} has {}, {} has {}", name_a, to_string(a), name_b, to_string(b));
}

}  // namespace nnpipe
