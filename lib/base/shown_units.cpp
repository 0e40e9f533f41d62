#include "base/shown_units.hpp"

#include "base/error.hpp"

namespace nnpipe {

const ShownUnits& shown_units(UnitStyle style) {
  constexpr double milli = 1e3, gigapascal = electronvolt_per_angstrom3_in_gigapascal;
  static const ShownUnits metal{{1, "Å"},         {1, "Å²"},           {1, "Å³"},
                                {1, "eV"},        {1, "eV/Å"},         {milli, "meV"},
                                {milli, "meV/Å"}, {gigapascal, "GPa"}, {gigapascal / 10, "J/m²"},
                                {1, "THz"}};
  static const ShownUnits reduced{{1, "σ"}, {1, "σ²"},  {1, "σ³"},   {1, "ε"},    {1, "ε/σ"},
                                  {1, "ε"}, {1, "ε/σ"}, {1, "ε/σ³"}, {1, "ε/σ²"}, {1, "1/τ"}};
  static const ShownUnits none{};
  return style == UnitStyle::metal ? metal : style == UnitStyle::lj ? reduced : none;
}

void expect_metal(UnitStyle style, std::string_view place) {
  if (style != UnitStyle::metal) {
    fail("{}{}units {}, expected metal", place, place.empty() ? "" : ": ", to_string(style));
  }
}

}  // namespace nnpipe
