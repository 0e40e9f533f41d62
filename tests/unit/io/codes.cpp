#include "io/codes/codes.hpp"

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/notice.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "code_files.hpp"
#include "io/formats.hpp"
#include "refusal.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

const std::string poscar =
    "quartz\n2.0\n2 0 0\n0 2.5 0\n0 0.5 3\nSi O\n1 2\nSelective dynamics\nDirect\n0 0 0 T T T\n0.5 0 0 F T F\n"
    "0 0.5 0.5 T T T\n\n0.001 0 0\n0 0 0\n0 0 -0.002\n";

const std::string outcar =
    " vasp.5.4.4.18Apr17\n   VRHFIN =Si: s2p2\n   VRHFIN =O: s2p4\n   ions per type =               1   1\n"
    "      direct lattice vectors                 reciprocal lattice vectors\n"
    "    10.000000000  0.000000000  0.000000000     0.1  0.0  0.0\n"
    "     0.000000000 10.000000000-10.000000000     0.0  0.1  0.0\n"
    "     0.000000000  0.000000000 10.000000000     0.0  0.0  0.1\n"
    "  free energy    TOTEN  =       -99.0 eV\n"
    "  in kB       1.00000     2.00000     3.00000     4.00000     5.00000     6.00000\n"
    " POSITION                                       TOTAL-FORCE (eV/Angst)\n"
    " -----------------------------------------------------------------------------------\n"
    "      0.00000      1.00000      2.00000         0.100000     -0.200000      0.300000\n"
    "      5.00000      5.00000      5.00000        -0.100000      0.200000     -0.300000\n"
    " -----------------------------------------------------------------------------------\n"
    "  free  energy   TOTEN  =       -12.34567890 eV\n"
    "  energy  without entropy=      -12.3  energy(sigma->0) =      -12.32\n";

const std::string cfg =
    "BEGIN_CFG\n Size\n    2\n Supercell\n 10 0 0\n 0 10 0\n 0 0 5\n"
    " AtomData:  id type cartes_x cartes_y cartes_z fx fy fz\n  1 0 0 0 0 0.5 0 0\n  2 1 5 2.5 2.5 -0.5 0 0\n"
    " Energy\n  -3.25\n PlusStress:  xx yy zz yz xz xy\n  1 2 3 4 5 6\n Feature   EFS_by VASP\nEND_CFG\n";

}  // namespace

TEST_CASE("POSCAR becomes a frame: scaling, selective dynamics, velocities") {
  const auto frames = frames_in(poscar);
  REQUIRE(frames.size() == 1);
  const Frame& frame = frames[0];
  CHECK(frame.cell.vectors[2] == Vec3{0, 1, 6});
  CHECK(frame.elements == std::vector{si, o, o});
  CHECK(frame.positions[2] == Vec3{0, 3, 3});
  CHECK(frame.velocities[2].z == -2);
  CHECK(frame.columns[0].values[4] == "T");
  CHECK(frame.columns[0].values[3] == "F");
  // A negative factor is the volume.
  CHECK(frames_in(replaced(poscar, "\n2.0\n", "\n-120\n"))[0].cell.volume() == Approx(120));
  CHECK(frames_in(replaced(poscar, "\n2.0\n", "\n2.0 2 1 ! by direction\n"))[0].cell.vectors[2] == Vec3{0, 1, 3});
  CHECK(frames_in(replaced(poscar, "\n2.0\n", "\n2.0 ! for 3 cells\n"))[0].cell.vectors[2] == Vec3{0, 1, 6});
  CHECK(frames_in(replaced(poscar, "Si O\n", ""), {si, o})[0].elements == frame.elements);
  CHECK_THAT(message_of(replaced(poscar, "Si O\n", "")),
             ContainsSubstring("no line of element symbols, expected --elements"));
  CHECK_THAT(message_of(poscar.substr(0, poscar.find("0 0.5 0.5"))),
             ContainsSubstring("stream ends in the middle of the positions"));
}

