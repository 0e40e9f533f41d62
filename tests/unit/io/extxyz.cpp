#include "io/extxyz.hpp"

#include <cmath>

#include "base/error.hpp"
#include "base/notice.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
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

// What is written of a frame, read again.
Frame again(const Frame& frame) {
  const TemporaryFolder folder;
  io::FrameWriter writer{folder.path("f.xyz")};
  writer.write(frame);
  writer.close();
  io::FrameReader reader{folder.path("f.xyz")};
  Frame back;
  REQUIRE(reader.next(back));
  return back;
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
      if (!frame.virial) continue;
      CHECK(back.virial->xx == Approx(frame.virial->xx).epsilon(1e-14));
      CHECK(back.virial->yy == Approx(frame.virial->yy).epsilon(1e-14));
      CHECK(back.virial->zz == Approx(frame.virial->zz).epsilon(1e-14));
      CHECK(back.virial->xy == Approx(frame.virial->xy).epsilon(1e-14));
      CHECK(back.virial->xz == Approx(frame.virial->xz).epsilon(1e-14));
      CHECK(back.virial->yz == Approx(frame.virial->yz).epsilon(1e-14));
    }
    CHECK(count == frames.size());
  }
}

TEST_CASE("a key that is more than a word is written in quotes, and reads back the same") {
  const auto frame = first_of("1\nProperties=species:S:1:pos:R:3 \"a b\"=3 \"c=d\"=\"e f\"\nSi 0 0 0\n");
  CHECK(*frame.find_info("a b") == "3");
  const auto back = again(frame);
  CHECK(*back.find_info("a b") == "3");
  CHECK(*back.find_info("c=d") == "e f");
}

