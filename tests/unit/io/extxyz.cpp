#include "io/extxyz.hpp"

#include <cmath>

#include "base/error.hpp"
#include "base/random.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

Frame random_frame(Random& random, std::size_t atoms, bool rich) {
  Frame frame;
  frame.cell = Cell{
      {Vec3{10 + random.uniform(), 0, 0}, Vec3{random.normal(), 11, 0}, Vec3{random.normal(), random.normal(), 12}},
      {true, random.below(2) == 0, true}};
  const auto vector = [&] { return Vec3{random.normal(), random.normal() * 1e-9, random.normal() * 1e9}; };
  for (std::size_t i = 0; i < atoms; ++i) {
    frame.elements.push_back(element_of(random.below(2) == 0 ? "Si" : "O"));
    frame.positions.push_back(vector());
    if (!rich) continue;
    frame.forces.push_back(vector());
    frame.velocities.push_back(vector());
    frame.masses.push_back(1 + random.uniform());
    frame.site_energies.push_back(random.normal());
  }
  if (!rich) return frame;
  frame.energy = random.normal();
  frame.virial =
      Virial{random.normal(), random.normal(), random.normal(), random.normal(), random.normal(), random.normal()};
  frame.set_info("config_type", "a b=\"c\" \\ d");
  frame.set_info("array", "[[1, 2], [3, 4]]");
  ExtraColumn column{"tags", 'I', 2, {}};
  for (std::size_t i = 0; i < 2 * atoms; ++i) column.values.push_back(std::to_string(i));
  frame.columns.push_back(column);
  return frame;
}

std::string message_of(const std::string& text, io::FrameKeys keys = {}) {
  const TemporaryFolder folder;
  try {
    io::FrameReader reader{folder.write("f.xyz", text), keys};
    Frame frame;
    while (reader.next(frame)) {
    }
  } catch (const Error& error) {
    return std::string{error.what()}.substr(folder.path("f.xyz").size());
  }
  return "nothing wrong";
}

Frame first_of(const std::string& text, io::FrameKeys keys = {}) {
  const TemporaryFolder folder;
  io::FrameReader reader{folder.write("f.xyz", text), keys};
  Frame frame;
  const bool found = reader.next(frame);
  REQUIRE(found);
  return frame;
}

io::FrameKeys energy_from(const std::string& key) {
  io::FrameKeys keys;
  keys.energy = key;
  return keys;
}

io::FrameKeys forces_from(const std::string& key) {
  io::FrameKeys keys;
  keys.forces = key;
  return keys;
}

const std::string one_atom = "1\nLattice=\"5 0 0 0 5 0 0 0 5\" Properties=species:S:1:pos:R:3 ";

}  // namespace

TEST_CASE("a frame that is written reads back the same, known and unknown parts alike") {
  Random random{17};
  for (int round = 0; round < 50; ++round) {
    const TemporaryFolder folder;
    const auto path = folder.path("f.xyz");
    std::vector<Frame> frames;
    for (int i = 0; i < 3; ++i) frames.push_back(random_frame(random, 1 + random.below(5), i != 1));
    io::FrameWriter writer{path};
    for (const auto& frame : frames) writer.write(frame);
    writer.close();
    io::FrameReader reader{path};
    std::size_t count = 0;
    for (const Frame& back : reader) {
      const Frame& frame = frames.at(count++);
      CHECK(back.cell == frame.cell);
      CHECK(back.elements == frame.elements);
      CHECK(back.positions == frame.positions);
      CHECK(back.velocities == frame.velocities);
      CHECK(back.forces == frame.forces);
      CHECK(back.masses == frame.masses);
      CHECK(back.site_energies == frame.site_energies);
      CHECK(back.energy == frame.energy);
      CHECK(back.info == frame.info);
      REQUIRE(back.columns.size() == frame.columns.size());
      if (!frame.columns.empty()) CHECK(back.columns[0].values == frame.columns[0].values);
      REQUIRE(back.virial.has_value() == frame.virial.has_value());
      // Stress is what is written, so volume comes in twice.
      if (frame.virial) CHECK(back.virial->xy == Approx(frame.virial->xy).epsilon(1e-14));
    }
    CHECK(count == frames.size());
  }
}