TEST_CASE("a frame written as POSCAR reads back equal, whatever the order of its elements") {
  Frame frame = frames_in(poscar)[0];
  frame.elements = {o, si, o};
  const TemporaryFolder folder;
  const auto sink = io::create_frames(folder.path("POSCAR"), "poscar");
  sink->write(frame);
  CHECK_THROWS_WITH(sink->write(frame), ContainsSubstring("a second frame, expected one"));
  sink->close();
  const Frame again = frames_of(folder.path("POSCAR"))[0];
  CHECK(again.elements == frame.elements);
  CHECK(again.positions == frame.positions);
  CHECK(again.cell == frame.cell);
  CHECK(again.velocities == frame.velocities);
  CHECK(again.columns[0].values == frame.columns[0].values);
}

TEST_CASE("OUTCAR gives a frame an ionic step, with the free energy and pressure turned into a virial") {
  const auto frames = frames_in(outcar + outcar.substr(outcar.find("  in kB")));
  REQUIRE(frames.size() == 2);
  const Frame& frame = frames[1];
  CHECK(frame.elements == std::vector{si, o});
  CHECK(frame.cell.vectors[1] == Vec3{0, 10, -10});
  CHECK(*frame.energy == -12.3456789);
  CHECK(frame.forces[1].z == -0.3);
  CHECK(frame.virial->xx == Approx(kilobar * 1000));
  CHECK(frame.virial->xy == Approx(4 * kilobar * 1000));
  CHECK(frame.virial->xz == Approx(6 * kilobar * 1000));
  CHECK_THAT(message_of(outcar.substr(0, outcar.find("  free  energy"))),
             ContainsSubstring("stream ends in the middle of an ionic step"));
  CHECK_THAT(message_of(outcar.substr(0, outcar.find("      5.00000"))),
             ContainsSubstring("in the middle of the positions"));
  CHECK_THAT(message_of(outcar.substr(0, outcar.find("  in kB"))), ContainsSubstring("no frames in the file"));
}

TEST_CASE("a trajectory of CP2K is read with the files beside it, and its stress without the motion of the atoms") {
  const auto frames = frames_of(reference + "cp2k-md/md-pos-1.xyz");
  REQUIRE(frames.size() == 4);
  const Frame& frame = frames[1];
  CHECK(*frame.find_info("step") == "1");
  CHECK(*frame.find_info("time") == "5e-04");
  CHECK(*frame.energy == Approx(117.278640254309011 * hartree_in_electronvolt).epsilon(1e-11));
  CHECK(frame.cell.vectors[1] == Vec3{0, 6.5, 0});
  CHECK(frame.cell.periodic == std::array{true, true, true});
  CHECK(frame.forces[0].x == Approx(-0.0090513947 * hartree_in_electronvolt / bohr_in_angstrom));
  CHECK(frame.velocities[0].x == Approx(-0.0000924218 * 21876.9126364));  // bohr per atomic time in Å/ps
  const double gigapascal = 1 / electronvolt_per_angstrom3_in_gigapascal * frame.cell.volume();
  // CP2K's masses and ours differ in the fifth digit.
  CHECK(frame.virial->xx == Approx(0.657960647019 * gigapascal).epsilon(1e-4));
  CHECK(frame.virial->yy == Approx(2.30465313210 * gigapascal).epsilon(1e-4));
  CHECK(frame.virial->zz == Approx(0.588915379465 * gigapascal).epsilon(1e-4));
}

TEST_CASE("an optimization of CP2K's cell has the cell of each step") {
  const auto frames = frames_of(reference + "cp2k-cell-opt/cellopt-pos-1.xyz");
  REQUIRE(frames.size() == 2);
  CHECK(frames[1].cell.vectors[1] == Vec3{0.0031126704, 6.5067641191, 0});
  CHECK(frames[1].forces.size() == 6);
  CHECK(frames[1].velocities.empty());
  CHECK(frames[1].virial->xx == Approx(-1.10843100711273 * frames[1].cell.volume() / 160.21766208));
}