TEST_CASE("a column is never written twice") {
  const auto two = [](const std::string& columns, const io::FrameKeys& keys = {}) {
    return first_of("1\nProperties=species:S:1:pos:R:3:" + columns + "\nSi 0 0 0 1 1 1 2 2 2\n", keys);
  };
  // Nobody asks: forces are those of that name, wherever they stand.
  for (const std::string columns : {"forces:R:3:REF_forces:R:3", "force:R:3:forces:R:3"}) {
    const auto back = again(two(columns));
    CHECK(back.forces[0].x == (columns[5] == 's' ? 1 : 2));
    CHECK(again(back).columns.size() == 1);
  }
  const auto back = again(two("forces:R:3:dft:R:3", forces_from("dft")));
  CHECK(back.forces[0].x == 2);
  CHECK(back.columns.at(0).name == "unused_forces");
  for (const auto& [columns, what] : std::vector<std::pair<std::string, std::string>>{
           {"momenta:R:3:velo:R:3", "velocities, 'velo'"}, {"velo:R:3:momenta:R:3", "velocities, 'momenta'"}}) {
    CHECK_THROWS_WITH(two(columns), ContainsSubstring("a second column of " + what));
  }
  // Of others the first counts; one that has the name of ours is carried along under another.
  const auto others =
      again(first_of("1\nProperties=element:S:1:pos:R:3:mass:R:1:local_energy:R:1:species:S:1:masses:R:1:energies:R:1\n"
                     "Si 0 0 0 1 2 O 3 4\n"));
  CHECK(others.elements[0].symbol() == "Si");
  CHECK(others.masses == std::vector<double>{1});
  CHECK(others.site_energies == std::vector<double>{2});
  CHECK(others.columns.size() == 3);
  for (const auto& column : others.columns) CHECK(column.name.starts_with("unused_"));
  auto frame = first_of("1\nProperties=species:S:1:pos:R:3:velo:R:3\nSi 0 0 0 1 2 3\n");
  frame.columns.push_back({"velo", 'R', 3, {"1", "2", "3"}});
  CHECK_THROWS_WITH(again(frame), ContainsSubstring("column 'velo' would be written twice"));
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
                    ContainsSubstring("no key 'dft' in the comment line (requested by --"));
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
  io::FrameKeys asking;
  asking.ask = true;
  const std::string both = one_atom + "virial=\"125 0 0 0 0 0 0 0 0\" stress=\"2 0 0 0 0 0 0 0 0\"\nSi 0 0 0\n";
  CHECK(message_of(both, asking) ==
        ":2: frame 1: virial and stress disagree, expected virial = -volume × stress, or --virial-key virial or "
        "--stress-key stress to say which is meant");
  CHECK_THAT(message_of(one_atom + "virials=\"125 0 0 0 0 0 0 0 0\" stress=\"1 0 0 0 0 0 0 0 0\"\nSi 0 0 0\n", asking),
             ContainsSubstring("disagree by the sign, as GPUMD's do, expected") &&
                 ContainsSubstring("--virial-key virials or"));
  const std::string skew = one_atom + "stress=\"1 2 3 9 4 5 3 5 6\"\nSi 0 0 0\n";
  CHECK(message_of(skew, asking) == ":2: frame 1: stress is not symmetric, expected a symmetric 3 × 3 tensor");
  // Two of one quantity that differ; of equal ones either will do.
  for (const std::string name : {"stress", "virial"}) {
    const std::string zeros = " 0 0 0 0 0 0 0 0\" ";
    const auto two = [&](const std::string& value) {
      return one_atom + name + "=\"1" + zeros + "REF_" + name + "=\"" + value + zeros + "\nSi 0 0 0\n";
    };
    CHECK(message_of(two("2"), asking) ==
          ":2: frame 1: " + name + " and REF_" + name + " differ, expected --" + name + "-key to say which");
    io::FrameKeys named;
    (name == "stress" ? named.stress : named.virial) = "REF_" + name;
    CHECK(first_of(two("2"), named).virial->xx == Approx(name == "stress" ? -250 : 2));
    CHECK(message_of(two("1"), asking) == "nothing wrong");
  }
  // The key that is asked for decides; the other is carried along under a name that nobody reads.
  io::FrameKeys by_virial, by_stress;
  by_virial.virial = "virial";
  by_stress.stress = "stress";
  CHECK(first_of(both, by_virial).virial->xx == 125);
  CHECK(*first_of(both, by_virial).find_info("unused_stress") == "2 0 0 0 0 0 0 0 0");
  CHECK(first_of(both, by_stress).virial->xx == -250);
  CHECK(first_of(both, by_stress).find_info("unused_virial") != nullptr);
  // A program that takes no labels reads the frame, and keeps both as they are.
  CHECK_FALSE(first_of(both).virial);
  CHECK(*first_of(both).find_info("stress") == "2 0 0 0 0 0 0 0 0");
  CHECK_FALSE(first_of(skew).virial);
}

TEST_CASE("arrays of two dimensions, blanks around the = and keys in other letters are read") {
  const auto frame = first_of(
      "1\nLattice = [[4, 0, 0], [0.5, 4, 0], [0, 0, 5]] energy= -1 pbc =[T, T, F] virial=[[1, 0, 0], [0, 2, 0], [0, 0, "
      "3]]\n"
      "Si 0 0 0\n");
  CHECK(frame.cell.vectors[1] == Vec3{0.5, 4, 0});
  CHECK(frame.cell.periodic == std::array{true, true, false});
  CHECK(frame.energy == -1.0);
  CHECK(frame.virial->zz == 3);
  const auto gpumd =
      first_of("1\nlattice=\"4 0 0 0 4 0 0 0 4\" properties=species:S:1:pos:R:3:Force:R:3 Energy=-2\nSi 0 0 0 1 2 3\n");
  CHECK(gpumd.cell.periodic[0]);
  CHECK(gpumd.forces[0] == Vec3{1, 2, 3});
  CHECK(gpumd.energy == -2.0);
  CHECK(message_of("1\nUnits=lj\nSi 0 0 0\n") == ":2: frame 1: unknown key 'Units', expected it spelt units");
}

