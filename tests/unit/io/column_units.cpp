#include "io/column_units.hpp"

#include "test.hpp"

using namespace nnpipe;

TEST_CASE("a header tells the units of its columns, in metal units, or of none") {
  io::TableHeader header;
  header.units = UnitStyle::metal;
  header.fields = {"volume", "energy"};
  CHECK(io::unit_of_column(header, 0).empty());
  io::note_column_units(header, {"Å³/atom", "eV/atom"});
  CHECK(io::unit_of_column(header, 0) == "Å³/atom");
  CHECK(io::unit_of_column(header, 1) == "eV/atom");
  header.fields.emplace_back("another");
  CHECK(io::unit_of_column(header, 0).empty());

  io::TableHeader reduced;
  reduced.units = UnitStyle::lj;
  reduced.fields = {"volume"};
  io::note_column_units(reduced, {"Å³"});
  CHECK(reduced.notes.empty());
}