TEST_CASE("a trajectory of CP2K takes a cell that stays from the restart file, else says what is missing") {
  const auto copy = [](const TemporaryFolder& folder, const std::string& from, const std::vector<std::string>& names) {
    for (const auto& name : names) folder.write(name, io::read_text(reference + from + "/" + name));
  };
  const TemporaryFolder fixed;
  copy(fixed, "cp2k-md", {"md-pos-1.xyz", "md-1.restart"});
  const auto frames = frames_of(fixed.path("md-pos-1.xyz"));
  CHECK(frames.size() == 4);
  CHECK(frames[3].cell.vectors[2] == Vec3{0, 0, 7});
  CHECK(frames[3].forces.empty());
  // Stress without velocities would hold the motion of the atoms.
  copy(fixed, "cp2k-md", {"md-1.stress"});
  CHECK_FALSE(frames_of(fixed.path("md-pos-1.xyz"))[3].virial.has_value());

  const TemporaryFolder moving;
  copy(moving, "cp2k-cell-opt", {"cellopt-pos-1.xyz", "cellopt-1.restart"});
  CHECK_THROWS_WITH(frames_of(moving.path("cellopt-pos-1.xyz")),
                    ContainsSubstring("expected it to have the cell of each step"));
  // Files that are cut, of other atoms, or not of this kind.
  const auto positions = io::read_text(reference + "cp2k-md/md-pos-1.xyz");
  copy(fixed, "cp2k-md", {"md-frc-1.xyz", "md-1.cell"});
  fixed.write("md-pos-1.xyz", positions.substr(0, 500));
  CHECK_THROWS_WITH(frames_of(fixed.path("md-pos-1.xyz")), ContainsSubstring("in the middle of a frame"));
  fixed.write("md-pos-1.xyz", positions);
  fixed.write("md-frc-1.xyz", io::read_text(reference + "cp2k-md/md-frc-1.xyz").substr(0, 500));
  CHECK_THROWS_WITH(frames_of(fixed.path("md-pos-1.xyz")), ContainsSubstring("in the middle of a step"));
  fixed.write("md-frc-1.xyz", "1\n i = 0, E = 1\n O 0 0 0\n");
  CHECK_THROWS_WITH(frames_of(fixed.path("md-pos-1.xyz")), ContainsSubstring("6 atoms, but 1 in the file of forces"));
  fixed.write("md-frc-1.xyz", "1\nprose\n O 0 0 0\n");
  CHECK_THROWS_WITH(frames_of(fixed.path("md-pos-1.xyz")), ContainsSubstring("expected i = STEP"));
  fixed.write("md-frc-1.xyz", io::read_text(reference + "cp2k-md/md-frc-1.xyz"));
  fixed.write("md-1.cell", io::read_text(reference + "cp2k-md/md-1.cell").substr(0, 420));
  CHECK_THROWS_WITH(frames_of(fixed.path("md-pos-1.xyz")), ContainsSubstring("step 1 is not in the file of the cells"));
  fixed.write("other.xyz", positions);
  CHECK_THROWS_WITH(frames_of(fixed.path("other.xyz")), ContainsSubstring("expected a file PROJECT-pos-1.xyz"));
}

TEST_CASE("vasprun.xml gives a frame a calculation, with the energy that stands last") {
  const auto frames = frames_in(vasprun);
  REQUIRE(frames.size() == 1);
  const Frame& frame = frames[0];
  CHECK(frame.elements == std::vector{si, o});
  CHECK(frame.positions[1] == Vec3{5, 2.5, 2.5});
  CHECK(*frame.energy == -2.5);
  CHECK(frame.virial->yz == Approx(5 * kilobar * 500));
  CHECK(frame.forces[0].x == 0.1);
  CHECK_THAT(message_of(vasprun.substr(0, vasprun.find("  <energy>\n   <i"))),
             ContainsSubstring("stream ends in the middle of a calculation"));
  CHECK_THAT(message_of(replaced(vasprun, "</modeling>", "")), ContainsSubstring("without </modeling>"));
}