TEST_CASE("labels under near names are taken, other names that speak of labels are told") {
  const std::string nine = "\"1 0.1 0.2 0.1 2 0.3 0.2 0.3 3\"";
  for (const std::string key : {"virials", "REF_virials", "Virial", "ref_virial"}) {
    CAPTURE(key);
    CHECK(first_of(one_atom + key + "=" + nine + "\nSi 0 0 0\n").virial->yz == 0.3);
  }
  for (const std::string key : {"stresses", "REF_stresses", "Stress"}) {
    CAPTURE(key);
    CHECK(first_of(one_atom + key + "=" + nine + "\nSi 0 0 0\n").virial->yz == Approx(-0.3 * 125));
  }
  std::vector<std::string> told;
  const auto before = set_notice_handler([&](const std::string& words) { told.push_back(words); });
  io::FrameKeys asking;
  asking.ask = true;
  const std::string unread =
      "1\nLattice=\"5 0 0 0 5 0 0 0 5\" Properties=species:S:1:pos:R:3:dft_forces:R:3 dft_energy=1 "
      "energy_sigma=0.1 dft_stress=" +
      nine + "\nSi 0 0 0 1 2 3\n";
  CHECK_FALSE(first_of(unread, asking).energy);
  CHECK(told.size() == 3);
  for (const std::string words :
       {"column 'dft_forces' may be forces, but is not read; --forces-key dft_forces reads it",
        "key 'dft_energy' may be an energy, but is not read; --energy-key dft_energy reads it",
        "key 'dft_stress' may be a stress, but is not read; --stress-key dft_stress reads it"}) {
    CAPTURE(words);
    CHECK(
        std::any_of(told.begin(), told.end(), [&](const auto& said) { return said.find(words) != std::string::npos; }));
  }
  told.clear();
  first_of(unread);
  CHECK(told.empty());  // who takes no labels misses none
  // A stress without a cell: zeros are no label, others are told of.
  const std::string molecule = "1\nProperties=species:S:1:pos:R:3 stress=\"0 0 0 0 0 0 0 0 0\"\nSi 0 0 0\n";
  CHECK_FALSE(first_of(molecule, asking).virial);
  CHECK(told.empty());
  CHECK_FALSE(first_of("1\nstress=\"1 0 0 0 0 0 0 0 0\"\nSi 0 0 0\n", asking).virial);
  REQUIRE(told.size() == 1);
  CHECK_THAT(told[0], ContainsSubstring("frame 1: left out the stress of a frame without a cell"));
  io::FrameKeys by_stress;
  by_stress.stress = "stress";
  CHECK_THAT(message_of("1\nstress=\"1 0 0 0 0 0 0 0 0\"\nSi 0 0 0\n", by_stress),
             ContainsSubstring("stress without a cell"));
  set_notice_handler(before);
}

TEST_CASE("keys that may be a cell are told of where there is no Lattice") {
  std::vector<std::string> told;
  const auto before = set_notice_handler([&](const std::string& words) { told.push_back(words); });
  const auto frame = [](const std::string& keys) {
    return "1\nProperties=species:S:1:pos:R:3 " + keys + "\nSi 0 0 0\n";
  };
  for (const std::string key : {"cell", "Cell", "unit_cell", "BOX", "lattice_vectors"}) {
    CAPTURE(key);
    for (const std::string value :
         {"\"5 0 0 0 5 0 0 0 5\"", "[[5, 0, 0], [0, 5, 0], [0, 0, 5]]", "\"5 5 5 90 90 90\""}) {
      told.clear();
      CHECK_FALSE(first_of(frame(key + "=" + value)).cell.exists());
      REQUIRE(told.size() == 1);
      CHECK_THAT(told[0], ContainsSubstring("frame 1: key '" + key +
                                            "' may be a cell, but is not read; expected the key "
                                            "Lattice"));
    }
  }
  told.clear();
  first_of(frame("Lattice=\"5 0 0 0 5 0 0 0 5\" cell=\"5 0 0 0 5 0 0 0 5\""));
  first_of(frame("cell=cubic box=7 basis=\"1 2 3\""));
  CHECK(told.empty());
  set_notice_handler(before);
}

