#include "io/codes/runner.hpp"

#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "io/formats.hpp"
#include "refusal.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

const std::string two =
    "\n  begin set=train\r\n\tcomment  one of  two\r\n  lattice 10 0 0\r\nlattice 1 9 0\r\nlattice 0 0 8\r\n"
    "energy -2.5\n  atom 1 2 3 Si 0.5 0 0.25 0 -1\natom 4 5 6 O -0.5 0.0 -0.25 0 1\ncharge 0.0\nend\n\n"
    "begin\natom 1 2 3 H 0 0 0 0 0\natom 0 0 0 H 0 0 0 0 0\nend\n";

std::vector<Frame> frames_of(const std::string& text, std::string_view units) {
  const TemporaryFolder folder;
  io::FormatOptions options;
  options.runner = io::find_runner_units(units);
  const auto source = io::open_frames(folder.write("input.data", text), {}, options);
  std::vector<Frame> frames;
  for (Frame frame; source->next(frame);) frames.push_back(frame);
  return frames;
}

std::string message_of(const std::string& text) {
  return refusal_of([&] { frames_of(text, "angstrom-ev"); });
}

}  // namespace

TEST_CASE("structures of RuNNer become frames, with units, set, comment and charges") {
  const auto frames = frames_of(two, "bohr-hartree");
  REQUIRE(frames.size() == 2);
  const Frame& frame = frames[0];
  CHECK(frame.cell.vectors[1] == Vec3{bohr_in_angstrom, 9 * bohr_in_angstrom, 0});
  CHECK(frame.cell.periodic == std::array{true, true, true});
  CHECK(frame.elements[1] == element_of("O"));
  CHECK(*frame.energy == -2.5 * hartree_in_electronvolt);
  CHECK(frame.positions[1].z == 6 * bohr_in_angstrom);
  CHECK(frame.forces[0].z == Approx(-hartree_in_electronvolt / bohr_in_angstrom));
  CHECK(*frame.find_info("set") == "train");
  CHECK(*frame.find_info("comment") == "one of  two");
  REQUIRE(frame.columns.size() == 1);
  CHECK(frame.columns[0].values[1] == "-0.5");
  // Neither energy nor a force: no labels.
  CHECK(frames[1].forces.empty());
  CHECK_FALSE(frames[1].energy);
  CHECK_FALSE(frames[1].cell.exists());
}

TEST_CASE("frames written for RuNNer read back equal") {
  const auto frames = frames_of(two, "angstrom-ev");
  const TemporaryFolder folder;
  io::RunnerWriter writer{folder.path("input.data"), {}};
  for (const auto& frame : frames) writer.write(frame);
  writer.close();
  const auto again = frames_of(folder.read("input.data"), "angstrom-ev");
  REQUIRE(again.size() == 2);
  for (std::size_t n = 0; n < 2; ++n) {
    CHECK(again[n].positions == frames[n].positions);
    CHECK(again[n].forces == frames[n].forces);
    CHECK(again[n].energy == frames[n].energy);
    CHECK(again[n].cell == frames[n].cell);
    CHECK(again[n].info == frames[n].info);
    CHECK(again[n].columns.size() == frames[n].columns.size());
  }
}