TEST_CASE("what pw.x prints becomes a frame: energy, forces and stress with its sign") {
  const auto frames = frames_of(reference + "si.pw.out");
  REQUIRE(frames.size() == 1);
  const Frame& frame = frames[0];
  CHECK(frame.elements == std::vector{si, si});
  CHECK_THAT(frame.cell.vectors[1].y, WithinAbs(0.1, 2e-5));
  CHECK_THAT(frame.positions[1].y, WithinAbs(1.4, 1e-5));
  CHECK_THAT(*frame.energy, WithinAbs(-15.61215790 * hartree_in_electronvolt / 2, 1e-9));
  CHECK_THAT(frame.forces[0].x + frame.forces[1].x, WithinAbs(0, 1e-9));
  // P = 47.53 kbar: compressed, a virial above 0.
  CHECK_THAT((frame.virial->trace()) / 3 / frame.cell.volume(), WithinRel(47.53 * kilobar, 1e-3));
  const auto text = io::read_text(reference + "si.pw.out");
  CHECK_THAT(message_of(text.substr(0, text.find("     atom    2 type"))),
             ContainsSubstring("stream ends in the middle of the forces"));
  CHECK_THAT(message_of(text.substr(0, text.find("!    total energy"))),
             ContainsSubstring("stream ends in the middle of the electronic steps; no frame before it is whole"));
}

TEST_CASE("positions of pw.x are in the unit that their head states") {
  const auto text = io::read_text(reference + "si.pw.out");
  const double alat = 7.257109 * bohr_in_angstrom;
  const Cell cell = frames_in(text)[0].cell;
  struct Case {
    std::string unit;
    Vec3 position;
  };
  for (const auto& [unit, position] : std::vector<Case>{{"(bohr)", bohr_in_angstrom * Vec3{0.1, 0.2, 0.3}},
                                                        {"(angstrom)", {0.1, 0.2, 0.3}},
                                                        {"(alat)", alat * Vec3{0.1, 0.2, 0.3}},
                                                        {"(alat= 10.0)", bohr_in_angstrom * Vec3{1, 2, 3}},
                                                        {"(crystal)", cell.cartesian({0.1, 0.2, 0.3})}}) {
    CAPTURE(unit);
    const auto frames = frames_in(replaced(
        text, "     Self-consistent Calculation\n",
        "ATOMIC_POSITIONS " + unit + "\nSi 0.0 0.0 0.0\nSi 0.1 0.2 0.3\n\n     Self-consistent Calculation\n"));
    REQUIRE(frames.size() == 1);
    CHECK(norm(frames[0].positions[1] - position) < 1e-12);
  }
}

TEST_CASE("what CP2K prints becomes a frame: energy, forces and stress with its sign") {
  const auto frames = frames_of(reference + "water.cp2k.out");
  REQUIRE(frames.size() == 1);
  const Frame& frame = frames[0];
  CHECK(frame.elements[3] == o);
  CHECK(frame.cell.vectors[2] == Vec3{0, 0, 12.42});
  CHECK(frame.cell.periodic == std::array{true, true, true});
  CHECK(frame.positions[5].z == 4.062643);
  Vec3 sum;
  for (const Vec3 f : frame.forces) sum += f;
  CHECK(norm(sum) < 1e-12);
  const auto text = io::read_text(reference + "water.cp2k.out");
  const auto line = text.find("STRESS|      x");
  CHECK(frame.virial->xx ==
        Approx(to_double(split(text.substr(line, 60))[2], "x") * 10 * kilobar * frame.cell.volume()));
  CHECK_THAT(message_of(text.substr(0, text.find("SUM OF ATOMIC FORCES") - 200)),
             ContainsSubstring("stream ends in the middle of the forces"));
  const auto energy = text.find(" ENERGY| Total");
  CHECK_THAT(message_of(text + text.substr(energy, 90)), ContainsSubstring("an energy without coordinates"));
}