TEST_CASE("units that a frame states are converted, or refused by name") {
  const std::string head = "1\nLattice=\"5 0 0 0 5 0 0 0 5\" Properties=species:S:1:pos:R:3:force:R:3 energy=-0.5 ";
  const auto frame =
      first_of(head +
               "energy-unit=hartree force_unit=Hartree/Bohr stress-units=GPa stress=\"1 0 0 0 1 0 0 0 1\"\n"
               "Si 0 0 0 0.01 0 0\n");
  CHECK(*frame.energy == Approx(-0.5 * hartree_in_electronvolt));
  CHECK(frame.forces[0].x == Approx(0.01 * hartree_in_electronvolt / bohr_in_angstrom));
  CHECK(frame.virial->xx == Approx(-125 / electronvolt_per_angstrom3_in_gigapascal));
  CHECK(frame.info.empty());
  // The virial is an energy.
  CHECK(first_of(head + "energy-unit=au force-unit=au virial=\"1 0 0 0 1 0 0 0 1\"\nSi 0 0 0 0 0 0\n").virial->xx ==
        Approx(hartree_in_electronvolt));
  CHECK(first_of(head + "stress-unit=au/bohr^3 stress=\"1 0 0 0 1 0 0 0 1\"\nSi 0 0 0 0 0 0\n").virial->xx ==
        Approx(-125 * hartree_in_electronvolt / std::pow(bohr_in_angstrom, 3)));
  CHECK(first_of(head + "stress-unit=kbar stress=\"1 0 0 0 1 0 0 0 1\"\nSi 0 0 0 0 0 0\n").virial->xx ==
        Approx(-12.5 / electronvolt_per_angstrom3_in_gigapascal));
  CHECK(*first_of(head + "energy-unit=kcal/mol force-unit=kcal/mol/angstrom\nSi 0 0 0 1 0 0\n").energy ==
        Approx(-0.5 * 0.0433641153));
  CHECK(first_of(head + "length-unit=bohr force-unit=eV/A\nSi 0 1 0 1 0 0\n").cell.vectors[0].x ==
        Approx(5 * bohr_in_angstrom));
  CHECK(first_of(head + "energy-unit=eV\nSi 0 0 0 1 0 0\n").energy == -0.5);
  for (const auto& [keys, message] : std::vector<std::pair<std::string, std::string>>{
           {"energy-unit=furlong", "key energy-unit: unknown unit 'furlong' of an energy, expected one of eV"},
           {"force-unit=bohr", "key force-unit: unknown unit 'bohr' of a force"},
           {"stress-unit=eV", "key stress-unit: unknown unit 'eV' of a pressure"},
           {"length-unit=ell", "key length-unit: unknown unit 'ell' of a length"},
           {"energy-unit=hartree", "a unit of its own, but not that of the forces, expected key force-unit"},
           {"force-unit=hartree/bohr", "but not that of the energy, expected key energy-unit"},
           {"units=lj energy-unit=eV force-unit=eV/A",
            "in units lj and states a unit of its own, expected one of both"},
           {"length-unit=bohr cell-unit=angstrom", "two units of length"}}) {
    CAPTURE(keys);
    CHECK_THAT(lower(message_of(head + keys + "\nSi 0 0 0 1 0 0\n")), ContainsSubstring(lower(message)));
  }
  io::FrameKeys asking;
  asking.ask = true;
  CHECK_THAT(
      message_of(head + "energy-unit=Ry force-unit=Ry/bohr stress=\"1 0 0 0 1 0 0 0 1\"\nSi 0 0 0 1 0 0\n", asking),
      ContainsSubstring("but not that of the stress, expected key stress-unit"));
  CHECK_THAT(message_of("1\nProperties=species:S:1:pos:R:3:velo:R:3 length-unit=nm\nSi 0 0 0 1 0 0\n"),
             ContainsSubstring("but not that of the velocities"));
}

