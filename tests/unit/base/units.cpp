#include "base/units.hpp"

#include "base/hash.hpp"
#include "test.hpp"

using namespace nnpipe;

TEST_CASE("metal units are consistent among themselves") {
  const auto& metal = units_of(UnitStyle::metal);
  // 1 g/mol (Å/ps)² in eV, and eV/Å³ in bar, from the SI values they stand for.
  CHECK(metal.mass_velocity2 == Approx(1e-3 / 6.02214e23 * 1e4 / 1.60218e-19).epsilon(1e-5));
  CHECK(metal.pressure == Approx(1.60218e-19 / 1e-30 / 1e5).epsilon(1e-5));
  // CODATA 2018: exact since the SI of 2019. LAMMPS's constant, which ours is, is older.
  CHECK(metal.boltzmann == Approx(1.380649e-23 / 1.602176634e-19).epsilon(2e-6));
  CHECK(metal.force_to_acceleration() * metal.mass_velocity2 == Approx(1.0));
}

TEST_CASE("unit styles have names that read back") {
  for (const auto style : {UnitStyle::metal, UnitStyle::lj, UnitStyle::none})
    CHECK(parse_unit_style(to_string(style)) == style);
  CHECK_THROWS_WITH(parse_unit_style("real"), "unknown units 'real', expected metal or lj");
  CHECK_THROWS_WITH(check_same_units(UnitStyle::metal, "the frames", UnitStyle::lj, "the potential"),
                    "units differ: the frames has metal, the potential has lj");
}

TEST_CASE("a hash taken in pieces is the hash of the whole") {
  Hash hash;
  hash.add("nn");
  hash.add("pipe");
  CHECK(hash.hex() == hash_of("nnpipe"));
  CHECK(hash.hex() != hash_of("nnpipe "));
  // The reference value of the empty input in the xxHash specification.
  CHECK(hash_of("") == "99aa06d3014798d86001c324468d497f");
}