TEST_CASE("MLIP's configurations are read and written; PlusStress is the virial") {
  const auto frames = frames_in(cfg + "\n" + cfg, {si, o});
  REQUIRE(frames.size() == 2);
  const Frame& frame = frames[1];
  CHECK(frame.elements == std::vector{si, o});
  CHECK(*frame.energy == -3.25);
  CHECK(*frame.virial == Virial{1, 2, 3, 6, 5, 4});
  CHECK(*frame.find_info("EFS_by") == "VASP");
  CHECK_THAT(message_of(cfg), ContainsSubstring("types have numbers only, expected --elements"));
  CHECK_THAT(message_of(cfg, {si}), ContainsSubstring("type 1 has no element, 1 given by --elements"));
  CHECK_THAT(message_of(cfg.substr(0, cfg.find("END_CFG")), {si, o}),
             ContainsSubstring("stream ends in the middle of a configuration"));
  const TemporaryFolder folder;
  io::FormatOptions options;
  options.lammps.elements = {si, o};
  const auto sink = io::create_frames(folder.path("x.cfg"), "mlip", options);
  sink->write(frame);
  sink->close();
  const Frame again = frames_of(folder.path("x.cfg"), {si, o})[0];
  CHECK(again.positions == frame.positions);
  CHECK(again.forces == frame.forces);
  CHECK(again.cell == frame.cell);
  CHECK(again.virial == frame.virial);
  CHECK(again.energy == frame.energy);
}

TEST_CASE("a folder of DeePMD reads back what was written into it") {
  const auto frames = frames_in(cfg + cfg, {si, o});
  const TemporaryFolder folder;
  const auto path = folder.path("deep");
  const auto sink = io::create_frames(path, "deepmd");
  for (const auto& frame : frames) sink->write(frame);
  sink->close();
  const auto again = frames_of(path);
  REQUIRE(again.size() == 2);
  CHECK(again[1].elements == frames[1].elements);
  CHECK(again[1].positions == frames[1].positions);
  CHECK(again[1].forces == frames[1].forces);
  CHECK(again[1].virial == frames[1].virial);
  CHECK(again[1].cell == frames[1].cell);
  CHECK(again[1].energy == frames[1].energy);
  // Text in the place of NumPy's files is read too; a file that ends early is an error.
  std::filesystem::remove(path + "/set.000/energy.npy");
  folder.write("deep/set.000/energy.raw", "-1\n-2\n");
  CHECK(*frames_of(path)[1].energy == -2);
  folder.write("deep/set.000/energy.raw", "-1\n");
  CHECK_THROWS_WITH(frames_of(path), ContainsSubstring("energy.raw: fewer rows than coord"));
  std::filesystem::remove(path + "/set.000/energy.raw");
  const auto bytes = folder.read("deep/set.000/coord.npy");
  folder.write("deep/set.000/coord.npy", bytes + '\0');
  CHECK_THROWS_WITH(frames_of(path), ContainsSubstring("coord.npy: row 3: more bytes than the 2 rows of the header"));
  const double nan = std::nan("");
  folder.write("deep/set.000/coord.npy",
               bytes.substr(0, bytes.size() - 8) + std::string{reinterpret_cast<const char*>(&nan), 8});
  CHECK_THROWS_WITH(frames_of(path), ContainsSubstring("coord.npy: row 2: value is NaN, expected a finite number"));
  // What is carried along ends with the coordinates, too.
  auto more = bytes;
  more.replace(more.find("'shape': (2,"), 12, "'shape': (1,");
  folder.write("deep/set.000/coord.npy", more.substr(0, more.size() - (bytes.size() - 128) / 2));
  folder.write("deep/set.000/energy.raw", "-1\n");
  for (const char* label : {"box", "force", "virial"}) {
    std::filesystem::remove(path + "/set.000/" + label + ".npy");
  }
  folder.write("deep/nopbc", "");
  CHECK(frames_of(path).size() == 1);
  folder.write("deep/set.000/field.npy", bytes);
  CHECK_THROWS_WITH(frames_of(path), ContainsSubstring("field.npy: more rows than coord"));
  std::filesystem::remove(path + "/set.000/field.npy");
  folder.write("deep/set.000/real_atom_types.raw", "0 0.5\n");
  CHECK_THROWS_WITH(frames_of(path),
                    ContainsSubstring("real_atom_types.raw: row 1: type 0.5, expected a whole number"));
  std::filesystem::remove(path + "/set.000/real_atom_types.raw");
  folder.write("deep/set.000/coord.npy", bytes.substr(0, bytes.size() - 4));
  CHECK_THROWS_WITH(frames_of(path), ContainsSubstring("coord.npy: row 2"));
  folder.write("deep/set.000/coord.npy", "nothing of the kind");
  CHECK_THROWS_WITH(frames_of(path), ContainsSubstring("not a file of NumPy"));
}