TEST_CASE("comments of i-PI state cell and units") {
  const std::string atom = "\nSi 1 0 0\n";
  const auto frame =
      first_of("1\n# CELL(abcABC): 10 12 14 90 90 60  Step: 3  Bead: 0 positions{angstrom}  cell{atomic_unit}" + atom);
  CHECK(frame.positions[0].x == 1);
  CHECK(frame.cell.vectors[1].x == Approx(6 * bohr_in_angstrom));
  CHECK(frame.cell.vectors[1].y == Approx(12 * bohr_in_angstrom * std::sqrt(0.75)));
  CHECK(frame.cell.periodic[2]);
  const auto old = first_of("1\n# CELL(H): 5 1 0 0 5 0 0 0 5 Traj: positions Step: 0 Bead: 0" + atom);
  CHECK(old.positions[0].x == Approx(bohr_in_angstrom));
  CHECK(old.cell.vectors[1].x == Approx(bohr_in_angstrom));
  for (const auto& [comment, message] : std::vector<std::pair<std::string, std::string>>{
           {"# CELL(abcABC): 10 10 10 90 90 Step: 0 positions{angstrom}", "expected 6 numbers of the cell, got 5"},
           {"# CELL(what): 10", "unknown cell 'what'"},
           {"# CELL(H): 1 0 0 0 1 0 0 0 1 forces{ev/ang}", "without positions"},
           {"# CELL(H): 1 0 0 0 1 0 0 0 1 positions{ell}", "unknown unit 'ell' of a length"}}) {
    CAPTURE(comment);
    CHECK_THAT(message_of("1\n" + comment + atom), ContainsSubstring(message));
  }
}

TEST_CASE("velocities under GPUMD's name are in its unit, and said to be") {
  std::vector<std::string> told;
  const auto before = set_notice_handler([&](const std::string& words) { told.push_back(words); });
  const auto frame = first_of("1\nProperties=species:S:1:pos:R:3:vel:R:3 Time=0\nSi 0 0 0 0.001 0 0\n");
  set_notice_handler(before);
  CHECK(frame.velocities[0].x == 1);
  REQUIRE(told.size() == 1);
  CHECK_THAT(told[0], ContainsSubstring("column vel is taken in Å/fs"));
}