TEST_CASE("columns are found by name, in any order") {
  const auto frame = first_of(
      "2\nProperties=forces:R:3:mark:I:1:pos:R:3:species:S:1 pbc=\"F F F\" energy=-3\n"
      "1 2 3 7 4 5 6 Si\n-1 -2 -3 8 0 0 0 O\n");
  CHECK(frame.forces[0] == Vec3{1, 2, 3});
  CHECK(frame.positions[0] == Vec3{4, 5, 6});
  CHECK(frame.elements[1].symbol() == "O");
  CHECK(frame.columns.at(0).values == std::vector<std::string>{"7", "8"});
  CHECK(frame.energy == -3.0);
  CHECK_FALSE(frame.cell.exists());
  // Of two columns of one quantity the first counts, the other is carried along.
  const auto twice = first_of(
      "1\nProperties=species:S:1:pos:R:3:mass:R:1:masses:R:1:energies:R:1:local_energy:R:1\nSi 0 0 0 5 6 7 8\n");
  CHECK(twice.masses == std::vector<double>{5});
  CHECK(twice.site_energies == std::vector<double>{7});
  CHECK(twice.columns.size() == 2);
}

TEST_CASE("the usual names are known, others by asking; a name asked for must be there") {
  CHECK(first_of(one_atom + "REF_energy=2\nSi 0 0 0\n").energy == 2.0);
  CHECK(first_of(one_atom + "free_energy=3\nSi 0 0 0\n").energy == 3.0);
  CHECK(first_of(one_atom + "energy=1 dft=4\nSi 0 0 0\n", energy_from("dft")).energy == 4.0);
  CHECK_THROWS_WITH(first_of(one_atom + "energy=1\nSi 0 0 0\n", energy_from("dft")),
                    ContainsSubstring("no key 'dft' in the comment line, expected it as was asked for"));
  CHECK_THROWS_WITH(first_of(one_atom + "energy=1\nSi 0 0 0\n", forces_from("dft_forces")),
                    ContainsSubstring("no column 'dft_forces'"));
}

TEST_CASE("momenta of ASE become velocities: what they carry is the kinetic energy") {
  const TemporaryFolder folder;
  const std::string head = "2\nProperties=species:S:1:pos:R:3:momenta:R:3";
  io::FrameReader reader{folder.write("f", head + ":masses:R:1\nSi 0 0 0 2 0 0 4\nO 2 2 2 0 -3 0 1\n")};
  Frame frame;
  REQUIRE(reader.next(frame));
  REQUIRE(frame.velocities.size() == 2);
  CHECK(frame.columns.empty());
  const double unit = units_of(UnitStyle::metal).mass_velocity2;
  CHECK(0.5 * unit * 4 * frame.velocities[0].x * frame.velocities[0].x == Approx(2.0 * 2.0 / 2 / 4));
  CHECK(0.5 * unit * frame.velocities[1].y * frame.velocities[1].y == Approx(3.0 * 3.0 / 2));
  CHECK(frame.velocities[1].y < 0);
}

TEST_CASE("stress is minus the virial per volume, six or nine numbers, and must not contradict it") {
  const auto nine = first_of(one_atom + "stress=\"1 2 3 2 4 5 3 5 6\"\nSi 0 0 0\n");
  const auto six = first_of(one_atom + "stress=\"1 4 6 5 3 2\"\nSi 0 0 0\n");
  REQUIRE(nine.virial);
  CHECK(nine.virial->xx == Approx(-125));
  CHECK(nine.virial->yz == Approx(-5 * 125));
  CHECK(*nine.virial == *six.virial);
  CHECK(first_of(one_atom + "virial=\"-125 0 0 0 0 0 0 0 0\" stress=\"1 0 0 0 0 0 0 0 0\"\nSi 0 0 0\n").virial->xx ==
        -125);
  CHECK(message_of(one_atom + "virial=\"125 0 0 0 0 0 0 0 0\" stress=\"1 0 0 0 0 0 0 0 0\"\nSi 0 0 0\n") ==
        ":2: frame 1: virial and stress disagree, expected virial = -volume × stress");
  CHECK(message_of(one_atom + "stress=\"1 2 3 9 4 5 3 5 6\"\nSi 0 0 0\n") ==
        ":2: frame 1: stress is not symmetric, expected a symmetric 3 × 3 tensor");
}

TEST_CASE("plain XYZ with prose for a comment is read") {
  const auto frame = first_of("1\nwater, step 3\nO 0 0 1.5\n\n");
  CHECK(frame.positions[0].z == 1.5);
  CHECK(*frame.find_info("comment") == "water, step 3");
}

TEST_CASE("CRLF frames read as LF ones") {
  const auto frame = first_of("1\r\nLattice=\"5 0 0 0 5 0 0 0 5\" energy=1\r\nSi 0 0 0.5\r\n");
  CHECK(frame.energy == 1.0);
  CHECK(frame.positions[0].z == 0.5);
  CHECK(frame.cell.periodic[2]);
}