TEST_CASE("files of other programs that are damaged are refused, each for its own reason") {
  const auto pw = io::read_text(reference + "si.pw.out"), water = io::read_text(reference + "water.cp2k.out");
  struct Case {
    const std::string& text;
    std::string from, to, message;
  };
  for (const auto& [text, from, to, message] : std::vector<Case>{
           {poscar, "0.001 0 0\n0 0 0", "0.001 0 0\n0 none 0", "velocity: expected three numbers, got '0 none 0'"},
           {poscar, "0.5 0 0 F", "0.5 zero 0 F", "position: expected a number, got 'zero'"},
           {poscar, "\n2.0\n", "\n2 3\n", "scaling factor: expected one number or three, got '2 3'"},
           {poscar, "\n2.0\n", "\n1 2 3 4\n", "scaling factor: expected one number or three, got '1 2 3 4'"},
           {poscar, "\n2.0\n", "\n-2 3 4\n", "scaling factor: expected three positive numbers, got -2"},
           {poscar, "\n2.0\n", "\n2 3 -4\n", "scaling factor: expected three positive numbers, got -4"},
           {poscar, "\n2.0\n", "\n0.0\n", "scaling factor: expected a number other than 0, got 0"},
           {poscar, "Si O\n1 2", "Si O\n1 2 3", "2 elements, but 3 numbers of atoms"},
           {poscar, "\n1 2\n", "\n1 -2\n", "number of atoms -2, expected 0 or more"},
           {poscar, "\n1 2\n", "\n0 0\n", "no atoms, expected at least one"},
           {poscar, "\n1 2\n", "\n1 999999999\n", "the positions: expected 6 words, got 0"},
           {poscar, "0.5 0 0 F T F", "0.5 0 0 F T F Si", "the row of atom 2 is labelled 'Si', expected O"},
           {poscar, "Direct", "", "expected Direct or Cartesian, got an empty line"},
           {poscar, "Si O\n", "", "no line of element symbols, expected --elements"},
           {poscar, "Si O", "Si Ox", "unknown element"},
           {poscar, "\n0 0 -0.002\n", "\n", "stream ends in the middle of the velocities"},
           {outcar, "1   1\n", "1   1   1\n", "2 elements, but 3 numbers of atoms"},
           {outcar, "1   1\n", "\n", "ions per type: expected numbers of atoms, got none"},
           {outcar, "1   1\n", "1   -1\n", "number of atoms -1, expected 0 or more"},
           {outcar, "1   1\n", "0   0\n", "no atoms, expected at least one"},
           {outcar, "1   1\n", "1   999999999\n", "the positions: expected 6 words, got 1"},
           {outcar, "    10.000000000  0.000000000  0.000000000     0.1  0.0  0.0", "  10.0", "expected three numbers"},
           {outcar, "5.00000     6.00000\n", "5.00000\n", "stress: expected six numbers, got 5"},
           {vasprun, "<v> 0 0 0 </v>", "<w> 0 0 0 </w>", "expected <v>…</v>, got '    <w> 0 0 0 </w>'"},
           {vasprun, "    <v> 0 0 0 </v>\n", "", "1 positions of 2 atoms"},
           {vasprun, "    <v> 0 10 0 </v>\n", "", "basis of 2 vectors, expected 3"},
           {vasprun, "   <v> 4 2 5 </v>\n", "", "stress of 2 rows, expected 3"},
           {pw, "0.0000000  )", "0.0000000  ]", ": expected ( x y z ), got"},
           {pw, "atoms/cell      =            2", "atoms/cell      =     9999999999",
            "number of atoms 9999999999, expected"},
           {pw, "force =     0.03281679", "farce =     0.03281679", "force: expected 'atom N type T force = …', got"},
           {cfg, " Energy", " Anergy", "unknown keyword 'Anergy', expected Size"},
           {cfg, "    2\n", "    0\n", "size 0, expected 1 or more"},
           {cfg, "id type cart", "id kind cart", "AtomData without type or positions"},
           {cfg, " xx yy zz yz", " xx yy zz zy", "PlusStress without yz"}}) {
    CAPTURE(from, to);
    CHECK_THAT(message_of(replaced(text, from, to), text == cfg ? std::vector{si, o} : std::vector<Element>{}),
               ContainsSubstring(message));
  }
  CHECK_THAT(message_of(pw + "ATOMIC_POSITIONS (furlong)\nSi 0 0 0\nSi 1 1 1\n"),
             ContainsSubstring("expected alat, bohr or angstrom"));
  CHECK_THAT(message_of(water.substr(0, water.find("\n", water.find("ATOMIC COORDINATES IN")))),
             ContainsSubstring("stream ends in the middle of the coordinates"));
}