TEST_CASE("frames are written for RuNNer in the units asked for") {
  Frame frame;
  frame.cell = Cell::orthogonal(10, 11, 12);
  frame.elements = {element_of("Si")};
  frame.positions = {{1, 2, 3}};
  frame.forces = {{0.5, -1, 2}};
  frame.energy = -7;
  for (const auto& units : io::runner_units()) {
    const TemporaryFolder folder;
    io::RunnerWriter writer{folder.path("input.data"), units};
    writer.write(frame);
    writer.close();
    const double bohr = units.name == "angstrom-ev" ? 1 : 0.5291772,
                 hartree = units.name == "angstrom-ev" ? 1 : 27.211386;
    std::map<std::string, std::vector<double>> numbers;
    const std::string text = folder.read("input.data");
    for (const auto line : split(text, '\n')) {
      const auto words = split(line);
      for (const auto word : words) {
        if (const auto value = parse_double(word)) numbers[std::string{words[0]}].push_back(*value);
      }
    }
    INFO(units.name);
    CHECK(numbers["lattice"][4] == Approx(11 / bohr).epsilon(1e-6));
    REQUIRE(numbers["atom"].size() == 8);
    CHECK(numbers["atom"][2] == Approx(3 / bohr).epsilon(1e-6));
    CHECK(numbers["atom"][5] == Approx(0.5 * bohr / hartree).epsilon(1e-6));
    CHECK(numbers["atom"][7] == Approx(2 * bohr / hartree).epsilon(1e-6));
    CHECK(numbers["energy"][0] == Approx(-7 / hartree).epsilon(1e-6));
  }
}

TEST_CASE("what is said once is refused a second time, and words too many") {
  CHECK_THAT(message_of("begin\natom 0 0 0 Si 0 0 0 0 0 1\nend\n"), ContainsSubstring("expected 10 words, got 11"));
  CHECK_THAT(message_of("begin\natom 0 0 0 Si 0 0 0 0 0\nenergy 1\nenergy 1\nend\n"),
             ContainsSubstring("energy is given twice"));
  CHECK_THAT(message_of("begin\natom 0 0 0 Si 0 0 0 0 0\ncharge 1\ncharge 1\nend\n"),
             ContainsSubstring("charge is given twice"));
  CHECK_THAT(message_of("begin\natom 0 0 0 Si 0 0 0 0 0\nenergy 1 2\nend\n"),
             ContainsSubstring("energy: expected 2 words, got 3"));
}

TEST_CASE("units are asked for: nothing in the file tells them") {
  CHECK_THROWS_WITH(frames_of(two, "none"), ContainsSubstring("do not say their units, expected --units angstrom-ev"));
}

TEST_CASE("damaged structures are refused with line and frame") {
  const auto cut = two.substr(0, two.size() - 5);
  CHECK_THAT(message_of(cut), ContainsSubstring(": frame 2: stream ends inside the structure"));
  CHECK_THAT(message_of("begin\natom 0 0 0 Si 0 0 0 0\nend\n"),
             ContainsSubstring("input.data:2: frame 1: atom: expected 10 words, got 9"));
  CHECK_THAT(message_of("begin\natom 0 0 0 Sx 0 0 0 0 0\nend\n"), ContainsSubstring("atom 1: unknown element 'Sx'"));
  CHECK_THAT(message_of("begin\natom 0 nan 0 Si 0 0 0 0 0\nend\n"), ContainsSubstring("NaN"));
  CHECK_THAT(message_of("begin\nlattice 1 0 0\natom 0 0 0 Si 0 0 0 0 0\nend\n"),
             ContainsSubstring("1 lattice vectors, expected three or none"));
  CHECK_THAT(message_of("begin\nend\n"), ContainsSubstring("no atoms"));
  CHECK_THAT(message_of("begin\nspin 1\nend\n"), ContainsSubstring("unknown keyword 'spin'"));
  CHECK_THAT(message_of("begin\natom 0 0 0 Si 0 0 0 0 0\nend\nfoo\n"),
             ContainsSubstring("input.data:4: frame 2: expected 'begin'"));
}

TEST_CASE("RuNNer takes frames that are periodic all round or not at all") {
  auto frames = frames_of(two, "angstrom-ev");
  frames[0].cell.periodic[2] = false;
  const TemporaryFolder folder;
  io::RunnerWriter writer{folder.path("input.data"), {}};
  CHECK_THROWS_WITH(writer.write(frames[0]), ContainsSubstring("frame 1: periodic in some directions only"));
  frames[1].units = UnitStyle::lj;
  CHECK_THROWS_WITH(writer.write(frames[1]), ContainsSubstring("units lj, expected metal"));
}