TEST_CASE("what is wrong in a frame is said with line, frame and atom") {
  CHECK(message_of("") == ": no frames, expected extended XYZ, got an empty stream");
  CHECK(message_of("ITEM: TIMESTEP\n") ==
        ": this is a LAMMPS dump, which reformat makes frames of, expected frames in extended XYZ");
  CHECK(message_of("0\n\n") == ":1: frame 1: expected a positive number of atoms, got 0");
  CHECK(message_of("1\n") == ":1: frame 1: stream ends before the comment line");
  CHECK(message_of("2\n\nSi 0 0 0\n") == ":3: frame 1, atom 2: stream ends here, expected 2 atoms");
  CHECK(message_of("1\n\nSx 0 0 0\n") == ":3: frame 1, atom 1: unknown element 'Sx'");
  CHECK(message_of("1\n\nSi 0 0\n") == ":3: frame 1, atom 1: expected 4 words, got 3");
  CHECK(message_of("2\n\nSi 0 0 0\n1\n\nSi 0 0 0\n") ==
        ":4: frame 1, atom 2: expected 4 words, got 1: the frame has fewer atoms than it says");
  CHECK(message_of("1\n\nSi 0 0 0\nSi 1 0 0\n") ==
        ":4: frame 2: expected the number of atoms, got 'Si 1 0 0': the frame before has more atoms than it says");
  CHECK(message_of("1\n\nSi 0 nan 0\n") == ":3: frame 1, atom 1: position y is NaN, expected a finite number");
  CHECK(message_of("1\n\nSi 0 0 -inf\n") == ":3: frame 1, atom 1: position z is infinite, expected a finite number");
  CHECK(message_of("1\n\nSi 0 0 1,5\n") == ":3: frame 1, atom 1: position z: expected a number, got '1,5'");
  CHECK(message_of("1\nenergy=nan\nSi 0 0 0\n") == ":2: frame 1: energy is NaN, expected a finite number");
  CHECK(message_of("1\nLattice=\"1 0 0 0 1 0 0 0\"\nSi 0 0 0\n") == ":2: frame 1: Lattice: expected 9 numbers, got 8");
  CHECK_THAT(message_of("1\nLattice=\"1 0 0 2 0 0 0 0 1\"\nSi 0 0 0\n"), StartsWith(":2: frame 1: "));
  CHECK(message_of("1\nProperties=species:S:1 a=1\nSi\n") ==
        ":2: frame 1: Properties has no positions, expected pos:R:3");
  CHECK(message_of("1\ntitle=\"no end\nSi 0 0 0\n") == ":2: frame 1: comment line: '\"no end' has no end");
  CHECK(message_of("1\nenergy=1 a=2 energy=1\nSi 0 0 0\n") == ":2: frame 1: comment line: key 'energy' stands twice");
  CHECK(message_of("1\nProperties=species:S:1:pos:R:3:a:R:1:a:R:1\nSi 0 0 0 1 1\n") ==
        ":2: frame 1: Properties: column 'a' stands twice");
  CHECK(message_of("1\nProperties=species:S:1:pos:R:3:positions:R:3\nSi 0 0 0 1 1 1\n") ==
        ":2: frame 1: Properties: a second column of positions, 'positions'");
  CHECK(message_of("1\nProperties=species:S:1:pos:R:3:mass:R:1:masses:R:1\nSi 0 0 0 0 1\n") ==
        ":3: frame 1, atom 1: mass: expected a positive number, got 0");
  std::string many = "1\nProperties=species:S:1:pos:R:3";
  for (int i = 0; i < 1000; ++i) many += ":a" + std::to_string(i) + ":R:1";
  CHECK(message_of(many + "\n") == ":2: frame 1: Properties: 1002 columns, expected at most 1000");
  CHECK(message_of("1\n\nSi 0 1e60 0\n") ==
        ":3: frame 1, atom 1: position is 1e+60 off the origin, expected up to 1000000000000000");
  CHECK(message_of("1\narray=[1 [2 3] a=4\nSi 0 0 0\n") == ":2: frame 1: comment line: '[1 [2 3] a=4' has no end");
  CHECK(message_of("1\nLattice=\"1 0 0 0 1 0 0 0 1\" pbc=\"T maybe T\"\nSi 0 0 0\n") ==
        ":2: frame 1: pbc: expected T or F, got 'maybe'");
  CHECK(message_of("1\nunits=real\nSi 0 0 0\n") == ":2: frame 1: unknown units 'real', expected metal or lj");
}

TEST_CASE("a trajectory cut at any byte is either whole frames or an error") {
  const TemporaryFolder folder;
  Random random{3};
  io::FrameWriter writer{folder.path("f.xyz")};
  for (int i = 0; i < 2; ++i) writer.write(random_frame(random, 2, true));
  writer.close();
  const std::string whole = folder.read("f.xyz");
  std::size_t accepted = 0;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto message = message_of(whole.substr(0, length));
    if (message == "nothing wrong") ++accepted;
  }
  // Behind the first frame.
  CHECK(accepted == 1);
}