TEST_CASE("of a stream that is cut off the whole frames can be kept") {
  const TemporaryFolder folder;
  const auto path = folder.write("f.xyz", "1\n\nSi 0 0 0\n1\n\nSi 0 0 1\n2\n\nSi 0 0 0\nSi 0 0 3.");
  const auto frames_of = [&](bool keep) {
    io::FrameKeys keys;
    keys.keep_complete = keep;
    io::FrameReader reader{path, keys};
    std::size_t frames = 0;
    for (Frame frame; reader.next(frame);) ++frames;
    return frames;
  };
  CHECK(frames_of(false) == 3);  // others leave the end of the last line out
  std::string told;
  const auto before = set_notice_handler([&](const std::string& words) { told = words; });
  CHECK(frames_of(true) == 2);
  set_notice_handler(before);
  CHECK_THAT(told, ContainsSubstring("f.xyz:10: frame 3: stream ends in the middle of a line") &&
                       ContainsSubstring("; kept the 2 whole frames before it"));
  CHECK_THAT(message_of("1\n\nSi 0 0 0\n2\n\nSi 0 0 0\n"),
             ContainsSubstring("; reformat --keep-complete keeps the 1 whole frame before it"));
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
  CHECK(message_of("1\n") == ":1: frame 1: stream ends before the comment line; no frame before it is whole");
  CHECK(message_of("2\n\nSi 0 0 0\n") ==
        ":3: frame 1, atom 2: stream ends here, expected 2 atoms; no frame before it is whole");
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
  CHECK(message_of("1\nenergy=1 a=2 energy=1\nSi 0 0 0\n") == ":2: frame 1: comment line: key 'energy' occurs twice");
  CHECK(message_of("1\nProperties=species:S:1:pos:R:3:a:R:1:a:R:1\nSi 0 0 0 1 1\n") ==
        ":2: frame 1: Properties: column 'a' occurs twice");
  CHECK(message_of("1\nProperties=species:S:1:pos:R:3:positions:R:3\nSi 0 0 0 1 1 1\n") ==
        ":2: frame 1: Properties: a second column of positions, 'positions'");
  CHECK(message_of("1\nProperties=species:S:1:pos:R:3:mass:R:1\nSi 0 0 0 0\n") ==
        ":3: frame 1, atom 1: mass: expected a positive number, got 0");
  std::string many = "1\nProperties=species:S:1:pos:R:3";
  for (int i = 0; i < 1000; ++i) many += ":a" + std::to_string(i) + ":R:1";
  CHECK(message_of(many + "\n") == ":2: frame 1: Properties: 1002 columns, expected at most 1000");
  CHECK(message_of("1\n\nSi 0 1e60 0\n") ==
        ":3: frame 1, atom 1: position is 1e+60 off the origin, expected up to 1000000000000");
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

TEST_CASE("a number is read the same however it is spelt and wherever its line ends") {
  const std::string head = "2\nProperties=species:S:1:pos:R:3:forces:R:3 energy=1\n";
  const std::vector<std::string> spelt{
      "Si 1.25 -0.5 1234567.0625 0 2 -0.001953125\nSi 0.1 0.2 0.3 1e-7 2.5e+3 -1E5\n",
      "Si +1.25 -5e-1 +1.2345670625e6 0.0 +2. -.1953125e-2\nSi .1 2E-1 00000000000000000000.3 1E-7 2500 -100000.\n",
      "  Si\t1.25\v-0.5  1234567.0625 0 2 -0.001953125  \r\nSi 0.1 0.2 0.3\f1e-7 2.5e+3 -1E5\r\n",
      "Si 1.25 -0.5 1234567.0625 0 2 -0.001953125\nSi 0.1 0.2 0.3 1e-7 2.5e+3 -1E5"};
  const Frame expected = first_of(head + spelt[0]);
  CHECK(expected.positions[0].z == 1234567.0625);
  CHECK(expected.forces[1].x == 1e-7);
  for (const auto& lines : spelt) {
    INFO(lines);
    const Frame frame = first_of(head + lines);
    CHECK(frame.elements == expected.elements);
    for (std::size_t i = 0; i < 2; ++i) {
      for (int axis = 0; axis < 3; ++axis) {
        CHECK(frame.positions[i][axis] == expected.positions[i][axis]);
        CHECK(frame.forces[i][axis] == expected.forces[i][axis]);
      }
    }
  }
}

TEST_CASE("nothing of a frame is left in the next one that the same reader reads") {
  const TemporaryFolder folder;
  io::FrameReader reader{folder.write("f.xyz",
                                      "1\nProperties=species:S:1:pos:R:3:forces:R:3:velo:R:3:mass:R:1 energy=1 a=b\n"
                                      "Si 0 0 0 1 2 3 4 5 6 7\n1\n\nO 1 2 3\n")};
  Frame frame;
  REQUIRE(reader.next(frame));
  REQUIRE(reader.next(frame));
  CHECK(frame.size() == 1);
  CHECK((frame.forces.empty() && frame.velocities.empty() && frame.masses.empty() && frame.info.empty()));
  CHECK_FALSE(frame.energy);
}