TEST_CASE("a row of atoms that is missing or doubled is refused: it would shift all that follow") {
  struct Block {
    std::string file, row;  // lines that hold this are rows
  };
  for (const auto& [file, row] : std::vector<Block>{{"small/cp2k-2025.out", "1 Si  14 "},
                                                    {"small/cp2k-2025.out", "FORCES|      "},
                                                    {"small/cp2k-7.out", "1 Si  14 "},
                                                    {"small/cp2k-7.out", "1      Si      "},
                                                    {"water.cp2k.out", "2      H           "},
                                                    {"small/hybrid.pw.out", "tau( "},
                                                    {"small/hybrid.pw.out", "     atom    "},
                                                    {"si.pw.out", "     atom    "},
                                                    {"small/potcar-names.OUTCAR", "      0.000000"}}) {
    const auto text = io::read_text(reference + file);
    REQUIRE(message_of(text) == "no error");
    std::size_t rows = 0;
    for (std::size_t begin = 0; begin < text.size();) {
      const auto end = text.find('\n', begin) + 1;
      const auto line = text.substr(begin, end - begin);
      if (line.find(row) != std::string::npos) {
        CAPTURE(file, line);
        ++rows;
        CHECK(message_of(text.substr(0, begin) + text.substr(end)) != "no error");
        // Nor may a number that is lost move the next one into its place.
        for (auto dot = line.find('.'); dot != std::string::npos; dot = line.find('.', dot + 1)) {
          if (line[dot + 1] < '0' || line[dot + 1] > '9') continue;
          const auto first = line.find_last_of(" (", dot) + 1, last = line.find_first_of(" )\n", dot);
          CAPTURE(line.substr(first, last - first));
          CHECK(message_of(text.substr(0, begin) + line.substr(0, first) + line.substr(last) + text.substr(end)) !=
                "no error");
        }
        // Of the last row a second one, behind the forces, says the same of the same atom.
        const bool last_force = row == "     atom    " && text.find(row, end) == std::string::npos;
        if (!last_force) CHECK(message_of(text.substr(0, end) + text.substr(begin)) != "no error");
      }
      begin = end;
    }
    CHECK(rows >= 2);
  }
  for (const auto& [file, mark] : std::vector<std::pair<std::string, std::string>>{
           {"small/hybrid.pw.out", "crystal axes"}, {"small/potcar-names.OUTCAR", "direct lattice"}}) {
    auto text = io::read_text(reference + file);
    text.replace(text.find(mark), mark.size(), "cut");
    CHECK_THAT(message_of(text), ContainsSubstring("a result without a cell, expected"));
  }
}

TEST_CASE("writers for other programs refuse what these cannot hold") {
  const TemporaryFolder folder;
  const Frame frame = frames_in(cfg, {si, o})[0];
  Frame other = frame;
  const auto refusal = [&](const std::string& format, const std::vector<Frame>& frames,
                           const std::vector<Element>& elements = {}) -> std::string {
    io::FormatOptions options;
    options.lammps.elements = elements;
    return refusal_of([&] {
      const auto sink = io::create_frames(folder.path("out." + format), format, options);
      for (const Frame& each : frames) sink->write(each);
      sink->close();
    });
  };
  for (const std::string format : {"mlip", "poscar", "deepmd"}) {
    CAPTURE(format);
    other.units = UnitStyle::lj;
    CHECK_THAT(refusal(format, {other}), ContainsSubstring("units lj, expected metal"));
    CHECK_THAT(refusal(format, {}), ContainsSubstring("no frame"));
  }
  other = frame;
  other.cell = {};
  CHECK_THAT(refusal("poscar", {other}), ContainsSubstring("the frame has no cell"));
  CHECK_THAT(refusal("deepmd", {frame, other}), ContainsSubstring("periodic or not, unlike the first"));
  CHECK_THAT(refusal("mlip", {frame}, {si}), ContainsSubstring("element O has no type, expected --elements"));
  other = frame;
  other.energy.reset();
  CHECK_THAT(refusal("deepmd", {frame, other}), ContainsSubstring("other labels than the first"));
  other.elements[1] = si;
  CHECK_THAT(refusal("deepmd", {frame, other}), ContainsSubstring("other atoms than the first"));
}

TEST_CASE("a folder of DeePMD that is damaged is refused with the file's name") {
  const TemporaryFolder folder;
  const auto path = folder.path("deep");
  const auto sink = io::create_frames(path, "deepmd");
  sink->write(frames_in(cfg, {si, o})[0]);
  sink->close();
  const auto coord = folder.read("deep/set.000/coord.npy");
  const auto refused = [&](const std::string& from, const std::string& to, const std::string& message) {
    CAPTURE(from, to);
    folder.write("deep/set.000/coord.npy", replaced(coord, from, to));
    CHECK_THROWS_WITH(frames_of(path), ContainsSubstring(message));
    folder.write("deep/set.000/coord.npy", coord);
  };
  refused("<f8", "<i8", "expected numbers <f4 or <f8, got");
  refused("'fortran_order': False", "'fortran_order': True ", "columns stored first, expected rows");
  refused("(1, 6)", "(1, 5)", "5 numbers in 1 rows, expected 6 a row");
  refused("(1, 6)", "[1, 6]", "no shape in the header");
  refused("(1, 6)", "(1, x)", "shape: expected an integer, got 'x'");
  const auto types = folder.read("deep/type.raw");
  folder.write("deep/type.raw", "0\n7\n");
  CHECK_THROWS_WITH(frames_of(path), ContainsSubstring("type.raw: type 7 has no element, 2 are named"));
  folder.write("deep/type.raw", "\n");
  CHECK_THROWS_WITH(frames_of(path), ContainsSubstring("type.raw: no atoms"));
  folder.write("deep/type.raw", types);
  std::filesystem::remove(path + "/type_map.raw");
  CHECK_THROWS_WITH(frames_of(path), ContainsSubstring("no type_map.raw, expected --elements"));
  CHECK(frames_of(path, {si, o}).size() == 1);
  CHECK_THROWS_WITH(io::open_frames(folder.write("plain", "1\n"), "deepmd", {}),
                    ContainsSubstring("a file, expected a folder of DeePMD"));
}

TEST_CASE("formats that are read only say so") {
  CHECK_THROWS_WITH(io::create_frames("x", "outcar"), ContainsSubstring("format outcar is read only"));
}
